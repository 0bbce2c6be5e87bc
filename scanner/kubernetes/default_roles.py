"""The roles that every API server with RBAC creates itself.

Source: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings and the bootstrap
policy of Kubernetes 1.37 (``plugin/pkg/auth/authorizer/rbac/bootstrappolicy/testdata``), as of November 2026.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BOOTSTRAPPING = ("kubernetes.io/bootstrapping", "rbac-defaults")
"""The label of what the API server created itself."""

AGGREGATION_LABELS = {
    "admin": "rbac.authorization.k8s.io/aggregate-to-admin",
    "edit": "rbac.authorization.k8s.io/aggregate-to-edit",
    "view": "rbac.authorization.k8s.io/aggregate-to-view",
}
"""The label that adds a ClusterRole to one of the roles for people, if its value is ``"true"``."""

AGGREGATES = {"view": "edit", "edit": "admin"}
"""What each of them is itself added to."""

CLUSTER_ROLES_FOR_PEOPLE = frozenset({"admin", "cluster-admin", "edit", "view"})

HARMLESS_FOR_EVERYBODY = frozenset(
    {
        "system:basic-user",
        "system:discovery",
        "system:public-info-viewer",
        "system:service-account-issuer-discovery",
    }
)
"""ClusterRoles that Kubernetes binds, or documents to be bound, to whoever reaches the API server: they show who one is
and what the API offers."""

KUBEADM_CLUSTER_INFO = "kubeadm:bootstrap-signer-clusterinfo"
"""The Role by which kubeadm lets joining nodes read the cluster's address before they can log in.
Source: https://kubernetes.io/docs/reference/setup-tools/kubeadm/implementation-details/."""

_SYSTEM_ROLES = frozenset(
    {
        ("kube-public", "system:controller:bootstrap-signer"),
        ("kube-system", "extension-apiserver-authentication-reader"),
        ("kube-system", "system::leader-locking-kube-controller-manager"),
        ("kube-system", "system::leader-locking-kube-scheduler"),
        ("kube-system", "system:controller:bootstrap-signer"),
        ("kube-system", "system:controller:cloud-provider"),
        ("kube-system", "system:controller:token-cleaner"),
    }
)
"""Namespace and name of the Roles."""


def is_default_role(kind: str, namespace: str, name: str) -> bool:
    """Return whether the API server creates a Role or ClusterRole of this name.

    The prefix ``system:`` is reserved for it, so that every ClusterRole of such a name counts.
    """
    if kind == "ClusterRole":
        return name in CLUSTER_ROLES_FOR_PEOPLE or name.startswith("system:")
    return (namespace, name) in _SYSTEM_ROLES


def default_aggregates(kind: str, labels: Mapping[str, str]) -> Iterator[str]:
    """Yield the roles for people that a ClusterRole is added to by its labels."""
    for name, label in AGGREGATION_LABELS.items() if kind == "ClusterRole" else ():
        if labels.get(label) == "true":
            found: str | None = name
            while found:
                yield found
                found = AGGREGATES.get(found)
