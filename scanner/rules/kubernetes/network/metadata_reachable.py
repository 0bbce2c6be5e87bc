"""Pods that may fetch the credentials of their node from the cloud."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.kubernetes.network_policy import Direction, NetworkPolicy
from scanner.kubernetes.reachability import METADATA_ADDRESSES, METADATA_PORT, allows_address
from scanner.model import Match, Related, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_RELATED = 3


@rule(
    id="metadata-reachable",
    title="NetworkPolicy lets pods reach the cloud's metadata address",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("NetworkPolicy",),
    remediation="Except 169.254.169.254/32 from the addresses that egress allows.",
    frameworks=(
        "nsa-cisa/network-policies",
        "owasp-k8s/K05",
        "nsa-cisa/protecting-sensitive-cloud-infrastructure",
        "owasp-k8s/K08",
    ),
    tags=("kubernetes", "security", "network"),
    references=("https://kubernetes.io/docs/concepts/security/security-checklist/#network-security",),
)
def metadata_reachable(item: KubernetesObject) -> Iterator[Match]:
    """A rule of egress allows addresses among which is that where the cloud tells a node its credentials.

    ## Why it matters

    A program that can be made to fetch an address, or that was taken over, fetches the node's credentials and acts as
    the node. Clouds have other defences too, and not all nodes have credentials worth having, which makes this medium.

    ## Avoid

    ```yaml
    egress:
      - to:
          - ipBlock:
              cidr: 0.0.0.0/0
    ```

    ## Prefer

    ```yaml
    egress:
      - to:
          - ipBlock:
              cidr: 0.0.0.0/0
              except: [169.254.169.254/32]
    ```

    ## Notes

    The address is asked on port 80, so a rule for other ports is exempt. By IPv6 the addresses are `fd00:ec2::254` on
    AWS and `fd20:ce::254` on Google Cloud. What is said of is addresses that somebody wrote: for rules without any peer
    see `networkpolicy-allows-all-egress`, for pods without any policy of egress see `pod-half-isolated`.

    ## References

    - https://kubernetes.io/docs/concepts/security/security-checklist/#network-security
    """
    policy = NetworkPolicy.of(item)
    if policy is None or not policy.isolates(Direction.EGRESS):
        return
    selected = islice(item.inventory.select_pods(item.namespace, policy.selector), _MOST_RELATED)
    related = tuple(
        Related(f"The pods of {pod.object.title} may reach it.", pod.labels_path, pod.document, "entry")
        for pod in selected
    )
    for offer in policy.rules(Direction.EGRESS):
        for address in METADATA_ADDRESSES:
            for peer in allows_address(offer, address, METADATA_PORT):
                cidr = peer.setting.read("ipBlock", "cidr")
                yield Match(
                    cidr.path,
                    f"{item.title} allows '{cidr.text}', and with it the cloud's metadata address {address}.",
                    related=related,
                )
