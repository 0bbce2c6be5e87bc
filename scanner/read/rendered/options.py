"""How charts and overlays are rendered."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """What may be run, and for how long."""

    enabled: bool = True
    search_path: str = ""
    """As the environment variable PATH; directories that are relative are left out. Empty: no tool is found."""
    home: str = ""
    """The user's home directory, for wrappers that look there for the tool; the tools' own settings are not read."""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """A chart's directory, relative to the root, to the values files to give to it, relative to the chart."""
    kubernetes_version: str = ""
    """What charts are told that they are for, e.g. ``1.36``; empty for what helm takes itself."""
    seconds: float = 60.0
    """For one chart or overlay."""
    memory_mib: int = 2048
    """For one process, on Linux."""
    max_output: int = 16 * _MIB
    """Bytes that one chart or overlay may render to."""
    max_time_outs: int = 3
    """After so many nothing more is rendered: a scan must end."""
