"""What the API server and its controllers make themselves, in every cluster: known to the rules, and not judged.

Nobody can mend it: it is made anew where it is changed. What somebody else made under one of these names is judged
all the same as far as it can be told: only names that are reserved, or that are made anew, count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.kubernetes.rbac import is_bootstrapped

if TYPE_CHECKING:
    from scanner.kubernetes import KubernetesObject

_RBAC = "rbac.authorization.k8s.io"
_BY_NAME = frozenset(
    {
        ("", "ConfigMap", "kube-root-ca.crt"),  # in every namespace, by the controller manager
        ("", "ServiceAccount", "default"),  # likewise
    }
)
_IN_DEFAULT = frozenset(
    {
        ("", "Endpoints", "kubernetes"),
        ("", "Service", "kubernetes"),
        ("discovery.k8s.io", "EndpointSlice", "kubernetes"),
    }
)
_PRIORITY_CLASSES = frozenset({"system-cluster-critical", "system-node-critical"})
_NAMESPACES = frozenset({"default", "kube-node-lease", "kube-public", "kube-system"})


def is_server_made(item: KubernetesObject) -> bool:
    """Return whether the API server, or the controller manager, made an object and keeps it as it is."""
    group, kind, namespace, name = item.identity
    if (group, kind, name) in _BY_NAME:
        return True
    if namespace == "default" and (group, kind, name) in _IN_DEFAULT:
        return True
    if group == _RBAC:
        return is_bootstrapped(item)
    if (group, kind) == ("scheduling.k8s.io", "PriorityClass"):
        return name in _PRIORITY_CLASSES
    if (group, kind) == ("", "Namespace"):
        # Whoever labels one has taken it in hand.
        return name in _NAMESPACES and item.labels.keys() <= {"kubernetes.io/metadata.name"}
    return group == "flowcontrol.apiserver.k8s.io" or (group == "apiregistration.k8s.io" and _is_local(item))


def is_history(data: dict[str, Any]) -> bool:
    """Return whether it is a ReplicaSet that a Deployment keeps for a roll-back only."""
    if data["kind"] != "ReplicaSet" or not isinstance(data.get("spec"), dict) or data["spec"].get("replicas") != 0:
        return False
    owners = data["metadata"].get("ownerReferences")
    return isinstance(owners, list) and any(
        isinstance(owner, dict) and owner.get("controller") is True and owner.get("kind") == "Deployment"
        for owner in owners
    )


def _is_local(item: KubernetesObject) -> bool:
    """Return whether the API server itself serves the group of an APIService."""
    return not item.read("spec", "service").is_set
