"""The end of the terminal format: what is not known, what comes of it, and what was looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.report.neutralise import one_line, visible
from scanner.report.summary import (
    Outcome,
    count,
    incomplete_unread,
    not_evaluated_by_cause,
    nothing_to_judge,
    summary_line,
    undecided_by_rule,
    verdict,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import NotHonoured, Report, Undecided, Unread
    from scanner.report.options import RenderOptions
    from scanner.report.paint import Line
    from scanner.report.summary import FoldedFailure

_ROLES = {
    Outcome.CLEAN: "good",
    Outcome.BELOW: "message",
    Outcome.VIOLATIONS: "high",
    Outcome.INCOMPLETE: "unknown",
    Outcome.NOTHING: "unknown",
}


def footer(report: Report, options: RenderOptions) -> Iterator[Line]:
    """Yield what makes the scan incomplete, then what is merely undecided, then the verdict and the coverage."""
    for item in incomplete_unread(report):
        yield from _unread(item)
    for failure in not_evaluated_by_cause(report.not_evaluated):
        yield from _not_evaluated(failure)
    for question, times in undecided_by_rule(report.undecided):
        yield from _undecided(question, times)
    for skip in report.not_honoured:
        yield from _not_honoured(skip)
    quiet = list(_quiet(report))
    yield from quiet
    if quiet:
        yield []
    outcome = verdict(report, options.fail_on)
    yield [(outcome.text, _ROLES[outcome.outcome])]
    yield [(summary_line(report), "")]


def _unread(item: Unread) -> Iterator[Line]:
    place = f":{item.span.line}:{item.span.column}" if item.span else ""
    if not place and item.index is not None:
        place = f" (document {item.index + 1})"
    yield [("unread", "unknown"), (f"[{item.reason.value}]: ", ""), (one_line(item.detail), "message")]
    yield _arrow(visible(item.path) + place)
    yield from _note("help", item.remedy)
    yield []


def _not_evaluated(folded: FoldedFailure) -> Iterator[Line]:
    item = folded.first
    names = ", ".join(visible(rule_id) for rule_id in folded.rule_ids)
    yield [("not evaluated", "unknown"), (f"[{names}]: ", ""), (one_line(item.reason), "message")]
    if item.path:
        yield _arrow(visible(item.path))
    yield from _note("note", item.subject)
    if folded.places > 1:
        yield from _note("note", f"the same in {count(folded.places - 1, 'more place')}.")
    yield from _note("help", item.remedy)
    yield []


def _undecided(item: Undecided, times: int) -> Iterator[Line]:
    yield [("undecided", "message"), (f"[{visible(item.rule_id)}]: {one_line(item.reason)}", "")]
    if item.path:
        yield _arrow(visible(item.path))
    yield from _note("note", item.subject)
    if times > 1:
        yield from _note("note", f"this rule was undecided in {count(times - 1, 'more place')}.")
    yield []


def _not_honoured(item: NotHonoured) -> Iterator[Line]:
    yield [("not honoured", "message"), (f"[{visible(item.peer)} {visible(item.check)}]: {one_line(item.reason)}", "")]
    yield _arrow(f"{visible(item.path)}:{item.span.line}:{item.span.column}")
    yield []


def _quiet(report: Report) -> Iterator[Line]:
    if report.not_configured:
        ids = ", ".join(visible(rule_id) for rule_id in report.not_configured)
        verb = "judges" if len(report.not_configured) == 1 else "judge"
        policies = count(len(report.not_configured), "policy", "policies")
        yield [(f"{policies} {verb} nothing until plimsoll.yaml gives the parameters: {ids}.", "quiet")]
    if report.needs_request:
        ids = ", ".join(visible(rule_id) for rule_id in report.needs_request)
        yield [(f"skipped: needs request context, which only 'plimsoll serve' has: {ids}.", "quiet")]
    if nothing := nothing_to_judge(report):
        yield [(nothing, "quiet")]


def _arrow(place: str) -> Line:
    return [(" --> ", "gutter"), (place, "")]


def _note(word: str, text: str) -> Iterator[Line]:
    if text:
        yield [("  = ", "gutter"), (f"{word}: ", "message"), (one_line(text), "")]
