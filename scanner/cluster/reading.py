"""Reading a cluster kind by kind: what is asked of it, what came, and what of it is not known."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scanner.cluster.listing import SECRET, Outcome, pages
from scanner.cluster.needs import CUSTOM_RESOURCE_DEFINITION, NAMESPACE
from scanner.kubernetes import Gap
from scanner.model import KindCoverage, KindStatus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.cluster.connection import Connection
    from scanner.cluster.discovery import Resource
    from scanner.cluster.options import AuditOptions

_ALWAYS = (CUSTOM_RESOURCE_DEFINITION, NAMESPACE)
"""Kinds that lie in no namespace and are needed to judge one: which custom kinds have pods, and its labels."""

NO_SECRETS = "Secrets are not read; --secret-metadata has their names listed."


@dataclass(slots=True)
class Seen:
    """What became of one kind."""

    resource: Resource
    outcome: Outcome = field(default_factory=Outcome)
    judged: int = 0
    built_in: int = 0
    history: int = 0
    excluded: int = 0

    def coverage(self, options: AuditOptions) -> KindCoverage:
        """Return it as the report has it."""
        found = KindCoverage(
            self.resource.group,
            self.resource.version,
            self.resource.kind,
            self.outcome.status,
            self.outcome.listed,
            self.judged,
            self.built_in,
            self.history,
            self.excluded,
            self.outcome.reason,
            tuple(self.outcome.notes),
        )
        return dataclasses.replace(found, accepted=found.incomplete and names(options.allow_incomplete, self.resource))

    def gap(self, options: AuditOptions) -> Gap | None:
        """Return what is not known of the kind; None where all of it is."""
        outcome = self.outcome
        if outcome.status in {KindStatus.PARTIAL, KindStatus.REFUSED, KindStatus.FAILED, KindStatus.STALE}:
            words = "could not be listed in full" if outcome.status is KindStatus.PARTIAL else "could not be listed"
            accepted = names(options.allow_incomplete, self.resource)
            return Gap(f"{self.resource.title} {words}: {outcome.reason}.".replace("..", "."), failed=not accepted)
        if outcome.status is KindStatus.SKIPPED:
            return Gap(outcome.reason[:1].upper() + outcome.reason[1:], failed=False)
        if options.namespaces and (self.resource.group, self.resource.kind) != CUSTOM_RESOURCE_DEFINITION:
            only = ", ".join(options.namespaces)
            known = frozenset(options.namespaces)
            return Gap(f"Only the namespaces {only} were listed.", failed=False, known_in=known)
        return None


def names(given: tuple[str, ...], resource: Resource) -> bool:
    """Return whether a kind is among those that were given by name, as ``Kind``, ``Kind.group`` or ``plural``."""
    own = {resource.kind.lower(), resource.title.lower(), resource.name.lower()}
    return any(one.lower() in own for one in given)


def skipped(resource: Resource, options: AuditOptions) -> str:
    """Return why the configuration leaves a kind out; empty where it does not."""
    key = (resource.group, resource.kind)
    if key == SECRET and not options.secret_metadata:
        return NO_SECRETS
    if options.namespaces and not resource.namespaced and key not in _ALWAYS:
        return f"{resource.title} lies in no namespace, and only some namespaces are audited."
    return ""


def read(connection: Connection, seen: Seen, options: AuditOptions) -> Iterator[list[dict[str, Any]]]:
    """Yield the pages of a kind, of every namespace that is asked for. Never raises: see ``seen.outcome``."""
    resource, outcome = seen.resource, seen.outcome
    reason = skipped(resource, options)
    if reason:
        outcome.status, outcome.reason = KindStatus.SKIPPED, reason
        return
    if not options.namespaces or (resource.group, resource.kind) == CUSTOM_RESOURCE_DEFINITION:
        yield from pages(connection, resource, options.listing, outcome)
        return
    for namespace in options.namespaces:
        if resource.namespaced:
            yield from pages(connection, resource, options.listing, outcome, namespace=namespace)
        else:
            yield from pages(connection, resource, options.listing, outcome, name=namespace)
        if outcome.status is not KindStatus.LISTED:
            return
