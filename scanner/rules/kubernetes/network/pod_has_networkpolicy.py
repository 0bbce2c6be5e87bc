"""Pods that no NetworkPolicy isolates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Pod
from scanner.kubernetes.other_policies import has_other_policies
from scanner.model import Match, Severity, Unknown
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.rules.check import Judgement


@rule(
    id="pod-has-networkpolicy",
    title="Pod is selected by no NetworkPolicy",
    severity=Severity.MEDIUM,
    judges=Pod,
    remediation="Add a NetworkPolicy to the namespace that denies by default, and one that allows what the pod needs.",
    frameworks=("cis-kubernetes/5.3.2", "nsa-cisa/network-policies", "owasp-k8s/K05"),
    tags=("kubernetes", "security", "network"),
    references=("https://kubernetes.io/docs/concepts/services-networking/network-policies/",),
)
def pod_has_networkpolicy(pod: Pod) -> Iterator[Judgement]:
    """The pod is selected by no NetworkPolicy of its namespace.

    ## Why it matters

    Such a pod may be reached by every pod of the cluster and may reach every address, so that one break-in is a way to
    all the others. It is the second step of an attack, not the first, which makes this medium.

    ## Avoid

    ```yaml
    kind: NetworkPolicy
    spec:
      podSelector:
        matchLabels:
          app: something-else
    ```

    ## Prefer

    ```yaml
    kind: NetworkPolicy
    spec:
      podSelector: {}
      policyTypes: [Ingress, Egress]
    ```

    ## Notes

    The rule decides where the scan holds a NetworkPolicy of the namespace, or the Namespace itself, or is complete;
    elsewhere the answer is not known, and said so. It is not known either where policies of Cilium, Calico or the
    cluster may select the pod. Pods on the node's network are exempt: no NetworkPolicy reaches them.

    ## References

    - https://kubernetes.io/docs/concepts/services-networking/network-policies/
    """
    inventory = pod.object.inventory
    if pod.host_network or next(inventory.network_policies_of(pod), None) is not None:
        return
    if has_other_policies(inventory, pod.namespace):
        yield Unknown("A network policy of another kind than NetworkPolicy may select the pod.")
    elif (
        inventory.scope_complete
        or inventory.has_namespace(pod.namespace)
        or inventory.of_kind("networking.k8s.io", "NetworkPolicy", pod.namespace)
    ):
        yield Match(pod.labels_path, f"No NetworkPolicy of the namespace '{pod.namespace}' selects the pod.")
    else:
        yield Unknown(f"Neither the namespace '{pod.namespace}' nor a NetworkPolicy in it was scanned.")
