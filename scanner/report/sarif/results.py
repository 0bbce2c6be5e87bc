"""Findings as SARIF results.

One result stands for one rule on one line of one file. GitHub knows an alert by rule, file and the line's hash, so a
second finding of a rule on a line could not be told from the first; it becomes a related location of it. Where there
are several, all their fingerprints are in ``properties.fingerprints``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sarif_om as om

from scanner.report.line_hash import line_hashes
from scanner.report.neutralise import one_line
from scanner.report.place import place
from scanner.report.rendered import whole_message
from scanner.report.sarif.locations import location
from scanner.report.sarif.rules import LEVELS
from scanner.report.sarif.text import message, sentence
from scanner.report.summary import count, is_suppressed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Finding, Report
    from scanner.report.sarif.rules import RuleTable

MOST_RESULTS = 25_000
"""GitHub rejects a run with more, and shows the 5,000 most severe."""

MOST_RELATED = 100
"""GitHub shows no more locations of a result."""


def results(report: Report, table: RuleTable, *, show_suppressed: bool) -> tuple[list[om.Result], int]:
    """Return the results in the report's order, and how many were left out: the least severe and last ones.

    Suppressed findings are left out unless asked for, because GitHub would show them as open alerts.
    """
    shown = report.shown_findings if show_suppressed else report.open_findings
    groups = _groups(shown)
    kept = groups
    if len(groups) > MOST_RESULTS:
        by_severity = sorted(range(len(groups)), key=lambda index: -groups[index][0].severity.rank)
        kept = [groups[index] for index in sorted(by_severity[:MOST_RESULTS])]
    return [_result(group, table) for group in kept], len(groups) - len(kept)


def _groups(findings: tuple[Finding, ...]) -> list[list[Finding]]:
    groups: dict[tuple[str, str, int | str, bool], list[Finding]] = {}
    for finding in findings:
        # An object of a cluster has no lines, by which GitHub could take two findings for one.
        where = finding.fingerprint if finding.source.live else finding.span.line
        key = (finding.rule.id, finding.source.path, where, is_suppressed(finding))
        groups.setdefault(key, []).append(finding)
    return list(groups.values())


def _result(group: list[Finding], table: RuleTable) -> om.Result:
    finding = group[0]
    text = message(whole_message(finding), finding.rule.title)
    if len(group) > 1:
        text += f" {count(len(group) - 1, 'more finding')} of this rule on this line."
    return om.Result(
        rule_id=finding.rule.id,
        rule_index=table.indexes[finding.rule.id],
        level=LEVELS[finding.severity],
        message=om.Message(text=text),
        locations=[location(finding.source, finding.span, logical_locations=_logical(finding))],
        related_locations=_related(group) or None,
        code_flows=[_code_flow(one) for one in group if one.is_flow] or None,
        partial_fingerprints=_fingerprints(finding),
        suppressions=_suppressions(finding) if is_suppressed(finding) else None,
        properties={"fingerprints": [one.fingerprint for one in group]} if len(group) > 1 else None,
    )


def _logical(finding: Finding) -> list[om.LogicalLocation] | None:
    subject = one_line(finding.subject)
    if finding.source.live:
        return [om.LogicalLocation(name=subject or None, fully_qualified_name=place(finding), kind="object")]
    return [om.LogicalLocation(fully_qualified_name=subject)] if subject else None


def _related(group: list[Finding]) -> list[om.Location]:
    places = [*_places(group)][:MOST_RELATED]
    return [
        location(source, span, id=number, message=om.Message(text=text))
        for number, (source, span, text) in enumerate(places, start=1)
    ]


def _code_flow(finding: Finding) -> om.CodeFlow:
    """Return the way of the data, the finding's own place last."""
    steps = [(related.source, related.span, message(related.message, "Step")) for related in finding.related]
    end = (finding.source, finding.span, message(whole_message(finding), finding.rule.title))
    kept = [*steps[: MOST_RELATED - 1], end]
    places = [location(source, span, message=om.Message(text=text)) for source, span, text in kept]
    return om.CodeFlow(thread_flows=[om.ThreadFlow(locations=[om.ThreadFlowLocation(location=one) for one in places])])


def _places(group: list[Finding]) -> Iterator[tuple[Any, Any, str]]:
    """Yield the other findings first, then what explains any of them; nothing twice."""
    seen = set()
    others = [(one.source, one.span, message(whole_message(one), one.rule.title)) for one in group[1:]]
    explaining = [
        (related.source, related.span, message(related.message, "Related place"))
        for one in group
        for related in one.related
    ]
    for found in (*others, *explaining):
        key = (found[0].path, found[1], found[2])
        if key not in seen:
            seen.add(key)
            yield found


def _fingerprints(finding: Finding) -> dict[str, str]:
    fingerprints = {"plimsoll/v1": finding.fingerprint}
    if finding.source.live:
        return fingerprints
    hashes = line_hashes(finding.source)
    if finding.span.line <= len(hashes):
        fingerprints["primaryLocationLineHash"] = hashes[finding.span.line - 1]
    return fingerprints


def _suppressions(finding: Finding) -> list[dict[str, str]]:
    """Return plain data: see `scanner.report.sarif.serialise`."""
    justification = one_line(finding.justification)
    suppression = {"kind": "external", "status": "accepted"}
    if justification:
        suppression["justification"] = sentence(justification)
    return [suppression]
