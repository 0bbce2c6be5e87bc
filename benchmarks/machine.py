"""The machine that a measurement is of."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def machine() -> str:
    """Return its system, processor and number of processors."""
    model = ""
    about = Path("/proc/cpuinfo")
    if about.exists():
        lines = about.read_text(encoding="utf-8").splitlines()
        model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")
    processors = f"{os.cpu_count()} processors"
    return ", ".join(part for part in (platform.system(), model or platform.machine(), processors) if part)
