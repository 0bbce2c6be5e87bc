"""Formats: pure functions from a report to text. Each format's module is imported when it is first used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from scanner.report.options import RenderOptions

if TYPE_CHECKING:
    from scanner.model import Report

__all__ = ["AUDIT_ONLY", "FORMATS", "Format", "RenderOptions"]

Format: TypeAlias = Callable[["Report", RenderOptions], str]
"""Renders a report. The text ends with a newline and can always be encoded as UTF-8."""


def _concise(report: Report, options: RenderOptions) -> str:
    from scanner.report.concise import render

    return render(report, options)


def _json(report: Report, options: RenderOptions) -> str:
    from scanner.report.json_v1 import render

    return render(report, options)


def _markdown(report: Report, options: RenderOptions) -> str:
    from scanner.report.markdown import render

    return render(report, options)


def _openreports(report: Report, options: RenderOptions) -> str:
    from scanner.report.policy_report import render_openreports

    return render_openreports(report, options)


def _policyreport(report: Report, options: RenderOptions) -> str:
    from scanner.report.policy_report import render_policyreport

    return render_policyreport(report, options)


def _prometheus(report: Report, options: RenderOptions) -> str:
    from scanner.report.prometheus import render

    return render(report, options)


def _sarif(report: Report, options: RenderOptions) -> str:
    from scanner.report.sarif import render

    return render(report, options)


def _terminal(report: Report, options: RenderOptions) -> str:
    from scanner.report.terminal import render

    return render(report, options)


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "concise": _concise,
        "json": _json,
        "markdown": _markdown,
        "openreports": _openreports,
        "policyreport": _policyreport,
        "prometheus": _prometheus,
        "sarif": _sarif,
        "terminal": _terminal,
    }
)
"""Every format by the name that ``--format`` takes, sorted."""

AUDIT_ONLY = frozenset({"openreports", "policyreport", "prometheus"})
"""Formats that speak of the objects of a cluster."""
