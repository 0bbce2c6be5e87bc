"""Selectors and references between objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.kubernetes.references.duplicates import duplicate_env, duplicate_name, duplicate_port
from scanner.rules.kubernetes.references.env_refs_exist import env_refs_exist
from scanner.rules.kubernetes.references.httproute_targets_service import httproute_targets_service
from scanner.rules.kubernetes.references.ingress_targets_service import ingress_targets_service
from scanner.rules.kubernetes.references.naked_pods import naked_pod, naked_replicaset
from scanner.rules.kubernetes.references.overlapping_selectors import (
    service_selectors_overlap,
    workload_selectors_overlap,
)
from scanner.rules.kubernetes.references.port_names import (
    port_name_validity,
    service_duplicate_port,
    service_port_unnamed,
)
from scanner.rules.kubernetes.references.pvc_exists import pvc_exists
from scanner.rules.kubernetes.references.selector_matches_template import selector_matches_template
from scanner.rules.kubernetes.references.selector_version_label import selector_version_label
from scanner.rules.kubernetes.references.service_account_exists import service_account_exists
from scanner.rules.kubernetes.references.service_target_port_exists import service_target_port_exists
from scanner.rules.kubernetes.references.service_targets_pod import service_targets_pod
from scanner.rules.kubernetes.references.servicemonitor_targets_service import servicemonitor_targets_service
from scanner.rules.kubernetes.references.storage_class_missing import storage_class_missing
from scanner.rules.kubernetes.references.volume_mounts import volume_mount_without_volume, volume_unused
from scanner.rules.kubernetes.references.webhook_targets_service import webhook_targets_service

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = (
    duplicate_env,
    duplicate_name,
    duplicate_port,
    env_refs_exist,
    httproute_targets_service,
    ingress_targets_service,
    naked_pod,
    naked_replicaset,
    port_name_validity,
    pvc_exists,
    selector_matches_template,
    selector_version_label,
    service_account_exists,
    service_duplicate_port,
    service_port_unnamed,
    service_selectors_overlap,
    service_target_port_exists,
    service_targets_pod,
    servicemonitor_targets_service,
    storage_class_missing,
    volume_mount_without_volume,
    volume_unused,
    webhook_targets_service,
    workload_selectors_overlap,
)
"""Sorted by id."""
