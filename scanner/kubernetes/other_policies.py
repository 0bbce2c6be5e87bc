"""Policies of the network that are no NetworkPolicies. What they allow is not read; that they are there is known.

Sources: https://docs.cilium.io/en/stable/network/kubernetes/policy/,
https://docs.tigera.io/calico/latest/reference/resources/, https://network-policy-api.sigs.k8s.io/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scanner.kubernetes.inventory import Inventory

_NAMESPACED = (
    ("cilium.io", "CiliumNetworkPolicy"),
    ("crd.projectcalico.org", "NetworkPolicy"),
    ("projectcalico.org", "NetworkPolicy"),
)
_CLUSTER_WIDE = (
    ("cilium.io", "CiliumClusterwideNetworkPolicy"),
    ("crd.projectcalico.org", "GlobalNetworkPolicy"),
    ("policy.networking.k8s.io", "AdminNetworkPolicy"),
    ("policy.networking.k8s.io", "BaselineAdminNetworkPolicy"),
    ("policy.networking.k8s.io", "ClusterNetworkPolicy"),
    ("projectcalico.org", "GlobalNetworkPolicy"),
)

OTHER_POLICIES = _NAMESPACED + _CLUSTER_WIDE
"""API group and kind of all of them."""


def has_other_policies(inventory: Inventory, namespace: str) -> bool:
    """Return whether a policy of another kind may be about the pods of a namespace."""
    return any(inventory.of_kind(group, kind) for group, kind in _CLUSTER_WIDE) or any(
        inventory.of_kind(group, kind, namespace) for group, kind in _NAMESPACED
    )
