"""Workloads that several autoscalers scale."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject, group_of
from scanner.kubernetes.neighbours import are_applied_together
from scanner.model import Match, Related, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_COMPARED = 20
"""More autoscalers of one target than that say nothing new."""

_KINDS = {"HorizontalPodAutoscaler": "autoscaling", "ScaledObject": "keda.sh"}


@rule(
    id="hpa-conflict",
    title="Two autoscalers scale the same workload",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=_KINDS,
    remediation="Put the metrics of both into one autoscaler, and remove the other.",
    tags=("kubernetes", "reliability", "correctness"),
    references=(
        "https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/",
        "https://github.com/kubernetes/kubernetes/pull/112011",
    ),
)
def hpa_conflict(item: KubernetesObject) -> Iterator[Match]:
    """Another HorizontalPodAutoscaler or KEDA ScaledObject has the same target.

    ## Why it matters

    Since Kubernetes 1.27 the controller reports `AmbiguousSelector` and scales by none of them: under load the workload
    stays as small as it is. Before, they overwrote each other. That makes this high.

    ## Avoid

    ```yaml
    # two objects of the kind HorizontalPodAutoscaler, each with
    spec:
      scaleTargetRef:
        kind: Deployment
        name: cart
    ```

    ## Prefer

    ```yaml
    # one, with
    spec:
      metrics:
        - type: Resource
          resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}
        - type: Resource
          resource: {name: memory, target: {type: Utilization, averageUtilization: 80}}
    ```

    ## Notes

    Judged are autoscalers that are certainly applied together: in one file, or in one directory with the namespace
    written, whose target is part of the scan. The later one is reported.

    ## References

    - https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
    - https://github.com/kubernetes/kubernetes/pull/112011
    """
    if item.group != _KINDS[item.kind]:
        return
    reference = item.read("spec", "scaleTargetRef")
    default = "Deployment" if item.kind == "ScaledObject" else ""
    kind, name = reference.read("kind").text or default, reference.read("name")
    group = group_of(reference.read("apiVersion").text or ("apps/v1" if default else ""))
    target = item.inventory.find(group, kind, item.namespace, name.text)
    if target is None:
        return
    for other in islice(item.inventory.autoscalers_of(target), _MOST_COMPARED):
        if other == item:
            return
        if other.identity != item.identity and are_applied_together(item, other):
            yield Match(
                name.path,
                f"{item.title} scales {target.title}, which {other.title} scales as well.",
                related=(
                    Related(
                        "The other autoscaler is this.", other.read("metadata", "name").path, other.document, "value"
                    ),
                ),
            )
            return
