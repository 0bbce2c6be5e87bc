"""How pods end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container, ContainerRole, Pod
from scanner.model import Match, Profile, Related, Severity, Unknown
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.rules.check import Judgement


@rule(
    id="termination-grace-zero",
    title="Pod is killed without a warning",
    severity=Severity.MEDIUM,
    judges=Pod,
    remediation="Remove terminationGracePeriodSeconds, or set it to the time that a clean shutdown takes.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination",),
)
def termination_grace_zero(pod: Pod) -> Iterator[Match]:
    """The pod has `terminationGracePeriodSeconds: 0`.

    ## Why it matters

    Its processes are killed at once, in the middle of requests and writes, and a StatefulSet may start the next pod
    while the last still runs. Every rollout can lose what is in flight, which makes this medium.

    ## Avoid

    ```yaml
    spec:
      terminationGracePeriodSeconds: 0
    ```

    ## Prefer

    ```yaml
    spec:
      terminationGracePeriodSeconds: 30
    ```

    ## Notes

    The default is 30 seconds.

    ## References

    - https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
    """
    grace = pod.read("terminationGracePeriodSeconds")
    if grace.integer == 0:
        yield Match(grace.path, "The pod is killed without a warning: its terminationGracePeriodSeconds is 0.")


@rule(
    id="pre-stop",
    title="Container behind a Service does not wait before it stops",
    severity=Severity.LOW,
    judges=Container,
    remediation="Add lifecycle.preStop with a sleep of some seconds.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination",),
    profile=Profile.STRICT,
)
def pre_stop(container: Container) -> Iterator[Judgement]:
    """A container with ports, in a pod that a Service selects, has no preStop hook.

    ## Why it matters

    A pod is told to stop at the same time as load balancers are told that it goes: for some seconds it still gets new
    connections and refuses them. A server that drains by itself needs no hook, which makes this low.

    ## Avoid

    ```yaml
    ports:
      - containerPort: 8080
    lifecycle: {}
    ```

    ## Prefer

    ```yaml
    ports:
      - containerPort: 8080
    lifecycle:
      preStop:
        sleep:
          seconds: 10
    ```

    ## Notes

    Where the scan holds no Service of the namespace, and is not complete, the answer is not known, and said so.

    ## References

    - https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination
    """
    hook = container.read("lifecycle", "preStop")
    has_ports = bool(container.read("ports").items())
    if hook.is_set or not has_ports or not container.keeps_running or container.role is not ContainerRole.CONTAINER:
        return
    pod = container.pod
    inventory = pod.object.inventory
    service = next(inventory.services_of(pod), None)
    if service is not None:
        related = (Related("The Service is this.", service.read("spec", "selector").path, service.document),)
        yield Match(
            hook.path,
            f"{container.title} is behind {service.title}, and does not wait before it stops.",
            related=related,
        )
    elif not inventory.scope_complete and not inventory.of_kind("", "Service", pod.namespace):
        yield Unknown(f"No Service of the namespace '{pod.namespace}' was scanned.")
