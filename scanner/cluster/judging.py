"""Judging a page of live objects at once, and leaving for a second reading what cannot be answered yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scanner.cluster.folding import Place, remember
from scanner.cluster.live import reference
from scanner.cluster.repeats import Repeats
from scanner.cluster.server_made import is_history, is_server_made
from scanner.evaluate.findings import Violation, findings
from scanner.evaluate.judge import judge
from scanner.kubernetes import Gap, KubernetesObject, subjects_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.cluster.options import AuditOptions
    from scanner.cluster.reading import Seen
    from scanner.evaluate.judge import Chosen, Verdict
    from scanner.kubernetes import Inventory
    from scanner.kubernetes.unlisted import GroupKind
    from scanner.model import Document, Finding, NotEvaluated, ObjectReference, Undecided
    from scanner.rules.check import Check

NOT_YET = Gap("Not yet listed.", failed=False)
"""What is known only after the first reading."""


@dataclass(slots=True)
class Judged:
    """What rules said so far."""

    findings: dict[tuple[GroupKind, str], list[Finding]] = field(default_factory=dict)
    """By kind and rule."""
    unknown: set[NotEvaluated | Undecided] = field(default_factory=set)
    deferred: dict[GroupKind, set[str]] = field(default_factory=dict)
    """By kind the rules that asked what was not yet known."""
    owners: dict[str, str] = field(default_factory=dict)
    """The address of an object with findings to that of its owner; empty where it has none that is known to exist."""
    places: dict[str, Place] = field(default_factory=dict)
    """By fingerprint where a finding is within its pod or object."""
    objects: dict[str, ObjectReference] = field(default_factory=dict)
    """The objects with findings, by address."""
    present: set[tuple[type, str]] = field(default_factory=set)
    """The types and kinds of all subjects."""

    def all_findings(self) -> list[Finding]:
        """Return every finding, in no order."""
        return [finding for found in self.findings.values() for finding in found]


@dataclass(frozen=True, slots=True)
class Judge:
    """Rules, and what is known of the cluster while they judge."""

    inventory: Inventory
    checks: Sequence[Check[Any]]
    options: AuditOptions
    judged: Judged
    repeats: Repeats = field(default_factory=Repeats)

    def page(self, documents: Sequence[Document], seen: Seen) -> None:
        """Judge the objects of a page; what asks for what is not yet known is left for another reading."""
        key = (seen.resource.group, seen.resource.kind)
        deferred = self.judged.deferred.setdefault(key, set())
        checks = [check for check in self.checks if check.rule.id not in deferred]
        chosen: Chosen = {}
        violations: list[Violation] = []
        items: dict[str, KubernetesObject] = {}
        for document in documents:
            item = KubernetesObject(document, self.inventory)
            if not to_judge(item, seen, self.options):
                continue
            for verdict in self._verdicts(item, checks, chosen):
                if isinstance(verdict, Violation):
                    violations.append(verdict)
                    items[document.source.path] = item
                elif verdict.reason == NOT_YET.reason:
                    deferred.add(verdict.rule_id)
                else:
                    self.judged.unknown.add(verdict)
            if document.source.path not in items:
                item.forget()
        found = findings(one for one in violations if one.rule.id not in deferred)
        remember(found, items, self.judged.owners, self.judged.places)
        self.judged.objects |= {address: reference(item.document.data) for address, item in items.items()}
        for finding in found:
            self.judged.findings.setdefault((key, finding.rule.id), []).append(finding)
        for rule_id in deferred:
            self.judged.findings.pop((key, rule_id), None)
        for item in items.values():
            item.forget()

    def _verdicts(self, item: KubernetesObject, checks: Sequence[Check[Any]], chosen: Chosen) -> Sequence[Verdict]:
        known = self.repeats.recall(item)
        if known is not None:
            return known
        subjects = list(subjects_of(item))
        self.judged.present.update((type(subject), getattr(subject, "kind", "")) for subject in subjects)
        verdicts = list(judge(subjects, checks, chosen))
        self.repeats.remember(item, subjects, verdicts)
        return verdicts


def to_judge(item: KubernetesObject, seen: Seen, options: AuditOptions) -> bool:
    """Return whether an object is to be judged, and count it where it is or is not."""
    if item.namespace and item.namespace in options.excluded_namespaces:
        seen.excluded += 1
    elif is_history(item.document.data):
        seen.history += 1
    elif is_server_made(item):
        seen.built_in += 1
    else:
        seen.judged += 1
        return True
    return False
