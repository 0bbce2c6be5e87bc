"""The part of the Markdown report that says what is not known. It comes before the findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.report.markdown_text import code, prose, table
from scanner.report.summary import incomplete_unread, not_evaluated_by_cause, nothing_to_judge, undecided_by_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Report


def unknown(report: Report) -> Iterator[str]:
    """Yield what could not be read or evaluated, then what is undecided, not configured, or holds nothing to judge."""
    yield from _unread(report)
    yield from _not_evaluated(report)
    yield from _undecided(report)
    yield from _not_honoured(report)
    if report.not_configured:
        yield from ("", "## Not configured", "")
        ids = ", ".join(code(rule_id) for rule_id in report.not_configured)
        yield f"These policies judge nothing until `plimsoll.yaml` gives their parameters: {ids}."
    if report.needs_request:
        yield from ("", "## Skipped: needs request context", "")
        ids = ", ".join(code(rule_id) for rule_id in report.needs_request)
        yield f"These policies ask about an admission request, which only `plimsoll serve` has: {ids}."
    if nothing := nothing_to_judge(report):
        yield from ("", prose(nothing))


def _unread(report: Report) -> Iterator[str]:
    rows = [
        (
            code(f"{item.path}:{item.span.line}:{item.span.column}" if item.span else item.path),
            item.reason.value,
            prose(item.detail),
            prose(item.remedy),
        )
        for item in incomplete_unread(report)
    ]
    if rows:
        yield from ("", "## Could not be read", "")
        yield from table(("place", "reason", "detail", "remedy"), rows)


def _not_evaluated(report: Report) -> Iterator[str]:
    rows = [
        (
            ", ".join(code(rule_id) for rule_id in folded.rule_ids),
            prose(folded.first.reason),
            code(folded.first.path) + (f" and {folded.places - 1} more" if folded.places > 1 else ""),
            prose(folded.first.remedy),
        )
        for folded in not_evaluated_by_cause(report.not_evaluated)
    ]
    if rows:
        yield from ("", "## Not evaluated", "")
        yield from table(("rule", "reason", "place", "remedy"), rows)


def _not_honoured(report: Report) -> Iterator[str]:
    rows = [
        (code(f"{item.path}:{item.span.line}"), prose(item.peer), code(item.check), prose(item.reason))
        for item in report.not_honoured
    ]
    if rows:
        yield from ("", "## Suppressions that are not honoured", "")
        yield from table(("place", "for", "check", "reason"), rows)


def _undecided(report: Report) -> Iterator[str]:
    rows = [
        (code(item.rule_id), str(times), prose(item.reason), prose(item.subject))
        for item, times in undecided_by_rule(report.undecided)
    ]
    if rows:
        yield from ("", "## Undecided", "")
        yield from table(("rule", "times", "first reason", "first subject"), rows)
