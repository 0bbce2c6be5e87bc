"""The built-in rules for Kubernetes.

Control ids follow the Pod Security Standards (``pss``), the CIS Kubernetes Benchmark 1.12 (``cis-kubernetes``), the
Kubernetes Hardening Guide 1.2 of NSA and CISA by its headings (``nsa-cisa``) and the OWASP Kubernetes Top Ten of 2025
(``owasp-k8s``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.kubernetes.automount_sa_token import automount_sa_token
from scanner.rules.kubernetes.capabilities import caps_add_dangerous, caps_drop_all
from scanner.rules.kubernetes.default_namespace import default_namespace
from scanner.rules.kubernetes.host_namespaces import host_ipc, host_network, host_pid
from scanner.rules.kubernetes.host_path import host_path
from scanner.rules.kubernetes.hpa_target_exists import hpa_target_exists
from scanner.rules.kubernetes.image_tag import image_tag
from scanner.rules.kubernetes.ingress_tls import ingress_tls
from scanner.rules.kubernetes.min_replicas import min_replicas
from scanner.rules.kubernetes.pod_has_networkpolicy import pod_has_networkpolicy
from scanner.rules.kubernetes.privilege import allow_privilege_escalation, privileged
from scanner.rules.kubernetes.probes import liveness_probe, readiness_probe
from scanner.rules.kubernetes.read_only_root_fs import read_only_root_fs
from scanner.rules.kubernetes.resources import cpu_limit, cpu_request, memory_limit, memory_request
from scanner.rules.kubernetes.run_as_root import run_as_root, run_as_user_zero
from scanner.rules.kubernetes.seccomp import seccomp_not_set
from scanner.rules.kubernetes.selector_matches_template import selector_matches_template
from scanner.rules.kubernetes.service_targets_pod import service_targets_pod
from scanner.rules.kubernetes.wildcard_rules import wildcard_rules

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = (
    allow_privilege_escalation,
    automount_sa_token,
    caps_add_dangerous,
    caps_drop_all,
    cpu_limit,
    cpu_request,
    default_namespace,
    host_ipc,
    host_network,
    host_path,
    host_pid,
    hpa_target_exists,
    image_tag,
    ingress_tls,
    liveness_probe,
    memory_limit,
    memory_request,
    min_replicas,
    pod_has_networkpolicy,
    privileged,
    read_only_root_fs,
    readiness_probe,
    run_as_root,
    run_as_user_zero,
    seccomp_not_set,
    selector_matches_template,
    service_targets_pod,
    wildcard_rules,
)
"""Sorted by id."""
