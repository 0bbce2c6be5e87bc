"""NetworkPolicies whose selectors select nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.kubernetes.neighbours import pods_are_known
from scanner.kubernetes.network_policy import Direction, NetworkPolicy, namespace_labels
from scanner.model import Match, Severity, Unknown
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes.network_policy import Peer
    from scanner.rules.check import Judgement


@rule(
    id="networkpolicy-targets-pod",
    title="NetworkPolicy selects no pod",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("NetworkPolicy",),
    remediation="Make spec.podSelector equal to labels of the pods, or remove the NetworkPolicy.",
    frameworks=("nsa-cisa/network-policies", "owasp-k8s/K05"),
    tags=("kubernetes", "security", "network"),
    references=("https://kubernetes.io/docs/concepts/services-networking/network-policies/",),
)
def networkpolicy_targets_pod(item: KubernetesObject) -> Iterator[Judgement]:
    """The podSelector of the NetworkPolicy selects no pod of its namespace.

    ## Why it matters

    What it should isolate or allow is as open or as closed as without it, and nothing says so: the API server accepts
    it. Other policies may still hold, which makes this medium.

    ## Avoid

    ```yaml
    kind: NetworkPolicy
    spec:
      podSelector:
        matchLabels:
          app: wbe
    ```

    ## Prefer

    ```yaml
    kind: NetworkPolicy
    spec:
      podSelector:
        matchLabels:
          app: web
    ```

    ## Notes

    An empty selector selects every pod there will be, and is exempt. The rule decides where a pod of the namespace lies
    in the same directory, or the scan is complete and holds a pod of the namespace; elsewhere the answer is not known,
    and said so: policies are often written for pods that a chart installs. It is not known either where a custom
    resource has the labels that are selected.

    ## References

    - https://kubernetes.io/docs/concepts/services-networking/network-policies/
    """
    policy = NetworkPolicy.of(item)
    if policy is None or not (policy.selector.requirements or policy.selector.malformed):
        return
    inventory, namespace = item.inventory, item.namespace
    if next(inventory.select_pods(namespace, policy.selector), None) is not None:
        return
    owner = next(inventory.select_custom_resources(namespace, policy.selector), None)
    if owner is not None:
        yield Unknown(f"{owner.title} has the labels that are selected, and its operator may create the pods.")
    elif pods_are_known(item, namespace):
        yield Match(policy.selector.path, f"{item.title} selects no pod of the namespace '{namespace}'.")
    else:
        yield Unknown(f"The pods that {item.title} is for may not have been scanned.")


@rule(
    id="networkpolicy-peer-targets-pod",
    title="NetworkPolicy allows a peer that does not exist",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("NetworkPolicy",),
    remediation="Make the peer's podSelector equal to labels of the pods it means, and name their namespace.",
    frameworks=("nsa-cisa/network-policies",),
    tags=("kubernetes", "reliability", "network"),
    references=(
        "https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors",
    ),
)
def networkpolicy_peer_targets_pod(item: KubernetesObject) -> Iterator[Judgement]:
    """A podSelector in `from` or `to` selects no pod of the namespaces that it is about.

    ## Why it matters

    The connection that it should allow is denied, and whoever has those labels tomorrow is let in. Nothing is open
    today, which makes this low.

    ## Avoid

    ```yaml
    ingress:
      - from:
          - podSelector:
              matchLabels:
                app: wbe
    ```

    ## Prefer

    ```yaml
    ingress:
      - from:
          - podSelector:
              matchLabels:
                app: web
    ```

    ## Notes

    Without a `namespaceSelector` the peer is in the policy's own namespace. The rule decides where it is known which
    namespaces are meant and pods of each were scanned, as for `networkpolicy-targets-pod`; elsewhere the answer is not
    known, and said so.

    ## References

    - https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors
    """
    policy = NetworkPolicy.of(item)
    if policy is None:
        return
    unknown = False
    for direction in Direction:
        for offer in policy.rules(direction):
            for peer in offer.peers:
                if peer.is_block or not (peer.pods.requirements or peer.pods.malformed):
                    continue
                namespaces = _namespaces_of(item, peer)
                if any(_selects(item, namespace, peer) for namespace in namespaces):
                    continue
                if namespaces and all(pods_are_known(item, namespace) for namespace in namespaces):
                    shown = ", ".join(f"'{namespace}'" for namespace in namespaces)
                    yield Match(
                        peer.pods.path, f"{item.title} names a peer by labels that no pod of the namespace {shown} has."
                    )
                else:
                    unknown = True
    if unknown:
        yield Unknown(f"The pods that {item.title} names as peers may not have been scanned.")


def _namespaces_of(item: KubernetesObject, peer: Peer) -> tuple[str, ...]:
    """Return the namespaces that a peer is about; none where they may lie outside what was scanned."""
    selector = peer.namespaces
    if selector.absent:
        return (item.namespace,)
    named = {key: value for key, value in selector.pairs if key == "kubernetes.io/metadata.name"}
    if named:
        return tuple(named.values())
    if not item.inventory.scope_complete:
        return ()
    names = (found.name for found in item.inventory.of_kind("", "Namespace"))
    return tuple(name for name in names if selector.matches(namespace_labels(item.inventory, name)[0]))


def _selects(item: KubernetesObject, namespace: str, peer: Peer) -> bool:
    inventory = item.inventory
    found = next(inventory.select_pods(namespace, peer.pods), None)
    return found is not None or next(inventory.select_custom_resources(namespace, peer.pods), None) is not None
