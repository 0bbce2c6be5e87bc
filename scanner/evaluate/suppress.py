"""Findings that plimsoll.yaml accepts."""

from __future__ import annotations

import dataclasses
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from scanner.model import FindingStatus
from scanner.read.globs import excluder

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from scanner.config import Suppression
    from scanner.model import Finding


def suppress(findings: Iterable[Finding], suppressions: Sequence[Suppression], today: date) -> tuple[Finding, ...]:
    """Mark the findings that a suppression in force accepts."""
    in_force = [one for one in suppressions if one.until is None or today <= one.until]
    return tuple(_suppressed(finding, in_force) for finding in findings)


def _suppressed(finding: Finding, suppressions: Sequence[Suppression]) -> Finding:
    for suppression in suppressions:
        if _accepts(suppression, finding):
            until = f" (until {suppression.until})" if suppression.until else ""
            return dataclasses.replace(
                finding, status=FindingStatus.SUPPRESSED, justification=f"{suppression.reason}{until}"
            )
    return finding


def _accepts(suppression: Suppression, finding: Finding) -> bool:
    return (
        suppression.rule == finding.rule.id
        and (not suppression.path or excluder([suppression.path])(finding.source.path))
        and (not suppression.subject or _names(suppression.subject, finding.subject))
    )


def _names(pattern: str, subject: str) -> bool:
    """Whether the pattern is the subject's label, or that of the object that the subject is a part of."""
    return any(fnmatchcase(label, pattern) for label in (subject, subject.partition(", ")[0]))
