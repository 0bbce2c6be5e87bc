"""Stamping: a match becomes a finding with rule, place and identity."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.evaluate.fingerprint import fingerprint, stable_path
from scanner.model import Finding, Located, RelatedLocation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.model import Document, Match, Rule, Span, Subject


@dataclass(frozen=True, slots=True)
class Violation:
    """A match with the rule and subject it came from."""

    rule: Rule
    subject: Subject
    match: Match
    located: Located = Located.EXACT


def findings(violations: Iterable[Violation]) -> tuple[Finding, ...]:
    """Return the findings by source path, line, column and rule id.

    What an alias repeats has one place in the source and is one finding.
    """
    placed: dict[tuple[str, Span, str, str], tuple[Violation, Span]] = {}
    for violation in violations:
        span = _span(violation)
        placed.setdefault(_key(violation, span), (violation, span))
    seen: Counter[tuple[str, tuple[str, ...]]] = Counter()
    stamped = []
    for _, (violation, span) in sorted(placed.items(), key=lambda item: item[0]):
        identity = _identity(violation)
        same = (violation.subject.document.source.path, identity)
        ordinal = (str(seen[same]),) if seen[same] else ()
        seen[same] += 1
        stamped.append(_finding(violation, span, fingerprint(*identity, *ordinal)))
    return tuple(stamped)


def _key(violation: Violation, span: Span) -> tuple[str, Span, str, str]:
    return violation.subject.document.source.path, span, violation.rule.id, violation.match.message


def _span(violation: Violation) -> Span:
    match = violation.match
    return match.span or violation.subject.document.locate(match.path, match.part, match.within)


def _finding(violation: Violation, span: Span, identity: str) -> Finding:
    document, match = violation.subject.document, violation.match
    return Finding(
        rule=violation.rule,
        message=match.message,
        subject=violation.subject.label,
        source=document.source,
        span=span,
        path=document.base + match.path,
        located=violation.located,
        fingerprint=identity,
        related=tuple(_related(document, match)),
        remediation=match.remediation or violation.rule.remediation,
    )


def _related(document: Document, match: Match) -> Iterable[RelatedLocation]:
    for related in match.related:
        where = related.document or document
        yield RelatedLocation(related.message, where.source, related.span or where.locate(related.path, related.part))


def _identity(violation: Violation) -> tuple[str, ...]:
    match, subject = violation.match, violation.subject
    steps = stable_path(match.path, subject.document.data)
    return (violation.rule.id, *subject.identity, *steps, _detail(violation))


def _detail(violation: Violation) -> str:
    """Return the text of a place within a scalar: two expressions in one script are two findings."""
    match = violation.match
    if match.within is None:
        return ""
    value: Any = violation.subject.document.data
    for step in match.path:
        value = value[step]
    start, end = match.within
    return str(value)[start:end]
