"""The control plane and the nodes: flags of static pods, and configuration files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.kubernetes.control_plane.apiserver_access import (
    apiserver_anonymous_auth,
    apiserver_authorization,
    apiserver_insecure_port,
    apiserver_token_auth_file,
)
from scanner.rules.kubernetes.control_plane.apiserver_accounts import (
    apiserver_service_accounts,
    apiserver_token_expiration,
)
from scanner.rules.kubernetes.control_plane.apiserver_admission import (
    apiserver_admission_plugins,
    apiserver_audit_log,
    apiserver_optional_admission_plugins,
)
from scanner.rules.kubernetes.control_plane.apiserver_requests import (
    apiserver_request_timeout,
)
from scanner.rules.kubernetes.control_plane.apiserver_tls import (
    apiserver_encryption_at_rest,
    apiserver_etcd_tls,
    apiserver_kubelet_tls,
    apiserver_tls,
)
from scanner.rules.kubernetes.control_plane.audit_policy import (
    audit_policy_gaps,
    audit_policy_secret_bodies,
)
from scanner.rules.kubernetes.control_plane.components import (
    control_plane_bind_address,
    control_plane_profiling,
    controller_manager_credentials,
    controller_manager_pod_gc,
)
from scanner.rules.kubernetes.control_plane.configuration_files import (
    apiserver_authentication_file,
    apiserver_authorization_file,
    encryption_provider_weak,
)
from scanner.rules.kubernetes.control_plane.etcd import (
    etcd_client_tls,
    etcd_peer_tls,
)
from scanner.rules.kubernetes.control_plane.etcd_authority import (
    etcd_shared_ca,
)
from scanner.rules.kubernetes.control_plane.kube_proxy import (
    kube_proxy_metrics_address,
)
from scanner.rules.kubernetes.control_plane.kubelet_access import (
    kubelet_anonymous_auth,
    kubelet_authorization,
    kubelet_client_ca,
    kubelet_read_only_port,
)
from scanner.rules.kubernetes.control_plane.kubelet_manual import (
    kubelet_event_rate,
    kubelet_hostname_override,
    kubelet_serving_certificate,
)
from scanner.rules.kubernetes.control_plane.kubelet_node import (
    kubelet_kernel_settings,
    kubelet_pod_pids_limit,
    kubelet_seccomp_default,
    kubelet_session_timeout,
)
from scanner.rules.kubernetes.control_plane.kubelet_tls import (
    kubelet_certificate_rotation,
    kubelet_tls,
)

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = (
    apiserver_admission_plugins,
    apiserver_anonymous_auth,
    apiserver_audit_log,
    apiserver_authentication_file,
    apiserver_authorization,
    apiserver_authorization_file,
    apiserver_encryption_at_rest,
    apiserver_etcd_tls,
    apiserver_insecure_port,
    apiserver_kubelet_tls,
    apiserver_optional_admission_plugins,
    apiserver_request_timeout,
    apiserver_service_accounts,
    apiserver_tls,
    apiserver_token_auth_file,
    apiserver_token_expiration,
    audit_policy_gaps,
    audit_policy_secret_bodies,
    control_plane_bind_address,
    control_plane_profiling,
    controller_manager_credentials,
    controller_manager_pod_gc,
    encryption_provider_weak,
    etcd_client_tls,
    etcd_peer_tls,
    etcd_shared_ca,
    kube_proxy_metrics_address,
    kubelet_anonymous_auth,
    kubelet_authorization,
    kubelet_certificate_rotation,
    kubelet_client_ca,
    kubelet_event_rate,
    kubelet_hostname_override,
    kubelet_kernel_settings,
    kubelet_pod_pids_limit,
    kubelet_read_only_port,
    kubelet_seccomp_default,
    kubelet_serving_certificate,
    kubelet_session_timeout,
    kubelet_tls,
)
"""Sorted by id."""
