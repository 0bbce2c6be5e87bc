"""Drift as GitHub Flavored Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.drift.words import added_words, changed_words, extra_words, missing_words, summary
from scanner.report.cluster_coverage import gap_lines, heading
from scanner.report.markdown_text import code, prose
from scanner.report.neutralise import guard_log
from scanner.report.uri import is_below_root, path_uri

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.drift.model import DriftReport
    from scanner.model import Source, Span
    from scanner.report import RenderOptions


def render(report: DriftReport, options: RenderOptions, show_values: bool) -> str:
    """Return the report as Markdown."""
    text = "".join(f"{line}\n" for line in _lines(report, options, show_values=show_values))
    return guard_log(text) if options.in_github_actions else text


def _lines(report: DriftReport, options: RenderOptions, *, show_values: bool) -> Iterator[str]:
    yield from ("# Plimsoll drift", "", f"**{prose(summary(report))}**", "", f"{prose(heading(report.cluster))}.")
    gaps = [*gap_lines(report.cluster), *(f"{item.path}: {item.detail}" for item in report.unread if item.incomplete)]
    gaps += [f"{one.label}: {one.reason}" for one in report.not_compared]
    yield from _section("Not compared", [prose(gap) for gap in (*gaps, *report.unjudged)])
    verdicts = [
        f"**{finding.severity.value}** {_link(finding.source, finding.span, options)} {code(finding.rule.id)}: "
        f"{prose(finding.message)} ({prose(finding.subject)})"
        for finding in report.verdicts
    ]
    yield from _section("Drift that breaks a rule which the manifest keeps", verdicts)
    for drifted in report.drifted:
        entries = [(one.place, changed_words(one, show_values=show_values)) for one in drifted.changed]
        entries += [(one.place, added_words(one, show_values=show_values)) for one in drifted.added]
        lines = [f"{_link(place.source, place.span, options)} {prose(words)}" for place, words in entries]
        yield from _section(f"{prose(drifted.label)} differs", lines)
    missing = [
        f"{_link(one.place.source, one.place.span, options)} {prose(one.label)}: {prose(missing_words(one))}"
        for one in report.missing
    ]
    yield from _section("Missing", missing)
    yield from _section(
        "Not in git", [f"{code(one.address)} {prose(one.label)}: {prose(extra_words(one))}" for one in report.extra]
    )


def _section(title: str, items: list[str]) -> Iterator[str]:
    if items:
        yield from ("", f"## {title}", "")
        yield from (f"- {item}" for item in items)


def _link(source: Source, span: Span, options: RenderOptions) -> str:
    text = code(f"{source.path}:{span.line}")
    if source.live or source.path == "<stdin>" or not is_below_root(source.path):
        return text
    return f"[{text}]({options.link_base}{path_uri(source.path)}#L{span.line})"
