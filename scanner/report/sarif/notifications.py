"""What is not known, as notifications of the run. GitHub reads none of them; other readers and people do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sarif_om as om

from scanner.report.cluster_coverage import gap_lines, heading, notes
from scanner.report.sarif.locations import artifact
from scanner.report.sarif.results import MOST_RESULTS
from scanner.report.sarif.text import message
from scanner.report.summary import incomplete_unread, nothing_to_judge, undecided_by_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import NotEvaluated, NotHonoured, Report, Unread
    from scanner.report.sarif.rules import RuleTable


def notifications(report: Report, table: RuleTable, omitted: int) -> list[om.Notification]:
    """Return errors for what makes the scan incomplete, a warning for results left out, notes for the rest."""
    return [*_errors(report, table), *_warnings(omitted), *_notes(report)]


def _errors(report: Report, table: RuleTable) -> Iterator[om.Notification]:
    if report.coverage.judged == 0:
        yield _notification("error", "Nothing was judged: this is not a pass.")
    if report.cluster:
        for gap in gap_lines(report.cluster):
            yield _notification("error", f"{heading(report.cluster)}: {gap}")
    yield from map(_unread, incomplete_unread(report))
    for failure in report.not_evaluated:
        yield _not_evaluated(failure, table)


def _warnings(omitted: int) -> Iterator[om.Notification]:
    if omitted:
        text = f"{omitted} results are left out, the least severe ones: GitHub takes {MOST_RESULTS} of a run at most."
        yield _notification("warning", text)


def _notes(report: Report) -> Iterator[om.Notification]:
    for question, times in undecided_by_rule(report.undecided):
        yield _notification("note", f"Rule '{question.rule_id}' was undecided {times} times; first: {question.reason}")
    if report.not_configured:
        ids = ", ".join(report.not_configured)
        yield _notification("note", f"Policies without parameters in plimsoll.yaml judge nothing: {ids}.")
    if report.needs_request:
        ids = ", ".join(report.needs_request)
        yield _notification("note", f"Skipped: needs request context, which only 'plimsoll serve' has: {ids}.")
    yield from map(_not_honoured, report.not_honoured)
    if report.cluster:
        for note in notes(report.cluster):
            yield _notification("note", note)
    if nothing := nothing_to_judge(report):
        yield _notification("note", nothing)


def _unread(item: Unread) -> om.Notification:
    # Without columns: they would be in code points, and what was not read cannot be measured in UTF-16.
    region = om.Region(start_line=item.span.line) if item.span else None
    place = om.PhysicalLocation(artifact_location=artifact(item.path), region=region)
    text = f"Not read ({item.reason.value}): {item.detail} {item.remedy}".strip()
    return _notification("error", text, locations=[om.Location(physical_location=place)])


def _not_honoured(item: NotHonoured) -> om.Notification:
    region = om.Region(start_line=item.span.line)
    place = om.PhysicalLocation(artifact_location=artifact(item.path), region=region)
    text = f"The suppression for {item.peer} of '{item.check}' is not honoured: {item.reason}"
    return _notification("note", text, locations=[om.Location(physical_location=place)])


def _not_evaluated(item: NotEvaluated, table: RuleTable) -> om.Notification:
    index = table.indexes.get(item.rule_id)
    subject = f" on '{item.subject}'" if item.subject else ""
    locations = None
    if item.path:
        locations = [om.Location(physical_location=om.PhysicalLocation(artifact_location=artifact(item.path)))]
    return _notification(
        "error",
        f"Rule '{item.rule_id}' was not evaluated{subject}: {item.reason} {item.remedy}".strip(),
        locations=locations,
        associated_rule=None if index is None else om.ReportingDescriptorReference(id=item.rule_id, index=index),
    )


def _notification(
    level: str,
    text: str,
    *,
    locations: list[om.Location] | None = None,
    associated_rule: om.ReportingDescriptorReference | None = None,
) -> om.Notification:
    return om.Notification(
        level=level,
        message=om.Message(text=message(text, level)),
        locations=locations,
        associated_rule=associated_rule,
    )
