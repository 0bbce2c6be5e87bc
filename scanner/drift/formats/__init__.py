"""How a drift report is shown: pure functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from scanner.drift.formats.json_v1 import render as _json
from scanner.drift.formats.markdown import render as _markdown
from scanner.drift.formats.sarif import render as _sarif
from scanner.drift.formats.terminal import render as _terminal

if TYPE_CHECKING:
    from scanner.drift.model import DriftReport
    from scanner.report import RenderOptions

DriftFormat: TypeAlias = Callable[["DriftReport", "RenderOptions", bool], str]
"""Renders a report; the last argument says whether values that may be secret are shown."""

DRIFT_FORMATS: Mapping[str, DriftFormat] = MappingProxyType(
    {"json": _json, "markdown": _markdown, "sarif": _sarif, "terminal": _terminal}
)
"""Every format by the name that ``--format`` takes, sorted."""
