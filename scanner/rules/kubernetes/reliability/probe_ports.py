"""Ports that probes and lifecycle hooks call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.kubernetes.probe import called_ports, declared_ports
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="probe-port-unknown",
    title="Probe calls a port by a name that the container does not have",
    severity=Severity.HIGH,
    judges=Container,
    remediation="Name one of the container's own ports, or give its port this name.",
    tags=("kubernetes", "reliability", "correctness"),
    references=(
        "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
    ),
)
def probe_port_unknown(container: Container) -> Iterator[Match]:
    """A probe or lifecycle hook calls a port by name, and no port of the container is called so.

    ## Why it matters

    The kubelet cannot call it, so a liveness or startup probe restarts the container for ever, and a readiness probe
    keeps traffic away from it. It never works, which makes this high.

    ## Avoid

    ```yaml
    ports:
      - name: http
        containerPort: 8080
    readinessProbe:
      httpGet:
        path: /readyz
        port: web
    ```

    ## Prefer

    ```yaml
    ports:
      - name: http
        containerPort: 8080
    readinessProbe:
      httpGet:
        path: /readyz
        port: http
    ```

    ## Notes

    Only the container's own ports count, not those of others in the pod. A number in quotes is a name, which the API
    server refuses.

    ## References

    - https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
    """
    declared = declared_ports(container)
    for caller, port in called_ports(container):
        if "grpc" not in port.path and port.text and (port.text not in declared or port.text.isdecimal()):
            yield Match(
                port.path,
                f"The {caller} of {_lower(container.title)} calls the port '{port.text}', and no port of the container "
                "has this name.",
            )


@rule(
    id="probe-port-undeclared",
    title="Probe calls a port that the container does not declare",
    severity=Severity.LOW,
    judges=Container,
    remediation="Declare the port with a name under ports, and call it by that name.",
    tags=("kubernetes", "reliability"),
    references=(
        "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
    ),
    profile=Profile.STRICT,
)
def probe_port_undeclared(container: Container) -> Iterator[Match]:
    """A probe or lifecycle hook calls a port by number, and the container does not declare that port.

    ## Why it matters

    It may be a port that moved, or the wrong one. Declaring ports is documentation only, and the probe works where
    something listens, which makes this low.

    ## Avoid

    ```yaml
    ports:
      - name: http
        containerPort: 8080
    livenessProbe:
      tcpSocket:
        port: 8081
    ```

    ## Prefer

    ```yaml
    ports:
      - name: http
        containerPort: 8080
    livenessProbe:
      tcpSocket:
        port: http
    ```

    ## References

    - https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
    """
    declared = set(declared_ports(container).values())
    for caller, port in called_ports(container):
        if port.integer is not None and port.integer not in declared:
            yield Match(
                port.path,
                f"The {caller} of {_lower(container.title)} calls the port {port.integer}, which the container does "
                "not declare.",
            )


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]
