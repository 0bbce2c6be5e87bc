"""What a container may see and change of the node's kernel: /proc and sysctls.

Source: kubernetes/pod-security-admission v0.37.2, ``policy/check_procMount_*.go`` and ``check_sysctls.go``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes.pod_security.control import Fault, is_one_of, named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scanner.kubernetes.container import Container
    from scanner.kubernetes.pod import Pod

_MASKED = frozenset({"Default"})

SAFE_SYSCTLS_1_0 = frozenset(
    {
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ping_group_range",
        "net.ipv4.tcp_syncookies",
    }
)
SAFE_SYSCTLS_1_27 = SAFE_SYSCTLS_1_0 | {"net.ipv4.ip_local_reserved_ports"}
SAFE_SYSCTLS_1_29 = SAFE_SYSCTLS_1_27 | {
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
}
SAFE_SYSCTLS_1_32 = SAFE_SYSCTLS_1_29 | {"net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"}
SAFE_SYSCTLS_1_37 = SAFE_SYSCTLS_1_32 | {"net.ipv4.tcp_notsent_lowat", "net.ipv4.tcp_slow_start_after_idle"}
"""The sysctls that are safe from this minor on: namespaced, and isolated from other pods of the node."""


def proc_mount(container: Container) -> Iterator[Fault]:
    """Allow no /proc but the runtime's, which hides some of it."""
    setting = container.read("securityContext", "procMount")
    if setting.is_set and not is_one_of(setting, _MASKED):
        yield Fault(setting.path, f"{container.title} sets 'procMount' to {named(setting)}.")


def sysctls(allowed: frozenset[str]) -> Callable[[Pod], Iterator[Fault]]:
    """Return the check that allows only these sysctls. Their names are compared as written, dots or slashes."""

    def check(pod: Pod) -> Iterator[Fault]:
        for item in pod.read("securityContext", "sysctls").items():
            name = item.read("name")
            if not is_one_of(name, allowed):
                yield Fault(name.path, f"The pod sets the sysctl {named(name)}.")

    return check
