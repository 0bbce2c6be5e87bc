"""Drift for people: what could not be seen, what changes a verdict, then object by object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.drift.words import added_words, changed_words, extra_words, missing_words, summary
from scanner.report.cluster_coverage import gap_lines, heading
from scanner.report.neutralise import guard_log, one_line, visible
from scanner.report.paint import painter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.drift.model import DriftReport, Place
    from scanner.report import RenderOptions
    from scanner.report.paint import Line


def render(report: DriftReport, options: RenderOptions, show_values: bool) -> str:
    """Return the report for a terminal."""
    paint = painter(options.color)
    text = "".join(f"{paint(line)}\n" for line in _lines(report, show_values=show_values))
    return guard_log(text) if options.in_github_actions else text


def _lines(report: DriftReport, *, show_values: bool) -> Iterator[Line]:
    yield [(heading(report.cluster), "message")]
    yield from _unknown(report)
    if report.verdicts:
        yield []
        yield [("Drift that breaks a rule which the manifest keeps:", "message")]
    for finding in report.verdicts:
        severity = finding.severity.value
        yield [(severity, severity), (f"[{visible(finding.rule.id)}]: ", ""), (one_line(finding.message), "message")]
        where = f"{visible(finding.source.path)}:{finding.span.line}:{finding.span.column}"
        yield [(" --> ", "gutter"), (f"{where} ({one_line(finding.subject)})", "")]
    for drifted in report.drifted:
        yield []
        yield [("differs: ", "medium"), (one_line(drifted.label), "message")]
        for changed in drifted.changed:
            yield _entry(changed.place, changed_words(changed, show_values=show_values))
        for added in drifted.added:
            yield _entry(added.place, added_words(added, show_values=show_values))
    for missing in report.missing:
        yield []
        yield [("missing: ", "high"), (one_line(missing.label), "message")]
        yield _entry(missing.place, missing_words(missing))
    for extra in report.extra:
        yield []
        yield [("not in git: ", "low"), (one_line(extra.label), "message")]
        yield [(" --> ", "gutter"), (f"{visible(extra.address)}: {one_line(extra_words(extra))}", "")]
    yield []
    yield from _left_out(report)
    yield [(summary(report), "message")]


def _unknown(report: DriftReport) -> Iterator[Line]:
    gaps = [*gap_lines(report.cluster), *(f"{item.path}: {item.detail}" for item in report.unread if item.incomplete)]
    gaps += [f"{one.label}: {one.reason}" for one in report.not_compared if one.incomplete]
    for gap in (*gaps, *report.unjudged):
        yield [("incomplete: ", "unknown"), (one_line(gap), "message")]


def _left_out(report: DriftReport) -> Iterator[Line]:
    by_reason: dict[str, list[str]] = {}
    for one in report.not_compared:
        if not one.incomplete:
            by_reason.setdefault(one.reason, []).append(one.label)
    for reason, labels in by_reason.items():
        yield [(one_line(f"Not compared: {', '.join(labels)}: {reason}"), "quiet")]


def _entry(place: Place, words: str) -> Line:
    return [
        (" --> ", "gutter"),
        (f"{visible(place.source.path)}:{place.span.line}:{place.span.column} ", ""),
        (words, ""),
    ]
