"""The Pod Security Standards: controls that the other families do not have, and the levels of namespaces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.kubernetes.pod_security.host_port import host_port
from scanner.rules.kubernetes.pod_security.namespace_labels import psa_label_invalid, psa_label_missing, psa_privileged
from scanner.rules.kubernetes.pod_security.pod_security_violation import pod_security_violation
from scanner.rules.kubernetes.pod_security.probe_host import probe_host
from scanner.rules.kubernetes.pod_security.proc_mount import proc_mount, proc_mount_user_namespace
from scanner.rules.kubernetes.pod_security.restricted import caps_add_back, restricted_volume_types
from scanner.rules.kubernetes.pod_security.selinux_custom import selinux_custom
from scanner.rules.kubernetes.pod_security.unconfined import apparmor_unconfined, seccomp_unconfined
from scanner.rules.kubernetes.pod_security.unsafe_sysctls import unsafe_sysctls
from scanner.rules.kubernetes.pod_security.windows_host_process import windows_host_process

if TYPE_CHECKING:
    from scanner.rules.check import Check

CHECKS: tuple[Check[Any], ...] = (
    apparmor_unconfined,
    caps_add_back,
    host_port,
    pod_security_violation,
    probe_host,
    proc_mount,
    proc_mount_user_namespace,
    psa_label_invalid,
    psa_label_missing,
    psa_privileged,
    restricted_volume_types,
    seccomp_unconfined,
    selinux_custom,
    unsafe_sysctls,
    windows_host_process,
)
"""Sorted by id."""
