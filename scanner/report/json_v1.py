"""Plimsoll's own JSON, version 1. Its shape is a promise, described by ``schema/report-v1.json``.

It is apart from the types of `scanner.model`, so that they may change without breaking a reader. Nothing in it depends
on the time or the machine. Suppressed findings are always listed, with their status.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner import __version__
from scanner.report.controls import controls
from scanner.report.json_cluster import cluster, folding
from scanner.report.json_text import Listed, dump

if TYPE_CHECKING:
    from scanner.model import Coverage, Finding, NotEvaluated, NotHonoured, Report, Rule, Span, Undecided, Unread
    from scanner.report.controls import Control
    from scanner.report.options import RenderOptions

VERSION = 1


def render(report: Report, options: RenderOptions) -> str:
    """Return the report as JSON."""
    return dump(
        {
            "version": VERSION,
            "tool": {"name": "Plimsoll", "version": __version__},
            "failOn": options.fail_on.value,
            "exitCode": report.exit_code(options.fail_on),
            "incomplete": report.incomplete,
            "coverage": _coverage(report.coverage),
            **({"cluster": cluster(report.cluster)} if report.cluster else {}),
            "findings": Listed(_finding, report.findings),
            "unread": [_unread(item) for item in report.unread],
            "notEvaluated": [_not_evaluated(item) for item in report.not_evaluated],
            "undecided": [_undecided(item) for item in report.undecided],
            "notConfigured": list(report.not_configured),
            "needsRequest": list(report.needs_request),
            "notHonoured": [_not_honoured(item) for item in report.not_honoured],
            "rules": [_rule(rule) for rule in report.rules],
            "controls": [_control(control) for control in controls(report)],
        }
    )


def _control(control: Control) -> dict[str, Any]:
    return {
        "framework": control.framework,
        "control": control.name,
        "title": control.title,
        "status": control.status.value,
        "findings": control.findings,
        "rules": list(control.rules),
        "reason": control.reason,
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "files": coverage.files,
        "documents": coverage.documents,
        "judged": coverage.judged,
        "rules": coverage.rules,
        "policies": coverage.policies,
        "engine": coverage.engine,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "ruleId": finding.rule.id,
        "severity": finding.severity.value,
        "message": finding.message,
        "subject": finding.subject,
        "file": finding.source.path,
        "span": _span(finding.span),
        "path": list(finding.path),
        "located": finding.located.value,
        "renderedBy": list(finding.rendered_by),
        "fingerprint": finding.fingerprint,
        "related": [
            {"message": related.message, "file": related.source.path, "span": _span(related.span)}
            for related in finding.related
        ],
        "relatedIsFlow": finding.is_flow,
        "remediation": finding.remediation,
        "status": finding.status.value,
        "justification": finding.justification,
        **folding(finding),
    }


def _span(span: Span) -> dict[str, int]:
    return {"line": span.line, "column": span.column, "endLine": span.end_line, "endColumn": span.end_column}


def _unread(item: Unread) -> dict[str, Any]:
    return {
        "file": item.path,
        "reason": item.reason.value,
        "detail": item.detail,
        "remedy": item.remedy,
        "document": item.index,
        "span": _span(item.span) if item.span else None,
        "incomplete": item.incomplete,
    }


def _not_evaluated(item: NotEvaluated) -> dict[str, Any]:
    return {
        "ruleId": item.rule_id,
        "reason": item.reason,
        "remedy": item.remedy,
        "file": item.path,
        "subject": item.subject,
    }


def _undecided(item: Undecided) -> dict[str, Any]:
    return {"ruleId": item.rule_id, "reason": item.reason, "file": item.path, "subject": item.subject}


def _not_honoured(item: NotHonoured) -> dict[str, Any]:
    return {
        "peer": item.peer,
        "check": item.check,
        "reason": item.reason,
        "file": item.path,
        "span": _span(item.span),
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "title": rule.title,
        "severity": rule.severity.value,
        "origin": rule.origin.value,
        "remediation": rule.remediation,
        "frameworks": list(rule.frameworks),
        "tags": list(rule.tags),
        "references": list(rule.references),
    }
