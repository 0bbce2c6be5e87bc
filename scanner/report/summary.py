"""What a report comes to, in words. Shared by the formats for people, so that they never disagree."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from scanner.model import FailOn, FindingStatus, Located, Severity
from scanner.report.neutralise import one_line
from scanner.report.rendered import whole_message

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.model import Finding, NotEvaluated, Report, Undecided, Unread
    from scanner.report.options import RenderOptions


_NOTES = {
    Located.NEAREST: "The policy names no path: this is the narrowest place that could be proved.",
    Located.DOCUMENT: "The policy names no path: only the document is known.",
}
"""What is said of a place that is not exact."""
_TRACED = "The value comes out of what is rendered: this is the nearest place that could be proved."

_IN_CLUSTER = "This is what the cluster has; the manifest may state another value, as plimsoll drift tells."
_NOT_STATED = "Only the cluster has it: this is the nearest place that the manifest states."


def place_note(finding: Finding) -> str:
    """Return what is said of a place that is not exact; empty where it is."""
    if finding.rendered_by and finding.located is Located.NEAREST:
        return _TRACED
    if finding.address:
        return _NOT_STATED if finding.located is Located.NEAREST else _IN_CLUSTER
    return _NOTES.get(finding.located, "")


class Outcome(StrEnum):
    """The outcomes that must not be confused."""

    CLEAN = "clean"
    VIOLATIONS = "violations"
    BELOW = "below"
    """Findings, but none that fails the scan."""
    INCOMPLETE = "incomplete"
    """Nothing that fails the scan was found, and not everything was judged."""
    NOTHING = "nothing"
    """Nothing was judged at all, so nothing can be said."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome and the sentence that says it."""

    outcome: Outcome
    text: str


def verdict(report: Report, fail_on: FailOn) -> Verdict:
    """Return what the scan comes to. Only a complete scan without findings is called clear."""
    found = report.open_findings
    failing = [finding for finding in found if fail_on.reached_by(finding.severity)]
    incomplete = f" The scan is incomplete: {missing(report)}." if report.incomplete else ""
    if failing:
        return Verdict(Outcome.VIOLATIONS, f"{count(len(failing), 'violation')} {_reaching(fail_on)}.{incomplete}")
    if report.coverage.judged == 0:
        return Verdict(Outcome.NOTHING, "Nothing was judged: this is not a pass.")
    if incomplete:
        return Verdict(Outcome.INCOMPLETE, f"{_none(found, fail_on)} in what was judged.{incomplete}")
    if found:
        return Verdict(Outcome.BELOW, f"{_none(found, fail_on)}; {count(len(found), 'finding')} that fail nothing.")
    judged = count(report.coverage.judged, "object" if report.cluster else "document")
    suppressed = len(report.shown_findings)
    apart = f" apart from {count(suppressed, 'suppressed finding')}" if suppressed else ""
    was = "was" if report.coverage.judged == 1 else "were"
    return Verdict(Outcome.CLEAN, f"All clear: {judged} {was} judged and nothing was found{apart}.")


def missing(report: Report) -> str:
    """Return how much could not be read or evaluated, e.g. ``2 not read, 1 not evaluated``."""
    unread, failed = len(incomplete_unread(report)), len(report.not_evaluated)
    parts = [f"{unread} not read"] * bool(unread) + [f"{failed} not evaluated"] * bool(failed)
    if report.cluster and report.cluster.incomplete:
        gaps = sum(not kind.accepted for kind in report.cluster.gaps)
        parts += [f"{count(gaps, 'kind')} not listed in full"] * bool(gaps)
        parts += [f"{count(len(report.cluster.problems), 'problem')} with the cluster"] * bool(report.cluster.problems)
    return ", ".join(parts) or "nothing was judged"


def totals(report: Report) -> str:
    """Return e.g. ``3 findings (1 critical, 2 high), 1 suppressed, 2 undecided``."""
    found = report.open_findings
    by_severity = Counter(finding.severity for finding in found)
    severities = ", ".join(f"{by_severity[one]} {one.value}" for one in sorted(by_severity, reverse=True))
    parts = [count(len(found), "finding") + (f" ({severities})" if severities else "")]
    suppressed = len(report.shown_findings) - len(found)
    parts += [f"{suppressed} suppressed"] * bool(suppressed)
    parts += [f"{len(report.undecided)} undecided"] * bool(report.undecided)
    return ", ".join(parts)


def coverage(report: Report) -> str:
    """Return e.g. ``23 files, 61 documents, 61 judged, 46 rules, 16 policies on the embedded engine (OPA 1.22.2)``."""
    seen = report.coverage
    policies = count(seen.policies, "policy", "policies")
    engine = f" on the {one_line(seen.engine)}" if seen.policies and seen.engine else ""
    if report.cluster:
        return (
            f"{count(seen.documents, 'object')} listed, {seen.judged} judged, {count(seen.rules, 'rule')},"
            f" {policies}{engine}"
        )
    return (
        f"{count(seen.files, 'file')}, {count(seen.documents, 'document')}, {seen.judged} judged, "
        f"{count(seen.rules, 'rule')}, {policies}{engine}"
    )


def summary_line(report: Report) -> str:
    """Return the totals and the coverage."""
    return f"{totals(report)}; {coverage(report)}."


def shown_findings(report: Report, options: RenderOptions) -> tuple[Finding, ...]:
    """Return the findings that a format for people lists."""
    return report.shown_findings if options.show_suppressed else report.open_findings


def said(finding: Finding) -> str:
    """Return the finding's message as one visible line; the rule's title where a policy's message is empty."""
    return one_line(whole_message(finding)) or f"{one_line(finding.rule.title)}."


def incomplete_unread(report: Report) -> list[Unread]:
    """Return what could not be read although it may hold something to judge."""
    return [item for item in report.unread if item.incomplete]


def nothing_to_judge(report: Report) -> str:
    """Return e.g. ``Passed over, with nothing to judge: 2 no-content, 1 not-relevant.``, empty where there is none."""
    reasons = Counter(item.reason.value for item in report.unread if not item.incomplete)
    each = ", ".join(f"{number} {reason}" for reason, number in sorted(reasons.items()))
    return f"Passed over, with nothing to judge: {each}." if each else ""


def undecided_by_rule(undecided: Iterable[Undecided]) -> list[tuple[Undecided, int]]:
    """Return the first of each rule and how many there are, by rule id."""
    groups: dict[str, list[Undecided]] = {}
    for item in undecided:
        groups.setdefault(item.rule_id, []).append(item)
    return [(groups[rule_id][0], len(groups[rule_id])) for rule_id in sorted(groups)]


@dataclass(frozen=True, slots=True)
class FoldedFailure:
    """Failures with one cause: one rule in several places, or several rules that could not be carried out at all."""

    first: NotEvaluated
    rule_ids: tuple[str, ...]
    places: int


def not_evaluated_by_cause(failures: Iterable[NotEvaluated]) -> list[FoldedFailure]:
    """Return the failures folded by reason and remedy, in their order."""
    groups: dict[tuple[str, str, str], list[NotEvaluated]] = {}
    for item in failures:
        groups.setdefault((item.rule_id if item.path else "", item.reason, item.remedy), []).append(item)
    return [
        FoldedFailure(
            group[0], tuple(dict.fromkeys(item.rule_id for item in group)), sum(bool(item.path) for item in group)
        )
        for group in groups.values()
    ]


def is_suppressed(finding: Finding) -> bool:
    """Whether the finding is accepted."""
    return finding.status is FindingStatus.SUPPRESSED


def count(number: int, one: str, many: str = "") -> str:
    """Return e.g. ``1 file``, ``2 files``."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def _reaching(fail_on: FailOn) -> str:
    return "found" if fail_on.value == Severity.LOW.value else f"at or above {fail_on.value}"


def _none(found: tuple[Finding, ...], fail_on: FailOn) -> str:
    if fail_on is FailOn.NEVER or not found:
        return "No finding fails the scan" if found else "No violation"
    return f"No violation at or above {fail_on.value}"
