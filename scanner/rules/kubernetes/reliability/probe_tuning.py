"""How probes relate to each other and to time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.kubernetes.probe import probes
from scanner.model import Match, Profile, Related, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="probes-identical",
    title="Liveness and readiness probe are the same",
    severity=Severity.LOW,
    judges=Container,
    remediation="Let the liveness probe ask whether the process lives, or give it a higher failureThreshold.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/",),
)
def probes_identical(container: Container) -> Iterator[Match]:
    """The liveness probe asks the same question as the readiness probe, and is no more patient.

    ## Why it matters

    A container that is slow should be taken out of its Service and recover. Here it is restarted at the same moment,
    which moves its load to the others and can bring them all down. It needs an overload to hurt, which makes this low.

    ## Avoid

    ```yaml
    livenessProbe:
      httpGet:
        path: /healthz
        port: http
    readinessProbe:
      httpGet:
        path: /healthz
        port: http
    ```

    ## Prefer

    ```yaml
    livenessProbe:
      httpGet:
        path: /healthz
        port: http
      failureThreshold: 10
    readinessProbe:
      httpGet:
        path: /healthz
        port: http
    ```

    ## Notes

    Compared is what is called, with the API server's defaults and names of ports resolved. Patience is `periodSeconds`
    times `failureThreshold`: a liveness probe with more of it is fine.

    ## References

    - https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
    """
    by_field = {probe.field: probe for probe in probes(container)}
    liveness, readiness = by_field.get("livenessProbe"), by_field.get("readinessProbe")
    if liveness is None or readiness is None or not container.keeps_running:
        return
    if liveness.call is None or liveness.call != readiness.call:
        return
    if liveness.patience is None or readiness.patience is None or liveness.patience > readiness.patience:
        return
    yield Match(
        liveness.setting.path,
        f"{container.title} has a liveness probe that asks the same as its readiness probe, as soon and as often.",
        related=(Related("The readiness probe is this.", readiness.setting.path),),
    )


@rule(
    id="probe-timeout-above-period",
    title="Probe waits longer than its period",
    severity=Severity.LOW,
    judges=Container,
    remediation="Set timeoutSeconds to at most periodSeconds.",
    tags=("kubernetes", "reliability"),
    references=(
        "https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
    ),
    profile=Profile.STRICT,
)
def probe_timeout_above_period(container: Container) -> Iterator[Match]:
    """The probe waits longer for an answer than the time after which the next one is due.

    ## Why it matters

    Probes of a container run one after another, so a slow answer delays the next probe, and a failure is noticed later
    than the numbers say. It is a matter of seconds, which makes this low.

    ## Avoid

    ```yaml
    readinessProbe:
      httpGet:
        port: http
      periodSeconds: 5
      timeoutSeconds: 30
    ```

    ## Prefer

    ```yaml
    readinessProbe:
      httpGet:
        port: http
      periodSeconds: 10
      timeoutSeconds: 5
    ```

    ## Notes

    A missing `periodSeconds` is 10, a missing `timeoutSeconds` is 1.

    ## References

    - https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
    """
    for probe in probes(container):
        timeout, period = probe.number("timeoutSeconds"), probe.number("periodSeconds")
        if timeout is not None and period is not None and timeout > period > 0:
            written = probe.setting.read("timeoutSeconds")
            where = written if written.is_set else probe.setting.read("periodSeconds")
            yield Match(
                where.path,
                f"{container.title} has a {probe.title} that waits {timeout} s, which is longer than its period of "
                f"{period} s.",
            )
