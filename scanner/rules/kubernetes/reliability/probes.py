"""Probes that tell the kubelet whether a container lives and whether it may have traffic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.model import Match, Profile, Severity, Unknown
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.rules.check import Judgement

_HANDLERS = ("exec", "grpc", "httpGet", "tcpSocket")
_OTHER_PROBES = ("livenessProbe", "startupProbe")
_NETWORK_HANDLERS = ("grpc", "httpGet", "tcpSocket")


@rule(
    id="liveness-probe",
    title="Container has no liveness probe",
    severity=Severity.LOW,
    judges=Container,
    remediation="Add a livenessProbe that fails only when nothing but a restart helps.",
    tags=("kubernetes", "reliability"),
    references=(
        "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
    ),
    profile=Profile.STRICT,
)
def liveness_probe(container: Container) -> Iterator[Match]:
    """The container is to keep running, and has no liveness probe.

    ## Why it matters

    A process that hangs but does not end is never restarted. A process that ends is restarted anyway, which makes this
    low.

    ## Avoid

    ```yaml
    containers:
      - name: web
        image: registry.example.com/web:1.4.2
    ```

    ## Prefer

    ```yaml
    containers:
      - name: web
        image: registry.example.com/web:1.4.2
        livenessProbe:
          httpGet:
            path: /livez
            port: http
    ```

    ## Notes

    Sidecars are judged. Init containers and ephemeral containers cannot have probes, and containers of Jobs and of
    pods that are not always restarted need none. Kubernetes' own guide asks for none where the process ends when it is
    broken, and a liveness probe that fails under load does harm; the rule therefore belongs to the strict profile.

    ## References

    - https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
    """
    if container.keeps_running:
        yield from _missing(container, "livenessProbe", "liveness probe")


@rule(
    id="readiness-probe",
    title="Container has no readiness probe",
    severity=Severity.MEDIUM,
    judges=Container,
    remediation="Add a readinessProbe that succeeds when the container can serve.",
    tags=("kubernetes", "reliability"),
    references=(
        "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
    ),
)
def readiness_probe(container: Container) -> Iterator[Judgement]:
    """The container serves and is to keep running, and has no readiness probe.

    ## Why it matters

    A container counts as ready as soon as it has started: Services send it requests that it cannot answer yet, and a
    rollout goes on although the new version does not work. Every rollout fails some requests, which makes this medium.

    ## Avoid

    ```yaml
    containers:
      - name: web
        image: registry.example.com/web:1.4.2
    ```

    ## Prefer

    ```yaml
    containers:
      - name: web
        image: registry.example.com/web:1.4.2
        readinessProbe:
          httpGet:
            path: /readyz
            port: http
    ```

    ## Notes

    A container serves if it declares a port or has another probe over the network. Where no container of the pod does,
    the first one serves if a Service of the scan selects the pod; if none does, the answer is not known, and said so,
    unless the scan is complete. Sidecars are judged. Init containers and ephemeral containers cannot have probes, and
    containers of Jobs and of pods that are not always restarted need none.

    ## References

    - https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
    """
    if not container.keeps_running:
        return
    if container.read("readinessProbe").is_set or _serves(container):
        yield from _missing(container, "readinessProbe", "readiness probe")
        return
    inventory = container.pod.object.inventory
    if container.ordinal or any(map(_serves, container.pod.containers)):
        return
    if any(inventory.services_of(container.pod)):
        yield from _missing(container, "readinessProbe", "readiness probe")
    elif not inventory.scope_complete:
        yield Unknown("The containers of the pod declare no ports, and no Service that selects it was scanned.")


def _serves(container: Container) -> bool:
    probes = (container.read(field, handler) for field in _OTHER_PROBES for handler in _NETWORK_HANDLERS)
    return bool(container.read("ports").items()) or any(probe.is_set for probe in probes)


def _missing(container: Container, field: str, what: str) -> Iterator[Match]:
    probe = container.read(field)
    if not probe.is_set:
        yield Match(probe.path, f"{container.title} has no {what}.")
    elif not any(probe.read(handler).is_set for handler in _HANDLERS) or not probe.is_mapping:
        yield Match(probe.path, f"{container.title} has a {what} that probes nothing.")
