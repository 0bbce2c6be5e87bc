"""What a PodDisruptionBudget says by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="pdb-has-policy",
    title="PodDisruptionBudget does not say how many pods may go",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("PodDisruptionBudget",),
    remediation="Set either spec.maxUnavailable or spec.minAvailable.",
    tags=("kubernetes", "reliability", "correctness"),
    references=("https://kubernetes.io/docs/tasks/run-application/configure-pdb/",),
)
def pdb_has_policy(budget: KubernetesObject) -> Iterator[Match]:
    """The PodDisruptionBudget has neither `minAvailable` nor `maxUnavailable`, or both.

    ## Why it matters

    With neither the disruption controller allows no disruption at all, so that drains of nodes hang; with both the API
    server refuses the budget. Whoever runs the cluster is stopped, not who uses it, which makes this medium.

    ## Avoid

    ```yaml
    kind: PodDisruptionBudget
    spec:
      selector:
        matchLabels:
          app: web
    ```

    ## Prefer

    ```yaml
    kind: PodDisruptionBudget
    spec:
      maxUnavailable: 1
      selector:
        matchLabels:
          app: web
    ```

    ## Notes

    That no disruption is allowed follows from `getExpectedPodCount` and `updatePdbStatus` of the disruption
    controller: without a policy it expects no pods, and without expected pods it allows nothing.

    ## References

    - https://kubernetes.io/docs/tasks/run-application/configure-pdb/
    """
    least, most = budget.read("spec", "minAvailable"), budget.read("spec", "maxUnavailable")
    if budget.group != "policy":
        return
    if least.is_set and most.is_set and not least.malformed:
        yield Match(most.path, f"{budget.title} has both 'minAvailable' and 'maxUnavailable'.")
    elif not least.is_set and not most.is_set:
        yield Match(most.path, f"{budget.title} has neither 'minAvailable' nor 'maxUnavailable'.")


@rule(
    id="pdb-unhealthy-eviction",
    title="PodDisruptionBudget does not say whether unhealthy pods may be evicted",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("PodDisruptionBudget",),
    remediation="Set spec.unhealthyPodEvictionPolicy, as a rule to AlwaysAllow.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy",),
    profile=Profile.STRICT,
)
def pdb_unhealthy_eviction(budget: KubernetesObject) -> Iterator[Match]:
    """The PodDisruptionBudget leaves `unhealthyPodEvictionPolicy` to its default.

    ## Why it matters

    By default pods that are broken anyway are protected while the workload is below its budget: a crash loop stops
    every drain of its nodes. A person can delete the pod, which makes this low.

    ## Avoid

    ```yaml
    kind: PodDisruptionBudget
    spec:
      maxUnavailable: 1
    ```

    ## Prefer

    ```yaml
    kind: PodDisruptionBudget
    spec:
      maxUnavailable: 1
      unhealthyPodEvictionPolicy: AlwaysAllow
    ```

    ## Notes

    Databases that must not lose a replica while it recovers want `IfHealthyBudget`; written down, it is a decision.

    ## References

    - https://kubernetes.io/docs/tasks/run-application/configure-pdb/#unhealthy-pod-eviction-policy
    """
    policy = budget.read("spec", "unhealthyPodEvictionPolicy")
    if budget.group == "policy" and not policy.is_set:
        yield Match(policy.path, f"{budget.title} does not set 'unhealthyPodEvictionPolicy'.")
