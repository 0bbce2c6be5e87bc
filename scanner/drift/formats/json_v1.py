"""Drift as JSON, version 1. Values that may be secret are left out unless they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner import __version__
from scanner.drift.compare import ABSENT
from scanner.drift.words import shown
from scanner.report.json_cluster import cluster
from scanner.report.json_text import dump

if TYPE_CHECKING:
    from scanner.drift.managers import Manager
    from scanner.drift.model import Added, Changed, Drifted, DriftReport, Place
    from scanner.model import Finding
    from scanner.report import RenderOptions

VERSION = 1


def render(report: DriftReport, options: RenderOptions, show_values: bool) -> str:
    """Return the report as JSON."""
    del options
    return dump(
        {
            "version": VERSION,
            "tool": {"name": "Plimsoll", "version": __version__},
            "exitCode": report.exit_code(),
            "incomplete": report.incomplete,
            "compared": report.compared,
            "cluster": cluster(report.cluster),
            "verdicts": [_verdict(one) for one in report.verdicts],
            "drifted": [_drifted(one, show_values=show_values) for one in report.drifted],
            "missing": [
                {"subject": one.label, "address": one.address, "reason": one.reason, **_place(one.place)}
                for one in report.missing
            ],
            "extra": [
                {
                    "subject": one.label,
                    "address": one.address,
                    "reason": one.reason,
                    "managers": [_manager(manager) for manager in one.setters],
                }
                for one in report.extra
            ],
            "notCompared": [
                {"subject": one.label, "reason": one.reason, "incomplete": one.incomplete, **_place(one.place)}
                for one in report.not_compared
            ],
            "unread": [
                {"file": one.path, "reason": one.reason.value, "detail": one.detail, "incomplete": one.incomplete}
                for one in report.unread
            ],
            "notEvaluated": list(report.unjudged),
        }
    )


def _verdict(finding: Finding) -> dict[str, Any]:
    span = finding.span
    return {
        "ruleId": finding.rule.id,
        "severity": finding.severity.value,
        "message": finding.message,
        "subject": finding.subject,
        "address": finding.address,
        "file": finding.source.path,
        "span": {"line": span.line, "column": span.column, "endLine": span.end_line, "endColumn": span.end_column},
        "located": finding.located.value,
        "fingerprint": finding.fingerprint,
    }


def _drifted(one: Drifted, *, show_values: bool) -> dict[str, Any]:
    return {
        "subject": one.label,
        "address": one.address,
        "changed": [_changed(each, show_values=show_values) for each in one.changed],
        "added": [_added(each, show_values=show_values) for each in one.added],
    }


def _changed(one: Changed, *, show_values: bool) -> dict[str, Any]:
    difference = one.difference
    absent = difference.live is ABSENT
    return {
        "path": list(difference.path),
        "stated": shown(difference.stated, difference.path, show_values=show_values),
        "live": None if absent else shown(difference.live, difference.path, show_values=show_values),
        "managers": [_manager(manager) for manager in one.setters],
        **_place(one.place),
    }


def _added(one: Added, *, show_values: bool) -> dict[str, Any]:
    return {
        "path": list(one.outside.path),
        "live": shown(one.outside.live, one.outside.path, show_values=show_values),
        "managers": [_manager(one.outside.manager)],
        **_place(one.place),
    }


def _manager(manager: Manager) -> dict[str, str]:
    return {
        "name": manager.name,
        "time": manager.time,
        "operation": manager.operation,
        "subresource": manager.subresource,
    }


def _place(place: Place) -> dict[str, Any]:
    span = place.span
    return {
        "file": place.source.path,
        "span": {"line": span.line, "column": span.column, "endLine": span.end_line, "endColumn": span.end_column},
        "located": place.located.value,
    }
