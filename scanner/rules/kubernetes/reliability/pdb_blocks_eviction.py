"""PodDisruptionBudgets that allow nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject, LabelSelector
from scanner.kubernetes.int_or_percent import IntOrPercent
from scanner.kubernetes.owners import owner_of
from scanner.kubernetes.scaling import fewest_replicas, is_replicated
from scanner.model import Match, Related, Severity, Unknown
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.rules.check import Judgement

_WHOLE = 100


@rule(
    id="pdb-blocks-eviction",
    title="PodDisruptionBudget never lets a pod go",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("PodDisruptionBudget",),
    remediation="Set maxUnavailable to 1 or more, or give the workload more replicas than minAvailable.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/workloads/pods/disruptions/",),
)
def pdb_blocks_eviction(budget: KubernetesObject) -> Iterator[Judgement]:
    """The PodDisruptionBudget allows no eviction even when every pod is healthy.

    ## Why it matters

    Drains of the pods' nodes hang: upgrades of the cluster stop, and end in pods being killed without any budget.
    Whoever runs the cluster is stopped, not who uses it, which makes this medium.

    ## Avoid

    ```yaml
    kind: PodDisruptionBudget
    spec:
      minAvailable: 100%
    ```

    ## Prefer

    ```yaml
    kind: PodDisruptionBudget
    spec:
      maxUnavailable: 1
    ```

    ## Notes

    `maxUnavailable: 0` and `minAvailable: 100%` always block. Any other minimum is compared with the replicas of the
    workloads that the budget selects, with the minimum of the autoscaler where there is one; shares are rounded up, as
    the disruption controller does, so 50 % of one pod is that pod. Where no selected workload was scanned, or its
    replicas are not known, the answer is not known, and said so.

    ## References

    - https://kubernetes.io/docs/concepts/workloads/pods/disruptions/
    """
    if budget.group != "policy":
        return
    most, least = budget.read("spec", "maxUnavailable"), budget.read("spec", "minAvailable")
    allowed, demanded = IntOrPercent.of(most), IntOrPercent.of(least)
    if allowed and allowed.amount <= 0:
        yield Match(most.path, f"{budget.title} lets no pod be unavailable, so that no pod can be evicted.")
    elif demanded and demanded.percent and demanded.amount >= _WHOLE:
        yield Match(least.path, f"{budget.title} wants every pod available, so that no pod can be evicted.")
    elif demanded and demanded.amount > 0 and not most.is_set:
        yield from _compared(budget, demanded)


def _compared(budget: KubernetesObject, demanded: IntOrPercent) -> Iterator[Judgement]:
    selector = LabelSelector.of(budget.read("spec", "selector"))
    pods = budget.inventory.select_pods(budget.namespace, selector)
    # In a cluster, the pods of a Deployment are there a second time as its ReplicaSet's, and as Pods.
    workloads = [workload for workload in dict.fromkeys(pod.object for pod in pods) if owner_of(workload) is None]
    if not workloads:
        # That it selects nothing is for pdb-targets-pod to say.
        return
    if any(not is_replicated(workload) and workload.kind != "Pod" for workload in workloads):
        yield Unknown("The PodDisruptionBudget selects a workload whose number of pods no field says.")
        return
    numbers = [fewest_replicas(workload) if is_replicated(workload) else 1 for workload in workloads]
    known = [number for number in numbers if number is not None]
    if len(known) < len(numbers):
        yield Unknown("A workload that the PodDisruptionBudget selects sets no replicas that were scanned.")
        return
    total = sum(known)
    if 0 < total <= demanded.rounded_up(total):
        scaled = any(budget.inventory.autoscalers_of(workload) for workload in workloads)
        have = "have at their least" if scaled else "have"
        wanted = _pods(demanded.rounded_up(total))
        share = f"{demanded.amount} %, rounded up to {wanted}," if demanded.percent else wanted
        yield Match(
            budget.read("spec", "minAvailable").path,
            f"{budget.title} wants {share} available, and the workloads that it selects {have} {_pods(total)}.",
            related=tuple(
                Related(f"{workload.title} is selected.", workload.read("metadata", "name").path, workload.document)
                for workload in workloads
            ),
        )


def _pods(number: int) -> str:
    return "1 pod" if number == 1 else f"{number} pods"
