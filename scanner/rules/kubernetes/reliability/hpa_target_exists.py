"""HorizontalPodAutoscalers that scale nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject, group_of
from scanner.model import Match, Severity, Unknown
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.rules.check import Judgement


@rule(
    id="hpa-target-exists",
    title="HorizontalPodAutoscaler scales nothing",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("HorizontalPodAutoscaler",),
    remediation="Make spec.scaleTargetRef name the apiVersion, kind and name of an object in the same namespace.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/",),
)
def hpa_target_exists(autoscaler: KubernetesObject) -> Iterator[Judgement]:
    """The target of the HorizontalPodAutoscaler does not exist in its namespace.

    ## Why it matters

    What should have been scaled keeps its size, and it shows only under load. The service then degrades rather than
    fails, which makes this medium.

    ## Avoid

    ```yaml
    scaleTargetRef:
      apiVersion: apps/v1
      kind: Deployment
      name: wbe
    ```

    ## Prefer

    ```yaml
    scaleTargetRef:
      apiVersion: apps/v1
      kind: Deployment
      name: web
    ```

    ## Notes

    The rule decides where the scan holds any object of the target's kind in the namespace, or is complete; elsewhere
    the answer is not known, and said so.

    ## References

    - https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
    """
    target = autoscaler.read("spec", "scaleTargetRef")
    kind, name = target.read("kind").text, target.read("name").text
    if autoscaler.group != "autoscaling" or not kind or not name:
        return
    inventory, namespace = autoscaler.inventory, autoscaler.namespace
    group = group_of(target.read("apiVersion").text)
    if inventory.find(group, kind, namespace, name):
        return
    if inventory.scope_complete or inventory.of_kind(group, kind, namespace):
        yield Match(
            target.read("name").path,
            f"{autoscaler.title} scales the {kind} '{name}', which the namespace '{namespace}' does not have.",
        )
    else:
        yield Unknown(f"No {kind} of the namespace '{namespace}' was scanned.")
