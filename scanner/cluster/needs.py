"""Which kinds an audit asks for: those that the selected rules and policies judge, and those that they ask about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.kubernetes import KubernetesObject
from scanner.kubernetes.autoscalers import AUTOSCALERS
from scanner.kubernetes.other_policies import OTHER_POLICIES
from scanner.kubernetes.pods import BUILTIN_PODS
from scanner.kubernetes.scope import BUILTIN_GROUPS, builtin_is_namespaced
from scanner.model import DocumentKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scanner.cluster.discovery import Resource
    from scanner.kubernetes.unlisted import GroupKind
    from scanner.rego import Policy, PolicySet
    from scanner.rules.check import Check

NAMESPACE = ("", "Namespace")
CUSTOM_RESOURCE_DEFINITION = ("apiextensions.k8s.io", "CustomResourceDefinition")

_RBAC = "rbac.authorization.k8s.io"
ASKED_ABOUT: tuple[GroupKind, ...] = (
    ("", "ConfigMap"),
    ("", "LimitRange"),
    ("", "Namespace"),
    ("", "PersistentVolumeClaim"),
    ("", "ResourceQuota"),
    ("", "Secret"),
    ("", "Service"),
    ("", "ServiceAccount"),
    CUSTOM_RESOURCE_DEFINITION,
    ("networking.k8s.io", "Ingress"),
    ("networking.k8s.io", "NetworkPolicy"),
    ("policy", "PodDisruptionBudget"),
    (_RBAC, "ClusterRole"),
    (_RBAC, "ClusterRoleBinding"),
    (_RBAC, "Role"),
    (_RBAC, "RoleBinding"),
    ("storage.k8s.io", "StorageClass"),
    *AUTOSCALERS,
    *OTHER_POLICIES,
    *((group, kind) for group, kinds in BUILTIN_PODS.items() for kind in kinds),
)
"""What rules ask about other objects; tests/cluster/test_needs.py proves that there is nothing else."""

_GROUPS = {
    "GRPCRoute": "gateway.networking.k8s.io",
    "HTTPRoute": "gateway.networking.k8s.io",
    "K8sAllowedRepos": "constraints.gatekeeper.sh",
    "Rollout": "argoproj.io",
    "ScaledObject": "keda.sh",
    "SecurityContextConstraints": "security.openshift.io",
    "ServiceMonitor": "monitoring.coreos.com",
    "TCPRoute": "gateway.networking.k8s.io",
    "TLSRoute": "gateway.networking.k8s.io",
    "UDPRoute": "gateway.networking.k8s.io",
}
"""The API groups of custom kinds that rules are about: it may be one whose server does not answer."""

_JUDGED_ONLY = (
    ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"),
    ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"),
    ("apiregistration.k8s.io", "APIService"),
)
"""Kinds of Kubernetes itself that rules are about and that no rule asks about."""

_IN_FILES_ONLY = re.compile(r"(?:[A-Z][a-z]+){1,2}Configuration|ComponentConfig|Policy")
"""Configuration files of components that look like objects; no server has them."""

_OLD = "extensions"
"""Where servers before 1.22 show Ingresses a second time."""

_WORD = re.compile(r'"([A-Z][A-Za-z]+)"')


@dataclass(frozen=True, slots=True)
class Needs:
    """What to list."""

    resources: tuple[Resource, ...]
    """In the order in which to list them: what is asked about first, pods last."""
    for_policies: frozenset[GroupKind]
    """Kinds of which policies want whole objects."""
    absent: tuple[GroupKind, ...]
    """Kinds that are judged or asked about and that the cluster does not serve."""
    unasked: tuple[GroupKind, ...]
    """Kinds that the cluster serves and that nothing asks for."""


def needs(
    checks: Sequence[Check[Any]], policies: PolicySet, served: Sequence[Resource], with_pods: Iterable[GroupKind] = ()
) -> Needs:
    """Return which of the kinds that a cluster serves are needed; ``with_pods`` are the custom ones that have pods."""
    by_kind: dict[str, list[Resource]] = {}
    for resource in served:
        by_kind.setdefault(resource.kind, []).append(resource)
    wanted: dict[GroupKind, Resource] = {}
    absent: set[GroupKind] = set()
    of_policies: set[GroupKind] = set()
    for group, kind in (*ASKED_ABOUT, *with_pods, *_judged(checks)):
        found = _of(by_kind.get(kind, ()), group)
        wanted |= {(one.group, one.kind): one for one in found}
        if not found and not is_in_files_only(kind):
            absent.add((_GROUPS.get(kind, "") if group is None else group, kind))
    for group, kind in _selected(policies, by_kind):
        found = _of(by_kind.get(kind, ()), group, every=True)
        wanted |= {(one.group, one.kind): one for one in found}
        of_policies |= {(one.group, one.kind) for one in found}
    unasked = tuple(
        sorted((one.group, one.kind) for one in served if (one.group, one.kind) not in wanted and one.group != _OLD)
    )
    return Needs(tuple(sorted(wanted.values(), key=_turn)), frozenset(of_policies), tuple(sorted(absent)), unasked)


def group_kinds(checks: Sequence[Check[Any]], policies: PolicySet) -> tuple[set[GroupKind], set[str]]:
    """Return what is needed of any cluster, and kinds of policies whose API group nobody says."""
    groups = {kind: group for group, kind in (*_JUDGED_ONLY, *ASKED_ABOUT)} | _GROUPS
    found, unknown = set(ASKED_ABOUT), set()
    by_kind: dict[str, list[Resource]] = {kind: [] for kind in groups}
    for group, kind in (*_judged(checks), *_selected(policies, by_kind)):
        if group is not None or kind in groups:
            found.add((groups[kind] if group is None else group, kind))
        elif not is_in_files_only(kind):
            unknown.add(kind)
    return found, unknown


def _judged(checks: Iterable[Check[Any]]) -> Iterator[tuple[str | None, str]]:
    """Yield the kinds that rules are about, in whatever group they are."""
    for kind in sorted({kind for check in checks if check.judges is KubernetesObject for kind in check.kinds}):
        yield None, kind


def is_in_files_only(kind: str) -> bool:
    """Return whether it is the configuration of a component, which looks like an object and is none."""
    return bool(_IN_FILES_ONLY.fullmatch(kind)) and "Webhook" not in kind


def _selected(policies: PolicySet, by_kind: dict[str, list[Resource]]) -> Iterator[tuple[str | None, str]]:
    """Yield the kinds that policies judge, and those that they name as they look around."""
    for policy in policies.policies:
        yield from policy.selector.kinds
        if policies.looks_around(policy) and judges_objects(policy):
            for module in policies.modules.values():
                if module.package in policies.uses[policy.package]:
                    yield from ((None, word) for word in _WORD.findall(module.text) if word in by_kind)


def judges_objects(policy: Policy) -> bool:
    """Whether a policy is about Kubernetes objects, and not only about workflows and the like."""
    selector = policy.selector
    return bool(selector.kinds) or not selector.documents or DocumentKind.KUBERNETES in selector.documents


def _of(found: Sequence[Resource], group: str | None, *, every: bool = False) -> list[Resource]:
    """Return the resources of a group; without one those of Kubernetes itself where there are any."""
    if group is not None:
        return [one for one in found if one.group == group]
    builtin = [one for one in found if one.group in BUILTIN_GROUPS]
    return list(found) if every or not builtin else _once(builtin)


def _once(found: list[Resource]) -> list[Resource]:
    """Leave out ``extensions``, where old servers show the same objects a second time."""
    return [one for one in found if one.group != _OLD] or found


def _turn(resource: Resource) -> tuple[int, str, str]:
    """Put what others ask about first, so that most questions are answered at the first reading."""
    key = (resource.group, resource.kind)
    if key in {NAMESPACE, CUSTOM_RESOURCE_DEFINITION}:
        turn = 0
    elif key == ("", "Pod"):
        turn = 9
    elif resource.kind in BUILTIN_PODS.get(resource.group, ()):
        turn = 8 if resource.kind in {"Job", "ReplicaSet"} else 7
    elif key in {("", "Service"), ("policy", "PodDisruptionBudget"), ("networking.k8s.io", "NetworkPolicy")}:
        turn = 5
    elif builtin_is_namespaced(*key) is None:
        turn = 2
    else:
        turn = 3
    return turn, *key
