"""Judging a role together with how it is bound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.kubernetes.policy_rule import ANY
from scanner.kubernetes.rbac import RBAC, is_bootstrapped
from scanner.model import Match, Related

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scanner.kubernetes import KubernetesObject, Setting
    from scanner.kubernetes.policy_rule import PolicyRule
    from scanner.kubernetes.rbac import Holder
    from scanner.model import Path

MOST_RELATED = 5
"""A role may be bound thousands of times; a few bindings show who has it."""

READ = frozenset({"get", "list", "watch", "patch", "update"})
"""The verbs that answer with the object."""
WRITE = frozenset({"create", "patch", "update"})
CHANGE = WRITE | {"delete", "deletecollection"}

ROLES = ("ClusterRole", "Role")
BINDINGS = ("ClusterRoleBinding", "RoleBinding")


@dataclass(frozen=True, slots=True)
class Power:
    """Something that a role can allow."""

    group: str
    resources: tuple[str, ...]
    verbs: frozenset[str]
    cluster_scoped: bool = False
    """Whether only a ClusterRoleBinding can give it: the resources live in no namespace."""
    own_verbs: bool = False
    """Whether the verbs exist for this power alone, as ``escalate`` does, so that one is reason enough to report a rule
    that names no resource. Elsewhere a resource must be named: what ``*`` allows is for `wildcard-rules` to say."""

    def places(self, rule: PolicyRule) -> Iterator[Setting]:
        """Yield what in a rule gives it: the verb where it is its own, else each resource that is named."""
        if not rule.covers_group(self.group) or not rule.covers_verb(self.verbs):
            return
        own = [verb for verb in rule.verbs if verb.text in self.verbs] if self.own_verbs else []
        if own:
            yield from own if any(rule.covers_resource(resource) for resource in self.resources) else ()
            return
        for item in rule.resources:
            if item.text != ANY and any(_names(item.text, resource) for resource in self.resources):
                yield item


def _names(text: str, resource: str) -> bool:
    _, slash, subresource = resource.partition("/")
    return text == resource or (bool(slash) and text == f"*/{subresource}")


@dataclass(frozen=True, slots=True)
class Grant:
    """A place in a role that gives a power."""

    place: Setting
    rule: PolicyRule
    cluster_scoped: bool
    """Whether only a ClusterRoleBinding gives it."""


def grants(role: KubernetesObject, powers: Sequence[Power], *, named: bool = False) -> Iterator[Grant]:
    """Yield where a role gives one of ``powers``, each place once; also for named objects only where ``named``.

    The roles that Kubernetes creates itself are left out.
    """
    if role.group != RBAC or is_bootstrapped(role):
        return
    for rule in role.inventory.access.rules(role):
        if rule.names and not named:
            continue
        found: dict[Path, Grant] = {}
        for power in powers:
            for place in power.places(rule) if _reaches(role, power) else ():
                if place.path not in found or not power.cluster_scoped:
                    found[place.path] = Grant(place, rule, power.cluster_scoped)
        yield from found.values()


def _reaches(role: KubernetesObject, power: Power) -> bool:
    """Whether a role of this kind can give it at all: a Role is about its namespace."""
    return role.kind == "ClusterRole" or not power.cluster_scoped


def effective_holders(role: KubernetesObject, *, cluster_wide: bool = False) -> tuple[Holder, ...] | None:
    """Return who has what a role allows, none where it is not known to be bound; None where nobody can have it.

    Where ``cluster_wide``, only those count who have it in the whole cluster.
    """
    bound = role.inventory.access.holders(role)
    holders = tuple(holder for holder in bound if not (cluster_wide and holder.scope))
    complete = role.inventory.scope_complete and not role.inventory.access.truncated
    if not holders and (bound or complete):
        return None
    return holders


def judge(role: KubernetesObject, powers: Sequence[Power], deed: str) -> Iterator[Match]:
    """Yield each place at which a role lets somebody do ``deed``, with who it is and by which binding."""
    yield from matches(role, grants(role, powers), deed)


def matches(
    role: KubernetesObject, found: Iterable[Grant], deed: str, *, cluster_wide: bool = False
) -> Iterator[Match]:
    """Yield a match for each of the grants of a role, unless nobody can have it."""
    known: dict[bool, tuple[str, tuple[Related, ...]] | None] = {}
    for grant in found:
        wide = cluster_wide or grant.cluster_scoped
        if wide not in known:
            holders = effective_holders(role, cluster_wide=wide)
            known[wide] = None if holders is None else (lets(role, holders), tuple(evidence(holders)))
        said = known[wide]
        if said is not None:
            who, related = said
            yield Match(grant.place.path, f"{who} {deed}: '{grant.place.text}'{unbound(related)}.", related=related)


def lets(role: KubernetesObject, holders: tuple[Holder, ...]) -> str:
    """Begin the sentence that says who can do what by a role."""
    return f"{role.title} lets {people(holders) if holders else 'whoever is bound to it'}"


def unbound(related: tuple[Related, ...]) -> str:
    """End it, where there are no bindings to show."""
    return "" if related else " (no binding of it was scanned)"


def people(holders: tuple[Holder, ...]) -> str:
    """Name the first of those who hold a role, and count the others."""
    titles = tuple(dict.fromkeys(holder.title for holder in holders))
    if len(titles) == 1:
        return titles[0]
    return f"{titles[0]} and {len(titles) - 1} other{'s' if len(titles) > 2 else ''}"  # noqa: PLR2004 - a plural


def evidence(holders: tuple[Holder, ...]) -> Iterator[Related]:
    """Yield the bindings by which a few of them have it."""
    for holder in holders[:MOST_RELATED]:
        yield Related(f"{holder.binding.title} grants it to {holder.title}.", holder.path, holder.binding.document)
