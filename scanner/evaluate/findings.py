"""Stamping: a match becomes a finding with rule, place and identity."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from scanner.evaluate.fingerprint import fingerprint, stable_path
from scanner.model import Finding, Located, RelatedLocation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.model import Document, Match, Rule, Span, Subject, Traced


@dataclass(frozen=True, slots=True)
class Violation:
    """A match with the rule and subject it came from."""

    rule: Rule
    subject: Subject
    match: Match
    located: Located = Located.EXACT


Key: TypeAlias = "tuple[str, Span, str, str, tuple[str, ...]]"
"""Source path, span, rule, message, and what tells two findings at one place apart."""


@dataclass(slots=True)
class _Placed:
    """A violation with its place, and the charts and overlays that render what is there."""

    violation: Violation
    traced: Traced
    rendered_by: list[str]


def findings(violations: Iterable[Violation]) -> tuple[Finding, ...]:
    """Return the findings by source path, line, column and rule id.

    What an alias repeats has one place in the source and is one finding, and so is what two overlays take from one
    base.
    """
    placed: dict[Key, _Placed] = {}
    for violation in violations:
        traced, rendering = trace_of(violation), violation.subject.document.rendering
        one = placed.setdefault(key(violation, traced), _Placed(violation, traced, []))
        if rendering is not None and rendering.by not in one.rendered_by:
            one.rendered_by.append(rendering.by)
    seen: Counter[tuple[str, tuple[str, ...]]] = Counter()
    stamped = []
    for _, one in sorted(placed.items(), key=lambda item: item[0]):
        identity = _identity(one.violation)
        same = (one.violation.subject.document.source.path, identity)
        ordinal = (str(seen[same]),) if seen[same] else ()
        seen[same] += 1
        stamped.append(_finding(one, fingerprint(*identity, *ordinal)))
    return tuple(stamped)


def trace_of(violation: Violation) -> Traced:
    """Return the place of a violation."""
    match = violation.match
    return violation.subject.document.trace(match.path, match.part, match.within, match.span)


def key(violation: Violation, traced: Traced) -> Key:
    """Return what two violations have in common that are one finding."""
    document, match = violation.subject.document, violation.match
    place: tuple[str, ...] = ()
    if document.source.live:
        # An object of a cluster has no lines: what stands in two places of it has two paths.
        place = tuple(f"{step:04}" if isinstance(step, int) else step for step in match.path)
    elif document.rendering is not None:
        # A line of a template may write several objects.
        place = (*document.rendering.copy_of, *stable_path(match.path, document.data))
    return traced.source.path, traced.span, violation.rule.id, match.message, place


def _finding(placed: _Placed, identity: str) -> Finding:
    violation, traced = placed.violation, placed.traced
    document, match = violation.subject.document, violation.match
    located = violation.located
    return Finding(
        rule=violation.rule,
        severity=match.severity or violation.rule.severity,
        message=match.message,
        subject=violation.subject.label,
        source=traced.source,
        span=traced.span,
        path=document.base + match.path,
        located=located if traced.exact or located is not Located.EXACT else Located.NEAREST,
        fingerprint=identity,
        related=tuple(_related(document, match)),
        is_flow=match.is_flow,
        remediation=match.remediation or violation.rule.remediation,
        rendered_by=tuple(placed.rendered_by),
    )


def _related(document: Document, match: Match) -> Iterable[RelatedLocation]:
    for related in match.related:
        traced = (related.document or document).trace(related.path, related.part, span=related.span)
        yield RelatedLocation(related.message, traced.source, traced.span)


def _identity(violation: Violation) -> tuple[str, ...]:
    match, subject = violation.match, violation.subject
    steps = stable_path(match.path, subject.document.data)
    rendering = subject.document.rendering
    # Two overlays that render the same object render two objects.
    by = (f"rendered by {rendering.by}",) if rendering else ()
    return (violation.rule.id, *subject.identity, *steps, _detail(violation), *by)


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
