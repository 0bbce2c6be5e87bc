"""Ports of the node that a container takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.kubernetes.pod_security.controls import HOST_PORTS
from scanner.model import Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.pod_security.faults import faults_of_container

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Match, Path


@rule(
    id="host-port",
    title="Container takes a port of its node",
    severity=Severity.MEDIUM,
    judges=Container,
    remediation="Remove hostPort, and reach the pod through a Service.",
    frameworks=("pss/baseline", "cis-kubernetes/5.2.12", "nsa-cisa/pod-security-enforcement", "owasp-k8s/K01"),
    tags=("kubernetes", "security"),
    references=(
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
        "https://kubernetes.io/docs/concepts/configuration/overview/#services",
    ),
)
def host_port(container: Container) -> Iterator[Match]:
    """A port of the container has a `hostPort`.

    ## Why it matters

    Everyone who reaches the node reaches the container, past Services and often past NetworkPolicies, and two pods
    with the same port cannot run on one node. It opens one port and not the node, which makes this medium.

    ## Avoid

    ```yaml
    ports:
      - containerPort: 8080
        hostPort: 8080
    ```

    ## Prefer

    ```yaml
    ports:
      - containerPort: 8080
    ```

    ## Notes

    In a pod with `hostNetwork: true` a `hostPort` that equals the `containerPort` says nothing new, and the API server
    writes it there by itself: `host-network` reports such a pod. Pod Security counts it as a port of its own.

    ## References

    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
    - https://kubernetes.io/docs/concepts/configuration/overview/#services
    """
    own = _own_ports(container) if container.pod.host_network else set()
    yield from (match for match in faults_of_container(HOST_PORTS, container) if match.path not in own)


def _own_ports(container: Container) -> set[Path]:
    """Return the places where the node's port is the container's."""
    ports = [(port.read("hostPort"), port.read("containerPort")) for port in container.read("ports").items()]
    return {node.path for node, own in ports if node.value == own.value}
