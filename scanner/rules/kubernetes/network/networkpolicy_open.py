"""NetworkPolicies that allow everybody."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.kubernetes.network_policy import Direction, NetworkPolicy
from scanner.model import Match, Profile, Related, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes.network_policy import PolicyRule
    from scanner.model import Path

_MOST_RELATED = 3
_WORDS = {Direction.INGRESS: "connections from everybody", Direction.EGRESS: "connections to everybody"}


@rule(
    id="networkpolicy-allows-all-ingress",
    title="NetworkPolicy lets everybody in on every port",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("NetworkPolicy",),
    remediation="Name in the rule whom it is for in from, and on which ports.",
    frameworks=("nsa-cisa/network-policies", "owasp-k8s/K05"),
    tags=("kubernetes", "security", "network"),
    references=("https://kubernetes.io/docs/concepts/services-networking/network-policies/#allow-all-ingress-traffic",),
)
def networkpolicy_allows_all_ingress(item: KubernetesObject) -> Iterator[Match]:
    """A rule of ingress names neither a peer nor a port, or names a peer that is everybody.

    ## Why it matters

    The pods that it selects count as isolated and are open to the whole cluster, and no other policy can take that
    back. It is the second step of an attack, not the first, which makes this medium.

    ## Avoid

    ```yaml
    ingress:
      - {}
    ```

    ## Prefer

    ```yaml
    ingress:
      - from:
          - podSelector:
              matchLabels:
                app: web
        ports:
          - port: 8080
    ```

    ## Notes

    Everybody is an empty or missing list of peers, a `namespaceSelector: {}` without a `podSelector` that chooses, and
    `0.0.0.0/0` or `::/0` without exceptions. A rule that names ports is exempt, as the public entrance of a cluster
    needs one; `networkpolicy-selector-used` judges those.

    ## References

    - https://kubernetes.io/docs/concepts/services-networking/network-policies/#allow-all-ingress-traffic
    """
    yield from _open(item, Direction.INGRESS)


@rule(
    id="networkpolicy-allows-all-egress",
    title="NetworkPolicy lets pods out to everybody on every port",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("NetworkPolicy",),
    remediation="Name the peers in the to of the rule, and the ports in its ports.",
    frameworks=("nsa-cisa/network-policies", "owasp-k8s/K05"),
    tags=("kubernetes", "security", "network"),
    references=("https://kubernetes.io/docs/concepts/services-networking/network-policies/#allow-all-egress-traffic",),
    profile=Profile.STRICT,
)
def networkpolicy_allows_all_egress(item: KubernetesObject) -> Iterator[Match]:
    """A rule of egress names neither a peer nor a port, or names a peer that is everybody.

    ## Why it matters

    A program that was taken over reaches every pod, the addresses where the cloud keeps the node's credentials, and
    whoever waits for the data. What a pod needs is often not known beforehand, which makes this low.

    ## Avoid

    ```yaml
    egress:
      - {}
    ```

    ## Prefer

    ```yaml
    egress:
      - to:
          - podSelector:
              matchLabels:
                app: database
        ports:
          - port: 5432
    ```

    ## Notes

    Who counts as everybody is said at `networkpolicy-allows-all-ingress`.

    ## References

    - https://kubernetes.io/docs/concepts/services-networking/network-policies/#allow-all-egress-traffic
    """
    yield from _open(item, Direction.EGRESS)


@rule(
    id="networkpolicy-selector-used",
    title="NetworkPolicy opens a port to everybody",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("NetworkPolicy",),
    remediation="Name the peers by podSelector and namespaceSelector.",
    frameworks=("nsa-cisa/network-policies",),
    tags=("kubernetes", "security", "network"),
    references=(
        "https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors",
    ),
    profile=Profile.STRICT,
)
def networkpolicy_selector_used(item: KubernetesObject) -> Iterator[Match]:
    """A rule names ports, and no peers or a peer that is everybody.

    ## Why it matters

    Any pod of the cluster may use the port. For what the public uses or what the whole cluster asks, that is right,
    which makes this low.

    ## Avoid

    ```yaml
    ingress:
      - ports:
          - port: 5432
    ```

    ## Prefer

    ```yaml
    ingress:
      - from:
          - podSelector:
              matchLabels:
                app: web
        ports:
          - port: 5432
    ```

    ## Notes

    Who counts as everybody is said at `networkpolicy-allows-all-ingress`. Rules of egress for port 53 are exempt.

    ## References

    - https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors
    """
    policy = NetworkPolicy.of(item)
    if policy is None:
        return
    for direction in Direction:
        for offer in policy.rules(direction):
            if policy.isolates(direction) and not offer.is_for_every_port and not _is_for_dns(offer):
                for path in _everyone(offer):
                    yield Match(path, f"{item.title} allows {_WORDS[direction]} on certain ports.")


def _open(item: KubernetesObject, direction: Direction) -> Iterator[Match]:
    policy = NetworkPolicy.of(item)
    if policy is None or not policy.isolates(direction):
        return
    selected = islice(item.inventory.select_pods(item.namespace, policy.selector), _MOST_RELATED)
    related = tuple(
        Related(f"It holds for the pods of {pod.object.title}.", pod.labels_path, pod.document, "entry")
        for pod in selected
    )
    for offer in policy.rules(direction):
        if offer.is_for_every_port:
            for path in _everyone(offer):
                yield Match(path, f"{item.title} allows {_WORDS[direction]} on every port.", related=related)


def _everyone(offer: PolicyRule) -> Iterator[Path]:
    """Yield where a rule says everybody: at the rule, or at each peer that is."""
    if offer.is_for_everyone:
        yield offer.setting.path
    for peer in offer.peers:
        if peer.is_everyone:
            yield (*peer.setting.path, "ipBlock", "cidr") if peer.is_block else peer.setting.path


def _is_for_dns(offer: PolicyRule) -> bool:
    ports = [port.read("port") for port in offer.setting.read("ports").items()]
    return offer.direction is Direction.EGRESS and all(port.integer == 53 or port.text == "dns" for port in ports)  # noqa: PLR2004 - the port of DNS
