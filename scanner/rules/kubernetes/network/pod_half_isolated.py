"""Pods that NetworkPolicies isolate in one direction only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Pod
from scanner.kubernetes.network_policy import Direction
from scanner.kubernetes.other_policies import has_other_policies
from scanner.kubernetes.reachability import METADATA_ADDRESSES, isolating
from scanner.model import Match, Profile, Related, Severity, Unknown
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.rules.check import Judgement

_CONSEQUENCES = {
    Direction.INGRESS: "every pod of the cluster may reach it",
    Direction.EGRESS: f"it may reach every address, the cloud's metadata address {METADATA_ADDRESSES[0]} included",
}


@rule(
    id="pod-half-isolated",
    title="Pod is isolated in one direction only",
    severity=Severity.LOW,
    judges=Pod,
    remediation="Add a NetworkPolicy that denies the other direction by default, and one that allows what is needed.",
    frameworks=("cis-kubernetes/5.3.2", "nsa-cisa/network-policies", "owasp-k8s/K05"),
    tags=("kubernetes", "security", "network"),
    references=(
        "https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation",
    ),
    profile=Profile.STRICT,
)
def pod_half_isolated(pod: Pod) -> Iterator[Judgement]:
    """The NetworkPolicies that select the pod are all of ingress, or all of egress.

    ## Why it matters

    Without egress a program that was taken over reaches everything, without ingress everybody reaches it. Half of the
    way is closed, which makes this low.

    ## Avoid

    ```yaml
    kind: NetworkPolicy
    spec:
      podSelector: {}
      policyTypes: [Ingress]
    ```

    ## Prefer

    ```yaml
    kind: NetworkPolicy
    spec:
      podSelector: {}
      policyTypes: [Ingress, Egress]
    ```

    ## Notes

    Pods that no NetworkPolicy selects are the matter of `pod-has-networkpolicy`. Where policies of Cilium, Calico or
    the cluster may isolate the pod, the answer is not known, and said so.

    ## References

    - https://kubernetes.io/docs/concepts/services-networking/network-policies/#the-two-sorts-of-pod-isolation
    """
    policies = {direction: isolating(pod, direction) for direction in Direction}
    closed = [direction for direction in Direction if policies[direction]]
    if len(closed) != 1:
        return
    if has_other_policies(pod.object.inventory, pod.namespace):
        yield Unknown("A network policy of another kind than NetworkPolicy may isolate the pod.")
        return
    (open_direction,) = set(Direction) - set(closed)
    yield Match(
        pod.labels_path,
        f"No NetworkPolicy isolates the pod for {open_direction.value}, so {_CONSEQUENCES[open_direction]}.",
        related=tuple(
            Related(
                f"{policy.object.title} isolates it for {closed[0].value} only.",
                policy.selector.path,
                policy.object.document,
                "entry",
            )
            for policy in policies[closed[0]][:3]
        ),
    )
