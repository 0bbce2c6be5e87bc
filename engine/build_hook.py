"""Put the embedded engine into the wheel, where it was built; the wheel is then for one platform.

Without it the wheel is pure Python and needs an ``opa`` command or an OPA server: an install never fails for want of
Go.
"""

from __future__ import annotations

import platform
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_NAMES = ("plimsoll-engine", "plimsoll-engine.exe")


class EngineBuildHook(BuildHookInterface):  # type: ignore[misc] # hatchling is not installed where mypy runs
    """Called by hatchling for each wheel (https://hatch.pypa.io/latest/plugins/build-hook/custom/)."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the binary and the platform's tag; an editable install finds the binary in the checkout."""
        if self.target_name != "wheel" or version == "editable":
            return
        for name in _NAMES:
            binary = Path(self.root) / "build" / name
            if binary.is_file():
                binary.chmod(0o755)  # hatchling keeps the mode
                build_data["force_include"][str(binary)] = f"scanner/bin/{name}"
                build_data["pure_python"] = False
                build_data["tag"] = f"py3-none-{_platform()}"


def _platform() -> str:
    """Return the platform of this machine as a wheel's tag.

    The engine is linked statically (CGO_ENABLED=0), so on Linux it runs with every C library: both tags are true.
    """
    tag = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    if tag.startswith("linux_"):
        machine = tag.removeprefix("linux_")
        return f"manylinux_2_17_{machine}.musllinux_1_1_{machine}"
    # A Python for both of Apple's processors does not make the engine one for both.
    return tag.replace("universal2", platform.machine())
