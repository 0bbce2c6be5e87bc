"""The result of a scan: what was found, what was seen, and what is not known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.model.finding import FindingStatus

if TYPE_CHECKING:
    from scanner.model.cluster import ClusterCoverage
    from scanner.model.document import Unread
    from scanner.model.finding import Finding
    from scanner.model.framework import Framework
    from scanner.model.place import Span
    from scanner.model.rule import FailOn, Rule


@dataclass(frozen=True, slots=True)
class NotEvaluated:
    """A rule or policy that could not be carried out. Never a pass."""

    rule_id: str
    reason: str
    """One sentence: a crash, a time-out, a compile error with its place, no engine."""
    remedy: str = ""
    path: str = ""
    """The source it failed on; empty where it could not be carried out at all."""
    subject: str = ""
    detail: str = ""
    """A traceback or the engine's own output; shown under ``--debug``."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """What a rule could not decide for want of scope. Listed; not a failure."""

    rule_id: str
    reason: str
    path: str
    subject: str


@dataclass(frozen=True, slots=True)
class NotHonoured:
    """A suppression for another scanner that suppresses nothing here. Listed; not a failure."""

    peer: str
    check: str
    """The other scanner's id."""
    reason: str
    """One sentence."""
    path: str
    span: Span


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was looked at."""

    files: int
    """Files seen, judged or not."""
    documents: int
    """Documents seen, judged or not."""
    judged: int
    """Documents judged by at least the rules for their kind."""
    rules: int
    """Built-in rules that were carried out."""
    policies: int
    """Policies that were carried out."""
    engine: str
    """What evaluated the policies, e.g. ``embedded engine (OPA 1.22.2)``; empty where there were none."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a format may show. Sorted and free of duplicates."""

    findings: tuple[Finding, ...]
    """By source path, line, column, rule id; suppressed ones included."""
    rules: tuple[Rule, ...]
    """Every rule and policy that was to be carried out, by id; `not_evaluated` says which of them could not be."""
    coverage: Coverage
    unread: tuple[Unread, ...] = ()
    not_evaluated: tuple[NotEvaluated, ...] = ()
    undecided: tuple[Undecided, ...] = ()
    not_configured: tuple[str, ...] = ()
    """Ids of policies that judge nothing because plimsoll.yaml does not give their parameters."""
    needs_request: tuple[str, ...] = ()
    """Ids of policies that judge nothing because they ask about an admission request, which only a webhook has."""
    not_honoured: tuple[NotHonoured, ...] = ()
    """Suppressions for other scanners that were to be read and suppress nothing."""
    frameworks: tuple[Framework, ...] = ()
    """The frameworks whose controls are shown one by one."""
    idle: frozenset[str] = frozenset()
    """Ids of rules that found nothing of the kind they judge: that they found no violation means nothing."""
    cluster: ClusterCoverage | None = None
    """What was seen of a live cluster; None where files were judged."""

    @property
    def shown_findings(self) -> tuple[Finding, ...]:
        """The findings that are shown by themselves: those of owned objects may be folded into their owner's."""
        return tuple(finding for finding in self.findings if not finding.folded_into)

    @property
    def open_findings(self) -> tuple[Finding, ...]:
        """The findings that are not suppressed, and shown by themselves."""
        return tuple(finding for finding in self.shown_findings if finding.status is FindingStatus.OPEN)

    @property
    def incomplete(self) -> bool:
        """Whether something could not be read or evaluated, or nothing was judged at all."""
        return (
            bool(self.not_evaluated)
            or self.coverage.judged == 0
            or any(item.incomplete for item in self.unread)
            or (self.cluster is not None and self.cluster.incomplete)
        )

    def exit_code(self, fail_on: FailOn) -> int:
        """0 clean, 1 violations at or above ``fail_on``, 3 incomplete (and no violations)."""
        if any(fail_on.reached_by(finding.severity) for finding in self.open_findings):
            return 1
        return 3 if self.incomplete else 0
