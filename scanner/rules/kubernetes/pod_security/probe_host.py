"""Probes and lifecycle hooks that leave the pod."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.kubernetes.pod_security.controls import HOST_PROBES_AND_LIFECYCLE
from scanner.model import Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.pod_security.faults import faults_of_container

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Match


@rule(
    id="probe-host",
    title="Probe or lifecycle hook goes to another host",
    severity=Severity.MEDIUM,
    judges=Container,
    remediation="Remove host: without it the kubelet asks the pod itself. For a virtual host, set the header Host.",
    frameworks=("pss/baseline", "nsa-cisa/pod-security-enforcement", "owasp-k8s/K01"),
    tags=("kubernetes", "security", "reliability"),
    references=(
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
        "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#http-probes",
    ),
)
def probe_host(container: Container) -> Iterator[Match]:
    """A probe or a lifecycle hook of the container names a `host` in `httpGet` or `tcpSocket`.

    ## Why it matters

    The kubelet sends the request from the node's own network, so that whoever may create pods reaches what only nodes
    reach, such as the metadata service of the cloud; and the probe tells how another host fares, not this container.
    An answer is not shown, only whether there was one, which makes this medium.

    ## Avoid

    ```yaml
    livenessProbe:
      httpGet:
        host: 169.254.169.254
        port: 80
    ```

    ## Prefer

    ```yaml
    livenessProbe:
      httpGet:
        path: /healthz
        port: 8080
    ```

    ## Notes

    Pod Security has this control since v1.34. A server that tells its virtual hosts apart gets
    `httpHeaders: [{name: Host, value: web.example.com}]` instead.

    ## References

    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
    - https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#http-probes
    """
    yield from faults_of_container(HOST_PROBES_AND_LIFECYCLE, container)
