"""The format for people: each finding with its source underlined, then what is not known, then the verdict."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from scanner.report.excerpt import Frame, Mark, excerpt
from scanner.report.neutralise import guard_log, one_line, visible
from scanner.report.paint import painter
from scanner.report.place import copies, place
from scanner.report.summary import is_suppressed, place_note, said, shown_findings
from scanner.report.terminal_cluster import cluster_lines
from scanner.report.terminal_footer import footer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Finding, Report, Source
    from scanner.report.options import RenderOptions
    from scanner.report.paint import Line


def render(report: Report, options: RenderOptions) -> str:
    """Return the report for a terminal. Lines of prose are as long as they are: the terminal wraps them."""
    paint = painter(options.color)
    text = "".join(f"{paint(line)}\n" for line in _lines(report, options))
    return guard_log(text) if options.in_github_actions else text


def _lines(report: Report, options: RenderOptions) -> Iterator[Line]:
    yield from cluster_lines(report)
    for finding in shown_findings(report, options):
        yield from _finding(finding, options)
        yield []
    yield from footer(report, options)


def _finding(finding: Finding, options: RenderOptions) -> Iterator[Line]:
    severity = finding.severity.value
    accepted = " (suppressed)" if is_suppressed(finding) else ""
    yield [(severity, severity), (f"[{visible(finding.rule.id)}]{accepted}: ", ""), (said(finding), "message")]
    if finding.source.live:
        yield from _live(finding)
        return
    places = list(_places(finding))
    greatest = max(mark.span.line + mark.primary for _, marks in places for mark in marks)  # with the context below
    frame = Frame(len(str(greatest)), options.width, options.in_github_actions)
    for source, marks in places:
        span = marks[0].span
        yield [(f"{'':{frame.gutter}}--> ", "gutter"), (f"{visible(source.path)}:{span.line}:{span.column}", "")]
        yield from excerpt(source, marks, frame)
    for word, text in _notes(finding):
        yield [(f"{'':{frame.gutter}} = ", "gutter"), (f"{word}: ", "message"), (text, "")]
    if again := copies(finding):
        yield [(f"{'':{frame.gutter}} = ", "gutter"), ("note: ", "message"), (f"{again} that it owns.", "")]


def _live(finding: Finding) -> Iterator[Line]:
    """Yield the address of a finding in a cluster: there is no source to show."""
    yield [(" --> ", "gutter"), (place(finding), "")]
    for related in finding.related:
        yield [("  = ", "gutter"), ("see: ", "message"), (f"{visible(related.source.path)}: {related.message}", "")]
    for word, text in _notes(finding):
        yield [("  = ", "gutter"), (f"{word}: ", "message"), (text, "")]
    if again := copies(finding):
        yield [("  = ", "gutter"), ("note: ", "message"), (f"{again} that it owns.", "")]


def _places(finding: Finding) -> Iterator[tuple[Source, list[Mark]]]:
    """Yield each source with its marks: first the finding's own with its mark in front, then the others in order."""
    label = finding.subject.replace(f" {finding.source.path}", "", 1)  # a workflow's path, which stands above already
    first = Mark(finding.span, label, f"{finding.severity.value}-mark", primary=True)
    related = [(one.source, Mark(one.span, one.message, "related-mark", primary=False)) for one in finding.related]
    yield finding.source, [first, *(mark for source, mark in related if source.path == finding.source.path)]
    elsewhere = [(source, mark) for source, mark in related if source.path != finding.source.path]
    for _, group in groupby(elsewhere, key=lambda pair: pair[0].path):
        pairs = list(group)
        yield pairs[0][0], [mark for _, mark in pairs]


def _notes(finding: Finding) -> Iterator[tuple[str, str]]:
    if finding.remediation:
        yield "help", one_line(finding.remediation)
    if note := place_note(finding):
        yield "note", note
    if is_suppressed(finding):
        yield "note", f"suppressed: {one_line(finding.justification) or 'no justification is given.'}"
