"""Carrying out the built-in rules: subjects in; violations, unknowns and crashes out."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, Any

from scanner.evaluate.findings import Violation
from scanner.kubernetes import IncompleteInventory
from scanner.model import Match, NotEvaluated, Undecided

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from scanner.kubernetes import Gap
    from scanner.model import Subject
    from scanner.rules.check import Check

Verdict = Violation | Undecided | NotEvaluated


Chosen = dict[tuple[type, str], "list[Check[Any]]"]
"""The checks that judge subjects of a type and kind, as far as they were looked for."""


def judge(subjects: Iterable[Subject], checks: Sequence[Check[Any]], chosen: Chosen | None = None) -> Iterator[Verdict]:
    """Carry out each check on each subject it judges. A check that crashes is not evaluated on that subject.

    ``chosen`` is kept by whoever calls often with the same checks, and is empty at first.
    """
    chosen = {} if chosen is None else chosen
    for subject in subjects:
        key = type(subject), getattr(subject, "kind", "")
        if key not in chosen:
            chosen[key] = [check for check in checks if _judges(check, *key)]
        for check in chosen[key]:
            yield from _carry_out(check, subject)


def idle(subjects: Iterable[Subject], checks: Sequence[Check[Any]]) -> frozenset[str]:
    """Return the ids of the checks that have no subject."""
    return idle_of({(type(subject), getattr(subject, "kind", "")) for subject in subjects}, checks)


def idle_of(present: Collection[tuple[type, str]], checks: Sequence[Check[Any]]) -> frozenset[str]:
    """Return the ids of the checks that have no subject of these types and kinds."""
    return frozenset(check.rule.id for check in checks if not any(_judges(check, *one) for one in present))


def _judges(check: Check[Any], view: type, kind: str) -> bool:
    return view is check.judges and (not check.kinds or kind in check.kinds)


def _carry_out(check: Check[Any], subject: Subject) -> Iterator[Verdict]:
    try:
        for judgement in check.function(subject):
            if isinstance(judgement, Match):
                yield Violation(check.rule, subject, judgement)
            else:
                yield Undecided(check.rule.id, judgement.reason, subject.document.source.path, subject.label)
    except IncompleteInventory as missing:
        yield unanswered(check.rule.id, missing.gap)
    except Exception as error:  # noqa: BLE001 - a rule may fail in any way; that it did is part of the result
        yield crashed(check.rule.id, error, subject.document.source.path, subject.label)


def unanswered(rule_id: str, gap: Gap) -> NotEvaluated | Undecided:
    """Say that a rule asked about objects that are not known; once for all that it was asked of."""
    if gap.failed:
        return NotEvaluated(rule_id, gap.reason, "Let the audit list them, or accept it with --allow-incomplete.")
    return Undecided(rule_id, gap.reason, path="", subject="")


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
