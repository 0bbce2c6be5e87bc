"""The bounds between which a HorizontalPodAutoscaler scales."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Related, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_FLOOR = 2


@rule(
    id="hpa-min-replicas",
    title="HorizontalPodAutoscaler may leave a single pod",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("HorizontalPodAutoscaler",),
    remediation="Set spec.minReplicas to 2 or more.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/",),
)
def hpa_min_replicas(autoscaler: KubernetesObject) -> Iterator[Match]:
    """The HorizontalPodAutoscaler scales down to fewer than two pods.

    ## Why it matters

    Whenever load is low there is one pod, and every drain of a node, every eviction and every crash is an outage.
    Nothing is lost but time, which makes this medium.

    ## Avoid

    ```yaml
    kind: HorizontalPodAutoscaler
    spec:
      minReplicas: 1
      maxReplicas: 10
    ```

    ## Prefer

    ```yaml
    kind: HorizontalPodAutoscaler
    spec:
      minReplicas: 2
      maxReplicas: 10
    ```

    ## Notes

    A missing `minReplicas` is 1. A maximum of 1 is left to hpa-min-ne-max.

    ## References

    - https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
    """
    least, most = autoscaler.read("spec", "minReplicas"), autoscaler.read("spec", "maxReplicas")
    if autoscaler.group != "autoscaling" or most.integer == 1:
        return
    if not least.is_set:
        yield Match(least.path, f"{autoscaler.title} scales down to one pod, because 'minReplicas' is not set.")
    elif least.integer is not None and least.integer < _FLOOR:
        pods = "one pod" if least.integer == 1 else "no pod"
        yield Match(least.path, f"{autoscaler.title} scales down to {pods}.")


@rule(
    id="hpa-min-ne-max",
    title="HorizontalPodAutoscaler cannot scale",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("HorizontalPodAutoscaler",),
    remediation="Raise spec.maxReplicas above spec.minReplicas, or remove the autoscaler and set replicas.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/",),
)
def hpa_min_ne_max(autoscaler: KubernetesObject) -> Iterator[Match]:
    """The smallest and the greatest number of pods are the same.

    ## Why it matters

    The autoscaler looks like one and never acts: whoever counts on it learns under load that it cannot. The pods that
    are there keep serving, which makes this low.

    ## Avoid

    ```yaml
    kind: HorizontalPodAutoscaler
    spec:
      minReplicas: 3
      maxReplicas: 3
    ```

    ## Prefer

    ```yaml
    kind: HorizontalPodAutoscaler
    spec:
      minReplicas: 3
      maxReplicas: 10
    ```

    ## Notes

    A missing `minReplicas` is 1.

    ## References

    - https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
    """
    bounds = _bounds(autoscaler)
    if bounds and bounds[0] == bounds[1]:
        most = autoscaler.read("spec", "maxReplicas")
        yield Match(most.path, f"{autoscaler.title} cannot scale: it has {bounds[0]} as minimum and as maximum.")


@rule(
    id="hpa-min-above-max",
    title="HorizontalPodAutoscaler has a minimum above its maximum",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=("HorizontalPodAutoscaler",),
    remediation="Raise spec.maxReplicas above spec.minReplicas.",
    tags=("kubernetes", "correctness"),
    references=("https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/",),
)
def hpa_min_above_max(autoscaler: KubernetesObject) -> Iterator[Match]:
    """The smallest number of pods is greater than the greatest.

    ## Why it matters

    The API server refuses the autoscaler, and the workload keeps the size it has. It never works, which makes this
    high.

    ## Avoid

    ```yaml
    kind: HorizontalPodAutoscaler
    spec:
      minReplicas: 10
      maxReplicas: 5
    ```

    ## Prefer

    ```yaml
    kind: HorizontalPodAutoscaler
    spec:
      minReplicas: 5
      maxReplicas: 10
    ```

    ## Notes

    A missing `minReplicas` is 1, so a maximum of 0 is below it.

    ## References

    - https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
    """
    bounds = _bounds(autoscaler)
    if bounds and bounds[0] > bounds[1]:
        least, most = autoscaler.read("spec", "minReplicas"), autoscaler.read("spec", "maxReplicas")
        yield Match(
            most.path,
            f"{autoscaler.title} has a maximum of {bounds[1]}, below its minimum of {bounds[0]}.",
            related=(Related("The minimum is this.", least.path),) if least.is_set else (),
        )


def _bounds(autoscaler: KubernetesObject) -> tuple[int, int] | None:
    """Return minimum and maximum; None where they are not known."""
    least, most = autoscaler.read("spec", "minReplicas"), autoscaler.read("spec", "maxReplicas")
    smallest = least.integer if least.is_set else 1
    if autoscaler.group != "autoscaling" or smallest is None or most.integer is None:
        return None
    return smallest, most.integer
