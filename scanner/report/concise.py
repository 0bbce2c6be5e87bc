"""The format for grep and editors: ``path:line:column: severity[rule-id] message``, one line a finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.report.cluster_coverage import gap_lines, heading
from scanner.report.neutralise import guard_log, one_line, visible
from scanner.report.place import copies, place
from scanner.report.summary import incomplete_unread, is_suppressed, said, shown_findings, summary_line, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Finding, NotEvaluated, Report, Unread
    from scanner.report.options import RenderOptions


def render(report: Report, options: RenderOptions) -> str:
    """Return findings, then what could not be read or evaluated, then one line with verdict, totals and coverage."""
    text = "".join(f"{line}\n" for line in _lines(report, options))
    return guard_log(text) if options.in_github_actions else text


def _lines(report: Report, options: RenderOptions) -> Iterator[str]:
    if report.cluster:
        yield from (f"{heading(report.cluster)}: incomplete: {gap}" for gap in gap_lines(report.cluster))
    yield from map(_finding, shown_findings(report, options))
    yield from map(_unread, incomplete_unread(report))
    yield from map(_not_evaluated, report.not_evaluated)
    yield f"{verdict(report, options.fail_on).text} {summary_line(report)}"


def _finding(finding: Finding) -> str:
    accepted = " (suppressed)" if is_suppressed(finding) else ""
    rule = f"{finding.severity.value}[{visible(finding.rule.id)}]"
    again = f" ({copies(finding)})" if finding.copies else ""
    return f"{place(finding)}: {rule}{accepted} {said(finding)}{again}"


def _unread(item: Unread) -> str:
    place = f":{item.span.line}:{item.span.column}" if item.span else ""
    return f"{visible(item.path)}{place}: unread[{item.reason.value}] {one_line(item.detail)}"


def _not_evaluated(item: NotEvaluated) -> str:
    place = f"{visible(item.path)}: " if item.path else ""
    subject = f"{one_line(item.subject)}: " if item.subject else ""
    return f"{place}not-evaluated[{visible(item.rule_id)}] {subject}{one_line(item.reason)}"
