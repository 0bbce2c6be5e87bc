"""The report as GitHub Flavored Markdown: the verdict, what is not known, the findings by file, the controls."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from scanner.report.cluster_coverage import COLUMNS, gap_lines, heading, notes, rows
from scanner.report.controls import controls
from scanner.report.markdown_text import block, code, prose, table
from scanner.report.markdown_unknown import unknown
from scanner.report.neutralise import guard_log, shorten
from scanner.report.place import copies, place, within
from scanner.report.source_lines import line_at
from scanner.report.summary import coverage, is_suppressed, place_note, said, totals, verdict
from scanner.report.uri import is_below_root, path_uri

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.model import ClusterCoverage, Finding, Report, Source, Span
    from scanner.report.options import RenderOptions

_SOURCE_LIMIT = 160
"""Characters of a line of source that are shown."""


def render(report: Report, options: RenderOptions) -> str:
    """Return the report as Markdown, for a file, a job summary or a comment."""
    text = "".join(f"{line}\n" for line in _lines(report, options))
    return guard_log(text) if options.in_github_actions else text


def _lines(report: Report, options: RenderOptions) -> Iterator[str]:
    yield "# Plimsoll report"
    yield ""
    yield f"**{prose(verdict(report, options.fail_on).text)}**"
    yield ""
    yield f"- {prose(totals(report))}"
    yield f"- {prose(coverage(report))}"
    if report.cluster:
        yield from _cluster(report.cluster)
    yield from unknown(report)
    yield from _findings(report.open_findings, options)
    yield from _suppressed(filter(is_suppressed, report.shown_findings), options)
    yield from _controls(report)


def _findings(findings: Iterable[Finding], options: RenderOptions) -> Iterator[str]:
    for number, (path, group) in enumerate(groupby(findings, key=lambda finding: finding.source.path)):
        if number == 0:
            yield from ("", "## Findings")
        yield from ("", f"### {code(path)}", "")
        for finding in group:
            yield from _finding(finding, options)


def _finding(finding: Finding, options: RenderOptions) -> Iterator[str]:
    where = _link(finding.source, finding.span, within(finding), options)
    severity = finding.severity.value
    subject = f" ({prose(finding.subject)})" if finding.subject else ""
    yield f"- **{severity}** {where} {code(finding.rule.id)}: {prose(said(finding))}{subject}"
    if note := place_note(finding):
        yield f"  {note}"
    line = line_at(finding.source, finding.span.line).strip()
    if line:
        yield ""
        yield from (f"  {text}" for text in block(shorten(line, _SOURCE_LIMIT), "yaml"))
    for related in finding.related:
        where = related.source.path if related.source.live else f"{related.source.path}:{related.span.line}"
        yield f"  - {_link(related.source, related.span, where, options)} {prose(related.message)}"
    if finding.remediation:
        yield f"  - {prose(finding.remediation)}"
    if finding.copies:
        yield f"  - {prose(copies(finding))} that it owns."


def _cluster(cluster: ClusterCoverage) -> Iterator[str]:
    """Yield what was seen of a cluster, what was not seen in front."""
    yield from ("", "## Coverage", "", f"{prose(heading(cluster))}.", "")
    yield from (f"- **{prose(gap)}**" for gap in gap_lines(cluster))
    yield ""
    yield from table(COLUMNS, [tuple(map(prose, row)) for row in rows(cluster)])
    yield from (line for note in notes(cluster) for line in ("", prose(note)))


def _suppressed(findings: Iterable[Finding], options: RenderOptions) -> Iterator[str]:
    rows = [
        (
            finding.severity.value,
            _link(
                finding.source,
                finding.span,
                place(finding) if finding.source.live else f"{finding.source.path}:{finding.span.line}",
                options,
            ),
            code(finding.rule.id),
            prose(said(finding)),
            prose(finding.justification) or "(none given)",
        )
        for finding in findings
    ]
    if rows:
        yield from ("", "## Suppressed", "")
        yield from table(("severity", "place", "rule", "message", "justification"), rows)


def _controls(report: Report) -> Iterator[str]:
    rows = [
        (
            prose(control.framework),
            prose(control.name),
            prose(control.title),
            f"**{control.status.value}**" if control.findings else control.status.value,
            str(control.findings),
            ", ".join(code(rule_id) for rule_id in control.rules) or prose(control.reason),
        )
        for control in controls(report)
    ]
    if rows:
        yield from ("", "## Controls", "")
        yield from table(
            ("framework", "control", "what it asks for", "status", "findings", "rules, or why there are none"), rows
        )
        yield ""
        yield "A control is covered only as far as the rules named beside it cover it."


def _link(source: Source, span: Span, text: str, options: RenderOptions) -> str:
    """Return a link to the line, or the text alone where the source is no file below the root."""
    if source.live or source.path == "<stdin>" or not is_below_root(source.path):
        return code(text)
    return f"[{code(text)}]({options.link_base}{path_uri(source.path)}#L{span.line})"
