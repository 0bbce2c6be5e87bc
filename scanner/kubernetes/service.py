"""Services: their ports, what they select, and the ports of pods that they lead to.

Source: https://kubernetes.io/docs/reference/kubernetes-api/service-resources/service-v1/ and ``FindPort`` in
kubernetes, ``pkg/api/v1/pod/util.go``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.kubernetes.container import ContainerRole
from scanner.kubernetes.selector import LabelSelector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes.object import KubernetesObject
    from scanner.kubernetes.pod import Pod
    from scanner.kubernetes.setting import Setting

DEFAULT_PROTOCOL = "TCP"


@dataclass(frozen=True, slots=True)
class Port:
    """An entry of ``ports``, of a Service or of a container."""

    setting: Setting
    """The item of the list."""
    name: str
    """Empty where it has none."""
    number: int | None
    """``port`` of a Service, ``containerPort`` of a container; None where it is no number."""
    protocol: str

    @property
    def target(self) -> int | str | None:
        """Where a Service's port leads to: a number or a name of a container's port; the same number by default."""
        written = self.setting.read("targetPort")
        return written.text or self.number if written.integer is None else written.integer


def service_ports(service: KubernetesObject) -> tuple[Port, ...]:
    """Return the ports of a Service, those without a number included."""
    return tuple(_port(item, "port") for item in service.read("spec", "ports").items())


def service_selector(service: KubernetesObject) -> LabelSelector:
    """Return what a Service selects; absent for one that leads outside or whose endpoints somebody else keeps."""
    if service.read("spec", "type").text == "ExternalName":
        return LabelSelector((), absent=True)
    return LabelSelector.of_map(service.read("spec", "selector"))


def pod_ports(pod: Pod) -> Iterator[Port]:
    """Yield the ports that a Service may name: those of the containers that keep running, sidecars included."""
    for container in pod.containers:
        if container.role in {ContainerRole.CONTAINER, ContainerRole.SIDECAR}:
            for item in container.read("ports").items():
                yield _port(item, "containerPort")


def resolve_port(pod: Pod, wanted: int | str, protocol: str) -> int | None:
    """Return the number of the port that ``wanted`` means on a pod; None for a name that the pod does not have."""
    if isinstance(wanted, int):
        return wanted
    found = (port.number for port in pod_ports(pod) if port.name == wanted and port.protocol == protocol)
    return next(found, None)


def _port(item: Setting, number: str) -> Port:
    protocol = item.read("protocol").text or DEFAULT_PROTOCOL
    return Port(item, item.read("name").text, item.read(number).integer, protocol)
