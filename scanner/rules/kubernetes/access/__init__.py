"""Roles and bindings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.kubernetes.access.administrators import admin_role_binding, cluster_admin_binding
from scanner.rules.kubernetes.access.admission import manage_webhooks
from scanner.rules.kubernetes.access.configuration import manage_configmaps, manage_eks_aws_auth
from scanner.rules.kubernetes.access.dangling_bindings import binding_subject_missing, role_binding_missing_role
from scanner.rules.kubernetes.access.default_account import default_service_account_bound
from scanner.rules.kubernetes.access.duplicate_rules import duplicate_role_rule
from scanner.rules.kubernetes.access.everybody import bind_anonymous, bind_system_authenticated, bind_system_masters
from scanner.rules.kubernetes.access.identities import csr_approval, impersonate, token_request
from scanner.rules.kubernetes.access.network_changes import endpoints_edit, manage_networking, service_status_patch
from scanner.rules.kubernetes.access.nodes_proxy import nodes_proxy
from scanner.rules.kubernetes.access.pod_access import pod_create, pod_exec
from scanner.rules.kubernetes.access.pod_create_escalation import pod_create_escalation
from scanner.rules.kubernetes.access.rbac_changes import bind_escalate, manage_rbac, rolebinding_create
from scanner.rules.kubernetes.access.secrets_access import secrets_access_cluster, secrets_access_namespace
from scanner.rules.kubernetes.access.traces import delete_pod_logs
from scanner.rules.kubernetes.access.volumes import persistentvolume_create
from scanner.rules.kubernetes.access.wildcard_rules import wildcard_rules

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = (
    admin_role_binding,
    bind_anonymous,
    bind_escalate,
    bind_system_authenticated,
    bind_system_masters,
    binding_subject_missing,
    cluster_admin_binding,
    csr_approval,
    default_service_account_bound,
    delete_pod_logs,
    duplicate_role_rule,
    endpoints_edit,
    impersonate,
    manage_configmaps,
    manage_eks_aws_auth,
    manage_networking,
    manage_rbac,
    manage_webhooks,
    nodes_proxy,
    persistentvolume_create,
    pod_create,
    pod_create_escalation,
    pod_exec,
    role_binding_missing_role,
    rolebinding_create,
    secrets_access_cluster,
    secrets_access_namespace,
    service_status_patch,
    token_request,
    wildcard_rules,
)
"""Sorted by id."""
