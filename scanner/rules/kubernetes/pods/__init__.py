"""Hardening of pods and containers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.kubernetes.pods.automount_sa_token import automount_sa_token
from scanner.rules.kubernetes.pods.capabilities import caps_add_beyond_baseline, caps_add_dangerous, caps_drop_all
from scanner.rules.kubernetes.pods.dashboard import dashboard
from scanner.rules.kubernetes.pods.git_sync_command import git_sync_command
from scanner.rules.kubernetes.pods.host_aliases import host_aliases
from scanner.rules.kubernetes.pods.host_namespaces import host_ipc, host_network, host_pid
from scanner.rules.kubernetes.pods.host_path import host_path
from scanner.rules.kubernetes.pods.host_users import host_users
from scanner.rules.kubernetes.pods.interactive_container import interactive_container
from scanner.rules.kubernetes.pods.low_ids import low_gid, low_uid
from scanner.rules.kubernetes.pods.no_security_context import no_security_context
from scanner.rules.kubernetes.pods.ports import privileged_port_binding, ssh_port
from scanner.rules.kubernetes.pods.privilege import allow_privilege_escalation, privileged
from scanner.rules.kubernetes.pods.read_only_root_fs import read_only_root_fs
from scanner.rules.kubernetes.pods.root_group import root_group
from scanner.rules.kubernetes.pods.run_as_root import run_as_root, run_as_user_zero
from scanner.rules.kubernetes.pods.runtime_socket import docker_sock
from scanner.rules.kubernetes.pods.scc_privileged import scc_privileged
from scanner.rules.kubernetes.pods.seccomp import seccomp_not_set
from scanner.rules.kubernetes.pods.sensitive_host_path import sensitive_host_path
from scanner.rules.kubernetes.pods.service_account import default_service_account, deprecated_serviceaccount_field
from scanner.rules.kubernetes.pods.share_process_namespace import share_process_namespace
from scanner.rules.kubernetes.pods.tiller import tiller
from scanner.rules.kubernetes.pods.writable_host_path import writable_host_path

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = (
    allow_privilege_escalation,
    automount_sa_token,
    caps_add_beyond_baseline,
    caps_add_dangerous,
    caps_drop_all,
    dashboard,
    default_service_account,
    deprecated_serviceaccount_field,
    docker_sock,
    git_sync_command,
    host_aliases,
    host_ipc,
    host_network,
    host_path,
    host_pid,
    host_users,
    interactive_container,
    low_gid,
    low_uid,
    no_security_context,
    privileged,
    privileged_port_binding,
    read_only_root_fs,
    root_group,
    run_as_root,
    run_as_user_zero,
    scc_privileged,
    seccomp_not_set,
    sensitive_host_path,
    share_process_namespace,
    ssh_port,
    tiller,
    writable_host_path,
)
"""Sorted by id."""
