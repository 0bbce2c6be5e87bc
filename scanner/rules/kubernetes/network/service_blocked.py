"""Services whose own NetworkPolicies close the port that they lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.kubernetes.other_policies import has_other_policies
from scanner.kubernetes.reachability import Reach, accepts_any
from scanner.kubernetes.service import resolve_port, service_ports, service_selector
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import Pod
    from scanner.kubernetes.reachability import Verdict
    from scanner.kubernetes.service import Port


@rule(
    id="service-blocked-by-networkpolicy",
    title="NetworkPolicies close the port that a Service leads to",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("Service",),
    remediation="Name in the NetworkPolicy the port of the pod, which is the Service's targetPort.",
    tags=("kubernetes", "reliability", "network"),
    references=(
        "https://kubernetes.io/docs/concepts/services-networking/network-policies/#targeting-a-range-of-ports",
    ),
)
def service_blocked_by_networkpolicy(service: KubernetesObject) -> Iterator[Match]:
    """The NetworkPolicies of the selected pods allow nobody to use the port that the Service leads to.

    ## Why it matters

    A NetworkPolicy sees the pod's port, not that of the Service. A policy for the Service's port allows nothing, and
    every connection times out. It fails at once and visibly for whoever uses it, which makes this medium.

    ## Avoid

    ```yaml
    kind: NetworkPolicy
    spec:
      ingress:
        - ports:
            - port: 80 # the Service's port; the targetPort is 8080
    ```

    ## Prefer

    ```yaml
    kind: NetworkPolicy
    spec:
      ingress:
        - ports:
            - port: 8080
    ```

    ## Notes

    Reported is a port that is closed on every selected pod, where the policies allow the number of the Service's port
    instead, or where the scan is complete, so that no other policy can allow it. Where policies of Cilium, Calico or
    the cluster may allow it, nothing is said.

    ## References

    - https://kubernetes.io/docs/concepts/services-networking/network-policies/#targeting-a-range-of-ports
    """
    selector = service_selector(service)
    if service.group or not selector.requirements or has_other_policies(service.inventory, service.namespace):
        return
    pods = list(service.inventory.select_pods(service.namespace, selector))
    for port in service_ports(service):
        verdicts = [_verdict(pod, port) for pod in pods]
        denied = [one for one in verdicts if one is not None and one.reach is Reach.DENIED]
        if not denied or len(denied) < len(pods):
            continue
        if service.inventory.scope_complete or all(_is_mistaken(pod, port) for pod in pods):
            target = port.setting.read("targetPort")
            place = target if target.is_set else port.setting.read("port")
            yield Match(
                place.path,
                f"{service.title} leads to the port '{port.target}' of its pods, which their NetworkPolicies open to"
                f" nobody.",
                related=denied[0].evidence[:3],
            )


def _verdict(pod: Pod, port: Port) -> Verdict | None:
    """Return whether anybody may use the port that the Service's port means on the pod; None where it has none."""
    number = resolve_port(pod, port.target, port.protocol) if port.target is not None else None
    return None if number is None else accepts_any(pod, number, port.protocol)


def _is_mistaken(pod: Pod, port: Port) -> bool:
    """Say whether the policies allow the Service's own number on the pod, where nothing listens."""
    return port.number is not None and accepts_any(pod, port.number, port.protocol).reach is Reach.ALLOWED
