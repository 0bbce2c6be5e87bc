"""Probes that the API server refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container, ContainerRole
from scanner.kubernetes.probe import Probe, probes
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBERS = ("failureThreshold", "initialDelaySeconds", "periodSeconds", "successThreshold", "timeoutSeconds")
_WITHOUT_PROBES = frozenset({ContainerRole.EPHEMERAL, ContainerRole.INIT})


@rule(
    id="invalid-probe",
    title="API server refuses the probe",
    severity=Severity.HIGH,
    judges=Container,
    remediation="Give the probe exactly one of exec, grpc, httpGet and tcpSocket, and numbers that it may have.",
    tags=("kubernetes", "correctness"),
    references=(
        "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
    ),
)
def invalid_probe(container: Container) -> Iterator[Match]:
    """The probe calls two things or none, has a number that is not allowed, or stands where no probe may.

    ## Why it matters

    The API server refuses the pod. In a Deployment the change arrives and the pods do not: the rollout hangs until
    somebody looks. It never works, which makes this high.

    ## Avoid

    ```yaml
    livenessProbe:
      httpGet:
        port: http
      tcpSocket:
        port: http
      successThreshold: 2
    ```

    ## Prefer

    ```yaml
    livenessProbe:
      httpGet:
        port: http
    ```

    ## Notes

    Numbers must not be negative; `successThreshold` must be 1 for liveness and startup probes;
    `terminationGracePeriodSeconds` must be above 0, and is refused in a readiness probe. Init containers other than
    sidecars cannot have probes, nor can ephemeral containers. A liveness or readiness probe that calls nothing is left
    to the rules liveness-probe and readiness-probe, where these judge the container.

    ## References

    - https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
    """
    for probe in probes(container):
        if container.role in _WITHOUT_PROBES:
            yield Match(
                probe.setting.path, f"{container.title} has a {probe.title}, which no {container.role} may have."
            )
        elif probe.setting.is_mapping:
            yield from _handlers(probe)
            yield from _numbers(probe)


def _handlers(probe: Probe) -> Iterator[Match]:
    container = probe.container
    for extra in probe.handlers[1:]:
        first = probe.handlers[0].path[-1]
        yield Match(
            extra.path,
            f"{container.title} has a {probe.title} with '{extra.path[-1]}' beside '{first}', and only one is allowed.",
            part="key",
        )
    if not probe.handlers and (probe.field == "startupProbe" or not container.keeps_running):
        yield Match(probe.setting.path, f"{container.title} has a {probe.title} that probes nothing.")


def _numbers(probe: Probe) -> Iterator[Match]:
    owner = f"{probe.container.title} has a {probe.title}"
    for field in _NUMBERS:
        number = probe.setting.read(field)
        if number.integer is not None and number.integer < 0:
            yield Match(number.path, f"{owner} with a negative '{field}'.")
    successes = probe.number("successThreshold")
    if probe.field != "readinessProbe" and successes is not None and successes > 1:
        yield Match(probe.setting.read("successThreshold").path, f"{owner} with a 'successThreshold' other than 1.")
    grace = probe.setting.read("terminationGracePeriodSeconds")
    if grace.is_set and probe.field == "readinessProbe":
        yield Match(grace.path, f"{owner} with 'terminationGracePeriodSeconds', which it may not have.")
    elif grace.integer is not None and grace.integer <= 0:
        yield Match(grace.path, f"{owner} with a 'terminationGracePeriodSeconds' that is not above 0.")
