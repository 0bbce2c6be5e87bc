"""Rules of NetworkPolicies that do not count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.kubernetes.network_policy import Direction, NetworkPolicy
from scanner.model import Match, Related, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="networkpolicy-policytypes",
    title="NetworkPolicy has rules that do not count",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=("NetworkPolicy",),
    remediation="Name in policyTypes each direction for which there are rules.",
    frameworks=("nsa-cisa/network-policies",),
    tags=("kubernetes", "correctness", "network"),
    references=("https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource",),
)
def networkpolicy_policytypes(item: KubernetesObject) -> Iterator[Match]:
    """The NetworkPolicy has rules of a direction that its policyTypes do not name.

    ## Why it matters

    The rules are ignored, and the pods are not isolated in that direction: whoever wrote them believes that they are.
    That they believe it is the danger, which makes this high.

    ## Avoid

    ```yaml
    policyTypes: [Ingress]
    egress:
      - to:
          - podSelector:
              matchLabels:
                app: database
    ```

    ## Prefer

    ```yaml
    policyTypes: [Ingress, Egress]
    egress:
      - to:
          - podSelector:
              matchLabels:
                app: database
    ```

    ## Notes

    Without `policyTypes` all rules count.

    ## References

    - https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource
    """
    policy = NetworkPolicy.of(item)
    if policy is None:
        return
    for direction in Direction:
        if policy.rules(direction) and not policy.isolates(direction):
            yield Match(
                ("spec", direction.value),
                f"{item.title} has rules of {direction.value} that do not count,"
                f" because 'policyTypes' does not name {direction.policy_type}.",
                part="key",
                related=(Related("The policyTypes are these.", ("spec", "policyTypes"), part="entry"),),
            )
