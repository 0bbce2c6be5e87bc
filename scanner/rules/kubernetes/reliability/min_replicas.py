"""Workloads with a single pod."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Profile, Severity, Unknown
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.rules.check import Judgement

_KINDS = {"Deployment": "apps", "Rollout": "argoproj.io", "StatefulSet": "apps"}
_FLOOR = 2


@rule(
    id="min-replicas",
    title="Workload has fewer than two replicas",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=_KINDS,
    remediation="Set spec.replicas to 2 or more, or let an autoscaler set it, if the program can run more than once.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/workloads/pods/disruptions/",),
    profile=Profile.STRICT,
)
def min_replicas(item: KubernetesObject) -> Iterator[Judgement]:
    """The Deployment, StatefulSet or Rollout has a single replica and no autoscaler.

    ## Why it matters

    With one pod, every drain of a node, every eviction and every crash is an outage. Nothing is lost but time, which
    makes this medium.

    ## Avoid

    ```yaml
    spec:
      replicas: 1
    ```

    ## Prefer

    ```yaml
    spec:
      replicas: 2
    ```

    ## Notes

    Where a HorizontalPodAutoscaler or a KEDA ScaledObject scales the workload, that decides and this rule is silent.
    A missing `replicas` is 1; but it is also how a workload under an autoscaler is written, so it is reported only
    where the scan holds autoscalers of the namespace, or is complete, and is not known elsewhere. `replicas: 0` is off
    on purpose. No manifest says whether a program can run twice: a database without replication, an exporter and many
    a controller cannot. The rule therefore belongs to the strict profile.

    ## References

    - https://kubernetes.io/docs/concepts/workloads/pods/disruptions/
    """
    inventory = item.inventory
    if item.group != _KINDS[item.kind] or inventory.autoscalers_of(item):
        return
    replicas = item.read("spec", "replicas")
    if not replicas.is_set:
        if inventory.scope_complete or inventory.autoscalers_in(item.namespace):
            yield Match(replicas.path, f"{item.title} has one replica, because 'replicas' is not set.")
        else:
            yield Unknown("The workload sets no replicas, and no autoscaler of its namespace was scanned.")
    elif isinstance(replicas.value, int) and 0 < replicas.value < _FLOOR:
        yield Match(replicas.path, f"{item.title} has one replica.")
