"""Workloads whose size two places decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.kubernetes.scaling import REPLICATED, is_replicated
from scanner.model import Match, Related, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="hpa-static-replicas",
    title="Autoscaled workload sets replicas itself",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=REPLICATED,
    remediation="Remove spec.replicas: the autoscaler decides, and its minimum is the floor.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/",),
    files_only=True,
)
def hpa_static_replicas(item: KubernetesObject) -> Iterator[Match]:
    """The workload has an autoscaler, and sets `replicas` as well.

    ## Why it matters

    Every apply sets the workload back to the number in the file, under full load too, until the autoscaler corrects
    it. Capacity is missing for minutes, at a bad time, which makes this medium.

    ## Avoid

    ```yaml
    kind: Deployment
    spec:
      replicas: 3
    ```

    ## Prefer

    ```yaml
    kind: Deployment
    spec:
      selector:
        matchLabels:
          app: web
    ```

    ## Notes

    HorizontalPodAutoscalers and KEDA ScaledObjects among what was scanned count. An object that has a `metadata.uid`
    was read from a cluster: there `replicas` is what the autoscaler set, and this rule is silent. `replicas: 0` turns
    autoscaling off on purpose.

    ## References

    - https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
    """
    replicas = item.read("spec", "replicas")
    if not is_replicated(item) or not replicas.is_set or replicas.integer == 0 or item.read("metadata", "uid").is_set:
        return
    for autoscaler in item.inventory.autoscalers_of(item)[:1]:
        target = autoscaler.read("spec", "scaleTargetRef", "name")
        yield Match(
            replicas.path,
            f"{item.title} sets 'replicas', which {autoscaler.title} sets as well.",
            related=(Related("The autoscaler is this.", target.path, autoscaler.document),),
        )
