"""Ingress, Services and NetworkPolicies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.kubernetes.network.ingress_tls import ingress_tls
from scanner.rules.kubernetes.network.pod_has_networkpolicy import pod_has_networkpolicy

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = (
    ingress_tls,
    pod_has_networkpolicy,
)
"""Sorted by id."""
