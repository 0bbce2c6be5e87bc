"""Carrying out the built-in rules: subjects in; violations, unknowns and crashes out."""

from __future__ import annotations

import traceback
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from scanner.evaluate.findings import Violation
from scanner.model import Match, NotEvaluated, Undecided

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scanner.model import Subject
    from scanner.rules.check import Check

Verdict = Violation | Undecided | NotEvaluated


def judge(subjects: Iterable[Subject], checks: Sequence[Check[Any]]) -> Iterator[Verdict]:
    """Carry out each check on each subject it judges. A check that crashes is not evaluated on that subject."""
    checks_by_type = _by_type(checks)
    for subject in subjects:
        kind = getattr(subject, "kind", "")
        for check in checks_by_type[type(subject)]:
            if not check.kinds or kind in check.kinds:
                yield from _carry_out(check, subject)


def idle(subjects: Iterable[Subject], checks: Sequence[Check[Any]]) -> frozenset[str]:
    """Return the ids of the checks that have no subject."""
    present = {(type(subject), getattr(subject, "kind", "")) for subject in subjects}
    return frozenset(
        check.rule.id
        for check in checks
        if not any(kind is check.judges and (not check.kinds or name in check.kinds) for kind, name in present)
    )


def _by_type(checks: Sequence[Check[Any]]) -> dict[type, list[Check[Any]]]:
    by_type: dict[type, list[Check[Any]]] = defaultdict(list)
    for check in checks:
        by_type[check.judges].append(check)
    return by_type


def _carry_out(check: Check[Any], subject: Subject) -> Iterator[Verdict]:
    try:
        for judgement in check(subject):
            if isinstance(judgement, Match):
                yield Violation(check.rule, subject, judgement)
            else:
                yield Undecided(check.rule.id, judgement.reason, subject.document.source.path, subject.label)
    except Exception as error:  # noqa: BLE001 - a rule may fail in any way; that it did is part of the result
        yield crashed(check.rule.id, error, subject.document.source.path, subject.label)


def crashed(rule_id: str, error: Exception, path: str = "", subject: str = "") -> NotEvaluated:
    """Describe a rule's crash."""
    return NotEvaluated(
        rule_id,
        reason=f"The rule crashed: {type(error).__name__}: {error}.",
        remedy="This is a defect of Plimsoll: please report it with the output of --debug.",
        path=path,
        subject=subject,
        detail="".join(traceback.format_exception(error)),
    )
