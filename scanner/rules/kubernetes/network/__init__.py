"""Ingress, Services and NetworkPolicies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.kubernetes.network.ingress_hosts import ingress_tls_host_unused, ingress_wildcard_host
from scanner.rules.kubernetes.network.ingress_nginx_annotations import ingress_nginx_annotations
from scanner.rules.kubernetes.network.ingress_path_conflict import ingress_path_conflict
from scanner.rules.kubernetes.network.ingress_path_regex import ingress_path_regex
from scanner.rules.kubernetes.network.ingress_routing import ingress_class_missing, ingress_default_backend
from scanner.rules.kubernetes.network.ingress_tls import ingress_tls
from scanner.rules.kubernetes.network.metadata_reachable import metadata_reachable
from scanner.rules.kubernetes.network.networkpolicy_open import (
    networkpolicy_allows_all_egress,
    networkpolicy_allows_all_ingress,
    networkpolicy_selector_used,
)
from scanner.rules.kubernetes.network.networkpolicy_policytypes import networkpolicy_policytypes
from scanner.rules.kubernetes.network.networkpolicy_targets import (
    networkpolicy_peer_targets_pod,
    networkpolicy_targets_pod,
)
from scanner.rules.kubernetes.network.pod_half_isolated import pod_half_isolated
from scanner.rules.kubernetes.network.pod_has_networkpolicy import pod_has_networkpolicy
from scanner.rules.kubernetes.network.service_blocked import service_blocked_by_networkpolicy
from scanner.rules.kubernetes.network.service_exposure import (
    external_name_internal,
    service_external_ip,
    service_type,
)

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = (
    external_name_internal,
    ingress_class_missing,
    ingress_default_backend,
    ingress_nginx_annotations,
    ingress_path_conflict,
    ingress_path_regex,
    ingress_tls,
    ingress_tls_host_unused,
    ingress_wildcard_host,
    metadata_reachable,
    networkpolicy_allows_all_egress,
    networkpolicy_allows_all_ingress,
    networkpolicy_peer_targets_pod,
    networkpolicy_policytypes,
    networkpolicy_selector_used,
    networkpolicy_targets_pod,
    pod_half_isolated,
    pod_has_networkpolicy,
    service_blocked_by_networkpolicy,
    service_external_ip,
    service_type,
)
"""Sorted by id."""
