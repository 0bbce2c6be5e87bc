"""An audit: a cluster is read kind by kind, judged page by page, and forgotten.

Two readings keep memory flat. In the first each object is judged at once, and what others ask about it is kept (see
`scanner.cluster.projection`); a rule that asks about kinds which were not yet listed is left for the second reading,
in which only those kinds are listed again, and judged by those rules. The kinds come in an order in which few are.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scanner.cluster import live
from scanner.cluster.custom import kinds_with_pods
from scanner.cluster.discovery import Discovery, Resource, discover, server_version
from scanner.cluster.judging import NOT_YET, Judge, Judged, to_judge
from scanner.cluster.needs import CUSTOM_RESOURCE_DEFINITION, Needs, needs
from scanner.cluster.projection import Projector
from scanner.cluster.reading import Seen, names, read
from scanner.cluster.reporting import Answers, report, unreachable
from scanner.cluster.server_made import is_history
from scanner.errors import ClusterError, UsageError
from scanner.kubernetes import Gap, Inventory, KubernetesObject
from scanner.kubernetes.pod_security import Version
from scanner.kubernetes.scope import BUILTIN_GROUPS
from scanner.kubernetes.unlisted import Known
from scanner.model import KindStatus

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from scanner.cluster.connection import Connection
    from scanner.cluster.options import AuditOptions
    from scanner.config import Config
    from scanner.evaluate import Judges
    from scanner.kubernetes.unlisted import GroupKind
    from scanner.model import Document, Report
    from scanner.rules.check import Check


_OF_KUBERNETES = "metrics.k8s.io"
"""Groups that measure objects of others, and have none of their own."""


@dataclass(slots=True)
class _Audit:
    """One audit as it goes on."""

    connection: Connection
    config: Config
    options: AuditOptions
    checks: Sequence[Check[Any]]
    discovery: Discovery
    needs: Needs
    judged: Judged = field(default_factory=Judged)
    seen: dict[GroupKind, Seen] = field(default_factory=dict)
    projector: Projector = field(default_factory=Projector)
    projected: list[Document] = field(default_factory=list)
    for_policies: list[Document] = field(default_factory=list)

    def first_reading(self) -> None:
        """List every kind; judge what can be judged at once, and keep what others ask about."""
        for resource in self.needs.resources:
            key = (resource.group, resource.kind)
            seen = self.seen[key] = Seen(resource)
            judge = Judge(self.inventory(pending=True), self.checks, self.options, self.judged)
            for page in read(self.connection, seen, self.options):
                documents = [live.document(data) for data in page]
                if self.is_to_be_judged(resource):
                    judge.page(documents, seen)
                self.keep(key, documents)
                documents.clear()
            seen.outcome.seen.clear()

    def keep(self, key: GroupKind, documents: Sequence[Document]) -> None:
        """Keep of a page what is asked about later, and whole objects where policies want them."""
        for document in documents:
            if not is_history(document.data):
                projected = self.projector.project(document.data)
                if projected is not None:
                    self.projected.append(dataclasses.replace(document, data=projected))
        if key in self.needs.for_policies:
            room = max(0, self.options.most_policy_objects + 1 - len(self.for_policies))
            self.for_policies.extend(documents[:room])

    def second_reading(self) -> None:
        """List again the kinds of which a rule asked too early, and judge them by those rules only."""
        inventory = self.inventory(pending=False)
        for key, deferred in sorted(self.judged.deferred.items()):
            if not deferred:
                continue
            first = self.seen[key]
            again = Seen(first.resource)
            checks = [check for check in self.checks if check.rule.id in deferred]
            deferred.clear()
            judge = Judge(inventory, checks, self.options, self.judged)
            for page in read(self.connection, again, self.options):
                judge.page([live.document(data) for data in page], again)
            _merge(first, again)

    def inventory(self, *, pending: bool) -> Inventory:
        """Return what is known so far; ``pending``: what was not listed is yet to come."""
        gaps = {key: gap for key, seen in self.seen.items() if (gap := seen.gap(self.options)) is not None}
        to_come = [one for one in self.needs.resources if (one.group, one.kind) not in self.seen] if pending else []
        gaps |= {(one.group, one.kind): NOT_YET for one in to_come}
        gaps |= self.stale_gaps()
        gaps |= {
            key: Gap(f"No rule is about {key[1]}, so none was listed.", failed=False) for key in self.needs.unasked
        }
        custom = None
        if to_come:
            custom = NOT_YET
        elif any(group not in BUILTIN_GROUPS and not group.endswith(_OF_KUBERNETES) for group, _ in self.needs.unasked):
            custom = Gap("Custom resources of kinds that no rule is about were not listed.", failed=False)
        return dataclasses.replace(
            Inventory.of(
                self.projected,
                scope_complete=True,
                kubernetes_version=self.config.kubernetes_version,
                pod_security_version=Version.parse(self.config.pod_security_version),
            ),
            known=Known({(one.group, one.kind): one.namespaced for one in self.discovery.resources}, gaps, custom),
        )

    def stale_gaps(self) -> dict[GroupKind, Gap]:
        """Return what may be there, in API groups whose server does not answer."""
        return {
            key: Gap(f"The API group '{key[0]}' does not answer: whether there is any {key[1]} is not known.")
            for key in self.needs.absent
            if key[0] in self.discovery.stale
        }

    def is_to_be_judged(self, resource: Resource) -> bool:
        """Return whether the user wants a kind judged."""
        return not self.options.kinds or names(self.options.kinds, resource)

    def policy_documents(self) -> list[Document]:
        """Return the whole objects that policies judge: not what the server made, nor excluded namespaces."""
        inventory = self.inventory(pending=False)
        counted = Seen(Resource("", "", "", "", namespaced=False))
        wanted = []
        for document in self.for_policies:
            item = KubernetesObject(document, inventory)
            resource = self.seen[item.group, item.kind].resource
            if self.is_to_be_judged(resource) and to_judge(item, counted, self.options):
                wanted.append(document)
        return wanted


def audit(connection: Connection, judges: Judges, config: Config, today: date, options: AuditOptions) -> Report:
    """Judge a cluster. Raises `UsageError` for a kind that it does not have, and `ConfigError` as a scan does."""
    try:
        found, wanted = what_is_needed(connection, judges, options)
    except ClusterError as error:
        return unreachable(connection.context, judges, str(error))
    _check_kinds(options, found)
    checks = live_checks(judges)
    going = _Audit(connection, config, options, checks, found, wanted)
    going.first_reading()
    going.second_reading()
    answers = Answers(
        context=connection.context,
        version=server_version(connection, options.listing.patience),
        discovery=found,
        needs=wanted,
        seen=tuple(going.seen.values()),
        judged=going.judged,
        checks=tuple(checks),
        inventory=going.inventory(pending=False),
        policy_documents=tuple(going.policy_documents()),
    )
    return report(answers, judges, config, today, options)


def live_checks(judges: Judges) -> list[Check[Any]]:
    """Return the rules that judge live objects: not those about files, nor about workflows."""
    return [check for check in judges.checks if not check.files_only and "workflows" not in check.rule.tags]


def what_is_needed(connection: Connection, judges: Judges, options: AuditOptions) -> tuple[Discovery, Needs]:
    """Return what a cluster serves, and what of it an audit lists. Raises `ClusterError`."""
    found = discover(connection, options.listing.patience)
    custom = _custom_kinds_with_pods(connection, found, options)
    return found, needs(live_checks(judges), judges.policies, found.resources, custom)


def _custom_kinds_with_pods(connection: Connection, found: Discovery, options: AuditOptions) -> set[GroupKind]:
    """Return the custom kinds that have pods. That the definitions could not be had is said when they are listed."""
    for resource in found.resources:
        if (resource.group, resource.kind) == CUSTOM_RESOURCE_DEFINITION:
            each = read(connection, Seen(resource), dataclasses.replace(options, namespaces=()))
            return {kind for page in each for data in page for kind in kinds_with_pods(data)}
    return set()


def _check_kinds(options: AuditOptions, found: Discovery) -> None:
    for name in (*options.kinds, *options.allow_incomplete):
        if not any(names((name,), resource) for resource in found.resources):
            raise UsageError(f"the cluster has no kind '{name}' that can be listed")


def _merge(first: Seen, again: Seen) -> None:
    """Say of a kind what was worse of two readings."""
    if again.outcome.status is not KindStatus.LISTED and first.outcome.status is KindStatus.LISTED:
        first.outcome.status = KindStatus.PARTIAL
        first.outcome.reason = f"second reading: {again.outcome.reason}"
    first.outcome.notes.extend(f"Second reading: {note}" for note in again.outcome.notes)
