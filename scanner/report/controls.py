"""Controls of frameworks, judged by the rules that belong to them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from scanner.model import FrameworkControl, Report


class ControlStatus(StrEnum):
    """What can be said of a control. Only a complete answer is a pass."""

    FAILED = "failed"
    """A rule of it has an open finding."""
    NOT_EVALUATED = "not evaluated"
    """A rule of it could not be carried out, somewhere or at all."""
    INCOMPLETE = "incomplete"
    """No open finding, but something could not be read, so it may hold one."""
    UNDECIDED = "undecided"
    """A rule of it could not decide for want of scope."""
    ACCEPTED = "accepted"
    """Violated, and every violation is suppressed."""
    NOTHING_TO_JUDGE = "nothing to judge"
    """Nothing of the kind that its rules judge was scanned."""
    NOT_ASSESSABLE = "not assessable"
    """Files cannot show it; `Control.reason` says why."""
    NOT_COVERED = "not covered"
    """No rule of this scan is about it."""
    PASSED = "passed"
    """Its rules ran on everything and found nothing."""


@dataclass(frozen=True, slots=True)
class Control:
    """A control with its verdict. It is covered only as far as its rules cover it."""

    framework: str
    """The framework's id."""
    name: str
    """The control's id within it."""
    status: ControlStatus
    findings: int = 0
    """Open findings of its rules."""
    rules: tuple[str, ...] = ()
    """The ids of the rules that ran for it."""
    title: str = ""
    reason: str = ""
    """Why it is not assessable, or not covered."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What the scan as a whole says, gathered once for all controls."""

    open_findings: Counter[str]
    """How many, by rule id."""
    found: frozenset[str]
    """Ids of the rules that have findings, suppressed ones included."""
    not_evaluated: frozenset[str]
    undecided: frozenset[str]
    idle: frozenset[str]
    incomplete: bool
    """Whether something was not read, or nothing was judged."""

    @classmethod
    def by(cls, report: Report) -> Self:
        unseen = report.cluster is not None and bool(report.cluster.problems or report.cluster.gaps)
        unread = report.coverage.judged == 0 or any(item.incomplete for item in report.unread)
        return cls(
            open_findings=Counter(finding.rule.id for finding in report.open_findings),
            found=frozenset(finding.rule.id for finding in report.findings),
            not_evaluated=frozenset(item.rule_id for item in report.not_evaluated),
            undecided=frozenset(item.rule_id for item in report.undecided),
            idle=report.idle,
            incomplete=unseen or unread,
        )


def controls(report: Report) -> list[Control]:
    """Return the controls of the frameworks, then those that rules name of others, by framework and name."""
    by_control: dict[str, list[str]] = {}
    for rule in report.rules:
        for control in rule.frameworks:
            by_control.setdefault(control, []).append(rule.id)
    known = {
        f"{framework.id}/{control.id}": control for framework in report.frameworks for control in framework.controls
    }
    said = _Said.by(report)
    return [
        _control(name, tuple(by_control.get(name, ())), said, known.get(name))
        for name in sorted({*by_control, *known}, key=_natural)
    ]


def _control(name: str, rules: tuple[str, ...], said: _Said, data: FrameworkControl | None) -> Control:
    framework, _, control = name.partition("/")
    title = data.title if data else ""
    if not rules:
        status = ControlStatus.NOT_ASSESSABLE if data and data.not_assessable else ControlStatus.NOT_COVERED
        reason = (data.not_assessable or data.not_covered) if data else ""
        return Control(framework, control, status, title=title, reason=reason)
    findings = sum(said.open_findings[rule_id] for rule_id in rules)
    return Control(framework, control, _status(frozenset(rules), findings, said), findings, rules, title)


def _status(rules: frozenset[str], found: int, said: _Said) -> ControlStatus:  # noqa: PLR0911 - one a status, worst first
    if found:
        return ControlStatus.FAILED
    if rules & said.not_evaluated:
        return ControlStatus.NOT_EVALUATED
    if said.incomplete:
        return ControlStatus.INCOMPLETE
    if rules & said.undecided:
        return ControlStatus.UNDECIDED
    if rules & said.found:
        return ControlStatus.ACCEPTED
    if rules <= said.idle:
        return ControlStatus.NOTHING_TO_JUDGE
    return ControlStatus.PASSED


def _natural(control: str) -> list[tuple[int, str]]:
    """Return a key that puts 5.2.10 after 5.2.9."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"([0-9]+)", control)]
