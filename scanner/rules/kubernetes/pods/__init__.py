"""Hardening of pods and containers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.kubernetes.pods.automount_sa_token import automount_sa_token
from scanner.rules.kubernetes.pods.capabilities import caps_add_dangerous, caps_drop_all
from scanner.rules.kubernetes.pods.host_namespaces import host_ipc, host_network, host_pid
from scanner.rules.kubernetes.pods.host_path import host_path
from scanner.rules.kubernetes.pods.privilege import allow_privilege_escalation, privileged
from scanner.rules.kubernetes.pods.read_only_root_fs import read_only_root_fs
from scanner.rules.kubernetes.pods.run_as_root import run_as_root, run_as_user_zero
from scanner.rules.kubernetes.pods.seccomp import seccomp_not_set

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = (
    allow_privilege_escalation,
    automount_sa_token,
    caps_add_dangerous,
    caps_drop_all,
    host_ipc,
    host_network,
    host_path,
    host_pid,
    privileged,
    read_only_root_fs,
    run_as_root,
    run_as_user_zero,
    seccomp_not_set,
)
"""Sorted by id."""
