"""Effective RBAC: what a role allows, and who has it by which binding.

Source: ``plugin/pkg/auth/authorizer/rbac`` and ``pkg/registry/rbac/validation/rule.go`` in kubernetes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from scanner.kubernetes.bootstrap_policy import grants_no_more
from scanner.kubernetes.default_roles import BOOTSTRAPPING, default_aggregates
from scanner.kubernetes.label_index import LabelIndex
from scanner.kubernetes.policy_rule import PolicyRule
from scanner.kubernetes.selector import LabelSelector
from scanner.kubernetes.takeover import EVERYTHING, deeds_of, worst

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes.inventory import Inventory
    from scanner.kubernetes.object import KubernetesObject
    from scanner.kubernetes.setting import Setting
    from scanner.model import Path

RBAC = "rbac.authorization.k8s.io"
SERVICE_ACCOUNT = "ServiceAccount"
CLUSTER_ADMIN = "cluster-admin"

_MOST_AGGREGATIONS = 20_000
"""Pairs of a role and one that it is aggregated into. Clusters have some dozens; a few thousand roles that all select
each other would have millions."""

_MOST_AGGREGATES = 100
"""Roles that one role is followed into."""

_EVERYBODY = "*"
"""No namespace has this name."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A subject of a binding."""

    kind: str
    name: str
    namespace: str
    """Of a ServiceAccount; where a RoleBinding names none it is the binding's own. Empty for users and groups."""
    binding: KubernetesObject
    path: Path
    """Of the subject's name in the binding."""

    @classmethod
    def of(cls, subject: Setting, binding: KubernetesObject) -> Holder:
        """Read one item of ``subjects``."""
        kind, name = subject.read("kind").text, subject.read("name")
        namespace = (subject.read("namespace").text or binding.namespace) if kind == SERVICE_ACCOUNT else ""
        return cls(kind, name.text, namespace, binding, name.path)

    @property
    def who(self) -> tuple[str, str, str]:
        """Kind, namespace and name."""
        return self.kind, self.namespace, self.name

    @property
    def title(self) -> str:
        """E.g. ``ServiceAccount 'ci/deployer'``."""
        name = f"{self.namespace}/{self.name}" if self.namespace else self.name
        return f"{self.kind or 'a subject without a kind'} '{name}'"

    @property
    def scope(self) -> str:
        """The namespace in which it has what it is bound to; empty for the whole cluster."""
        return self.binding.namespace


@dataclass(frozen=True, slots=True)
class RoleReference:
    """What a binding grants."""

    path: Path
    """Of its name."""
    kind: str
    namespace: str
    name: str
    role: KubernetesObject | None
    """None where it is not part of the scan."""


@dataclass(frozen=True, slots=True)
class Master:
    """Somebody who can take over the cluster."""

    holder: Holder
    deed: str
    """By what, e.g. ``impersonate others``."""


@dataclass(frozen=True, eq=False)
class Access:
    """Roles and bindings of an inventory. Not slotted: each index is built when it is first needed, and kept."""

    inventory: Inventory = field(repr=False)

    def rules(self, role: KubernetesObject) -> tuple[PolicyRule, ...]:
        """Return the rules that stand in a role and count: those of an aggregated ClusterRole are overwritten."""
        return self._rules.get(role, ())

    def holders(self, role: KubernetesObject) -> tuple[Holder, ...]:
        """Return who is bound to a role, or to what it is aggregated into."""
        bindings = dict.fromkeys(one for name in self._granted_as(role) for one in self.bindings_to(*name))
        return tuple(holder for binding in bindings for holder in holders_of(binding))

    def bindings_to(self, kind: str, namespace: str, name: str) -> tuple[KubernetesObject, ...]:
        """Return the bindings that grant the Role or ClusterRole of this name, whether or not it is here."""
        return tuple(self._bindings.get((kind, namespace, name), ()))

    def reference(self, binding: KubernetesObject) -> RoleReference:
        """Return the role that a binding grants."""
        reference = binding.read("roleRef")
        kind, name = reference.read("kind").text, reference.read("name")
        namespace = binding.namespace if kind == "Role" else ""
        role = self.inventory.find(RBAC, kind, namespace, name.text) if name.text else None
        return RoleReference(name.path, kind, namespace, name.text, role)

    def everything_by(self, reference: RoleReference) -> bool:
        """Return whether a role allows every verb on every resource, by aggregation too."""
        if reference.role is None:
            return reference.kind == "ClusterRole" and reference.name == CLUSTER_ADMIN
        return EVERYTHING in self._deeds.get(reference.role, ())

    def masters(self, namespace: str) -> tuple[Master, ...]:
        """Return the service accounts of a namespace that can take over the cluster; of all for the empty string."""
        return tuple(self._masters.get(namespace, {}).values())

    def is_bound(self, namespace: str, account: str) -> bool:
        """Return whether a binding names this service account itself: somebody gave it rights of its own."""
        return (SERVICE_ACCOUNT, namespace, account) in self._bound

    def is_master(self, holder: Holder) -> bool:
        """Return whether somebody is known to be able to take over the cluster."""
        return holder.who in self._masters[_EVERYBODY]

    @cached_property
    def _bound(self) -> frozenset[tuple[str, str, str]]:
        """Who is named by any binding."""
        bindings = (binding for found in self._bindings.values() for binding in found)
        return frozenset(holder.who for binding in bindings for holder in holders_of(binding))

    @cached_property
    def _masters(self) -> dict[str, dict[tuple[str, str, str], Master]]:
        """By namespace, and by who it is: service accounts. Users and groups too under `_EVERYBODY`."""
        found: dict[str, dict[tuple[str, str, str], Master]] = {_EVERYBODY: {}, "": {}}
        for binding in self.inventory.of_kind(RBAC, "ClusterRoleBinding"):
            deed = self._takeover_by(self.reference(binding))
            for holder in holders_of(binding) if deed else ():
                master = Master(holder, deed)
                found[_EVERYBODY].setdefault(holder.who, master)
                if holder.kind == SERVICE_ACCOUNT:
                    for namespace in {"", holder.namespace}:
                        found.setdefault(namespace, {}).setdefault(holder.who, master)
        return found

    def _takeover_by(self, reference: RoleReference) -> str:
        if reference.role is None:
            return EVERYTHING if self.everything_by(reference) else ""
        return worst(self._deeds.get(reference.role, ()))

    @cached_property
    def _deeds(self) -> dict[KubernetesObject, set[str]]:
        """What leads to everything, by role; an aggregated one has what its parts have."""
        deeds = {role: deeds_of(rules) for role, rules in self._rules.items()}
        waiting = [(role, deed) for role, found in deeds.items() for deed in found]
        while waiting:
            role, deed = waiting.pop()
            for aggregate in self._aggregates.get(role, ()):
                known = deeds.setdefault(aggregate, set())
                if deed not in known:
                    known.add(deed)
                    waiting.append((aggregate, deed))
        return deeds

    def _granted_as(self, role: KubernetesObject) -> Iterator[tuple[str, str, str]]:
        """Yield kind, namespace and name of a role and of all that it is aggregated into."""
        yield role.kind, role.namespace, role.name
        waiting, seen = [role], {role}
        while waiting and len(seen) < _MOST_AGGREGATES:
            one = waiting.pop()
            for name in default_aggregates(one.kind, one.labels):
                yield "ClusterRole", "", name
            for aggregate in self._aggregates.get(one, ()):
                if aggregate not in seen:
                    seen.add(aggregate)
                    waiting.append(aggregate)
                    yield "ClusterRole", "", aggregate.name

    @cached_property
    def _bindings(self) -> dict[tuple[str, str, str], list[KubernetesObject]]:
        """By kind, namespace and name of the role."""
        index = defaultdict(list)
        for item in self.inventory.of_kind(RBAC, "ClusterRoleBinding") + self.inventory.of_kind(RBAC, "RoleBinding"):
            role = item.read("roleRef")
            kind = role.read("kind").text
            namespace = item.namespace if kind == "Role" else ""
            index[kind, namespace, role.read("name").text].append(item)
        return index

    @cached_property
    def _rules(self) -> dict[KubernetesObject, tuple[PolicyRule, ...]]:
        roles = self.inventory.of_kind(RBAC, "ClusterRole") + self.inventory.of_kind(RBAC, "Role")
        return {
            role: tuple(map(PolicyRule.of, role.read("rules").items()))
            for role in roles
            if not role.read("aggregationRule").is_set
        }

    @property
    def truncated(self) -> bool:
        """Whether there is more aggregation than is followed, so that what roles come to have is not known."""
        return len(self._aggregations) > _MOST_AGGREGATIONS

    @cached_property
    def _aggregates(self) -> dict[KubernetesObject, list[KubernetesObject]]:
        """The ClusterRoles that each is aggregated into."""
        aggregates: dict[KubernetesObject, list[KubernetesObject]] = {}
        for part, aggregate in self._aggregations:
            aggregates.setdefault(part, []).append(aggregate)
        return aggregates

    @cached_property
    def _aggregations(self) -> tuple[tuple[KubernetesObject, KubernetesObject], ...]:
        """Pairs of a ClusterRole and one that it is aggregated into, at most one more than `_MOST_AGGREGATIONS`."""
        return tuple(islice(self._pairs(), _MOST_AGGREGATIONS + 1))

    def _pairs(self) -> Iterator[tuple[KubernetesObject, KubernetesObject]]:
        parts = LabelIndex(self.inventory.of_kind(RBAC, "ClusterRole"))
        for role in self.inventory.of_kind(RBAC, "ClusterRole"):
            selectors = map(LabelSelector.of, role.read("aggregationRule", "clusterRoleSelectors").items())
            for part in (one for selector in selectors for one in parts.select("", selector)):
                if part != role:
                    yield part, role


def holders_of(binding: KubernetesObject) -> tuple[Holder, ...]:
    """Return the subjects of a RoleBinding or ClusterRoleBinding."""
    return tuple(Holder.of(subject, binding) for subject in binding.read("subjects").items())


def is_bootstrapped(item: KubernetesObject) -> bool:
    """Return whether the API server created a role or binding itself, and nobody has added to it.

    The label alone says nothing: anybody can write it.
    """
    key, value = BOOTSTRAPPING
    return item.labels.get(key) == value and grants_no_more(item)
