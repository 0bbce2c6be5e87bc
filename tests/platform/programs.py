"""Where the checkers of the monitoring's configuration are: the cache that ``make platform-tools`` fills."""

from __future__ import annotations

import os
from pathlib import Path

from tests.absent import absent

VERSIONS = {"promtool": "3.16.0", "amtool": "0.34.2", "otelcol": "0.165.0"}
"""What ``make platform-tools`` builds; a test holds this against the Makefile and the go.mod files."""


def program(name: str) -> Path:
    """Return a checker; skip the test where it is absent (fail it in CI)."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    path = cache / "plimsoll" / "bin" / f"{name}-{VERSIONS[name]}"
    if not path.is_file():
        absent(f"{name} {VERSIONS[name]} is absent: 'make platform-tools' builds it where Go is found")
    return path
