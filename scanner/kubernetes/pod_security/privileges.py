"""What a container may do beyond its image: privileges, capabilities, and being root.

Source: kubernetes/pod-security-admission v0.37.2, ``policy/check_privileged.go``, ``check_capabilities_*.go``,
``check_allowPrivilegeEscalation.go``, ``check_runAsNonRoot.go`` and ``check_runAsUser.go``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes.pod_security.control import Fault, is_whole_number, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes.container import Container

BASELINE_CAPABILITIES = frozenset(
    {
        "AUDIT_WRITE",
        "CHOWN",
        "DAC_OVERRIDE",
        "FOWNER",
        "FSETID",
        "KILL",
        "MKNOD",
        "NET_BIND_SERVICE",
        "SETFCAP",
        "SETGID",
        "SETPCAP",
        "SETUID",
        "SYS_CHROOT",
    }
)
"""What baseline allows to be added: what the runtime gives anyway, without NET_RAW."""

RESTRICTED_CAPABILITIES = frozenset({"NET_BIND_SERVICE"})
"""What restricted allows to be added."""


def privileged(container: Container) -> Iterator[Fault]:
    """Allow no privileged container."""
    setting = container.read("securityContext", "privileged")
    if setting.is_true:
        yield Fault(setting.path, f"{container.title} is privileged.")
    elif setting.may_be_true:
        yield Fault(setting.path, f"{container.title} has a 'privileged' that is not certainly false.")


def allow_privilege_escalation(container: Container) -> Iterator[Fault]:
    """Ask for ``allowPrivilegeEscalation: false``."""
    setting = container.read("securityContext", "allowPrivilegeEscalation")
    if not setting.is_false:
        yield Fault(setting.path, f"{container.title} does not set 'allowPrivilegeEscalation' to false.")


def baseline_capabilities(container: Container) -> Iterator[Fault]:
    """Allow only harmless capabilities to be added."""
    yield from _added(container, BASELINE_CAPABILITIES)


def restricted_capabilities(container: Container) -> Iterator[Fault]:
    """Ask for ALL to be dropped, and allow NET_BIND_SERVICE to be added."""
    drop = container.read("securityContext", "capabilities", "drop")
    if not drop.is_list or "ALL" not in [item.text for item in drop.items()]:
        yield Fault(drop.path, f"{container.title} does not drop all capabilities.")
    yield from _added(container, RESTRICTED_CAPABILITIES)


def _added(container: Container, allowed: frozenset[str]) -> Iterator[Fault]:
    for item in container.read("securityContext", "capabilities", "add").items():
        if item.text not in allowed:
            name = f"the capability {quoted(item.text)}" if item.text else "a capability that cannot be read"
            yield Fault(item.path, f"{container.title} is given {name}.")


def run_as_non_root(container: Container) -> Iterator[Fault]:
    """Ask for ``runAsNonRoot: true`` on the pod or the container, and for false on neither."""
    for setting in container.decisions("runAsNonRoot"):
        if not setting.is_true:
            yield Fault(setting.path, f"{container.owner(setting)} does not set 'runAsNonRoot' to true.")


def run_as_user(container: Container) -> Iterator[Fault]:
    """Allow user 0 neither on the pod nor on the container."""
    for setting in container.decisions("runAsUser"):
        if not setting.is_set:
            continue
        if not is_whole_number(setting):
            yield Fault(setting.path, f"{container.owner(setting)} has a 'runAsUser' that is no user id.")
        elif setting.value == 0:
            yield Fault(setting.path, f"{container.owner(setting)} runs as user 0.")
