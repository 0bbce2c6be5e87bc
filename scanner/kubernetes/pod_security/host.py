"""What a pod may not share with its node: namespaces, ports, directories, and probes that leave the pod.

Source: kubernetes/pod-security-admission v0.37.2, ``policy/check_host*.go`` and ``check_windowsHostProcess.go``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes.pod_security.control import Fault, is_one_of, is_whole_number, quoted
from scanner.kubernetes.pod_security.volumes import volume_title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes.container import Container
    from scanner.kubernetes.pod import Pod
    from scanner.kubernetes.setting import Setting

_NAMESPACES = {"hostNetwork": "network", "hostPID": "process", "hostIPC": "IPC"}

_PROBES = (
    ("livenessProbe",),
    ("readinessProbe",),
    ("startupProbe",),
    ("lifecycle", "postStart"),
    ("lifecycle", "preStop"),
)
_HANDLERS = ("httpGet", "tcpSocket")
"""The handlers that have a host. A grpc probe has none, and exec stays in the container."""

_NO_HOST = frozenset({""})


def host_namespaces(pod: Pod) -> Iterator[Fault]:
    """Allow none of the node's namespaces."""
    for field, name in _NAMESPACES.items():
        setting = pod.read(field)
        if setting.is_true:
            yield Fault(setting.path, f"The pod uses the node's {name} namespace.")
        elif setting.may_be_true:
            yield Fault(setting.path, f"The pod has a '{field}' that is not certainly false.")


def host_path_volumes(pod: Pod) -> Iterator[Fault]:
    """Allow no volume of the type ``hostPath``."""
    for volume in pod.volumes:
        source = volume.read("hostPath")
        if source.is_set:
            yield Fault(source.path, f"{volume_title(volume)} is a directory of the node.")


def host_ports(container: Container) -> Iterator[Fault]:
    """Allow no port of the node. 0 is none."""
    for port in container.read("ports").items():
        setting = port.read("hostPort")
        if not setting.is_set:
            continue
        if not is_whole_number(setting):
            yield Fault(setting.path, f"{container.title} has a 'hostPort' that is no number.")
        elif setting.value != 0:
            yield Fault(setting.path, f"{container.title} takes the port {setting.value} of the node.")


def host_probes_and_lifecycle(container: Container) -> Iterator[Fault]:
    """Allow no host in probes and lifecycle hooks: without one they go to the pod itself."""
    for keys in _PROBES:
        for handler in _HANDLERS:
            setting = container.read(*keys, handler, "host")
            if setting.is_set and not is_one_of(setting, _NO_HOST):
                host = f"goes to the host {quoted(setting.text)}" if setting.text else "cannot be read"
                yield Fault(setting.path, f"{container.title} has a {keys[-1]} that {host}.")


def windows_host_process(container: Container) -> Iterator[Fault]:
    """Allow no process of the node itself, on the pod or on a container."""
    keys = ("securityContext", "windowsOptions", "hostProcess")
    if container.ordinal == 0:
        yield from _host_process(container.pod.read(*keys), "The pod")
    yield from _host_process(container.read(*keys), container.title)


def _host_process(setting: Setting, owner: str) -> Iterator[Fault]:
    if setting.is_true:
        yield Fault(setting.path, f"{owner} runs as a process of the Windows node.")
    elif setting.may_be_true:
        yield Fault(setting.path, f"{owner} has a 'hostProcess' that is not certainly false.")
