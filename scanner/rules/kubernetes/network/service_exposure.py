"""Services that are open to the outside, or that lead there."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_INTERNAL_SUFFIXES = ("cluster.local", "internal", "local", "localhost", "svc")
"""Ends of names that the cluster, its cloud or the machine itself resolve. Sources:
https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/, RFC 6761, RFC 6762 and RFC 8375, and
https://www.icann.org/en/board-activities-and-meetings/materials/approved-resolutions-special-meeting-of-the-icann-board-29-07-2024-en."""


@rule(
    id="service-type",
    title="Service is open to the outside",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("Service",),
    remediation="Use ClusterIP behind an Ingress or a Gateway, or give loadBalancerSourceRanges.",
    tags=("kubernetes", "security", "network"),
    references=("https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types",),
    profile=Profile.STRICT,
)
def service_type(service: KubernetesObject) -> Iterator[Match]:
    """The Service is of the type NodePort, or of the type LoadBalancer without a limit to whom it serves.

    ## Why it matters

    A NodePort opens a port on every node, past the Ingress with its TLS, limits and logs; a LoadBalancer is an entrance
    of its own to the world. Some service has to be the entrance, which makes this medium.

    ## Avoid

    ```yaml
    spec:
      type: NodePort
    ```

    ## Prefer

    ```yaml
    spec:
      type: ClusterIP
    ```

    ## Notes

    A LoadBalancer with `loadBalancerSourceRanges` is exempt, unless they are all addresses.

    ## References

    - https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types
    """
    kind = service.read("spec", "type")
    if service.group:
        return
    if kind.text == "NodePort":
        yield Match(kind.path, f"{service.title} opens a port on every node.")
    elif kind.text == "LoadBalancer":
        ranges = [item.text for item in service.read("spec", "loadBalancerSourceRanges").items()]
        if not ranges or any(one.strip().endswith("/0") for one in ranges):
            yield Match(kind.path, f"{service.title} is a load balancer that serves every address.")


@rule(
    id="service-external-ip",
    title="Service takes over addresses",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=("Service",),
    remediation="Remove externalIPs, and use a LoadBalancer, an Ingress or a Gateway.",
    frameworks=("owasp-k8s/K05",),
    tags=("kubernetes", "security", "network"),
    references=("https://github.com/kubernetes/kubernetes/issues/97076",),
)
def service_external_ip(service: KubernetesObject) -> Iterator[Match]:
    """The Service has `externalIPs`.

    ## Why it matters

    Every node sends what is meant for these addresses to the Service's pods, whomever the addresses belong to, and
    Kubernetes does not check it (CVE-2020-8554). Whoever may write a Service can so listen to others, which makes this
    high.

    ## Avoid

    ```yaml
    spec:
      externalIPs: [198.51.100.7]
    ```

    ## Prefer

    ```yaml
    spec:
      type: LoadBalancer
    ```

    ## References

    - https://github.com/kubernetes/kubernetes/issues/97076
    """
    if service.group:
        return
    for address in service.read("spec", "externalIPs").items():
        shown = f"the address '{address.text}'" if address.text else "addresses"
        yield Match(address.path, f"{service.title} takes what is sent to {shown}, whomever it belongs to.")


@rule(
    id="external-name-internal",
    title="ExternalName leads to an internal name",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("Service",),
    remediation="Use the other Service's full name directly, or name a host outside.",
    tags=("kubernetes", "security", "network"),
    references=("https://kubernetes.io/docs/concepts/services-networking/service/#externalname",),
    profile=Profile.STRICT,
)
def external_name_internal(service: KubernetesObject) -> Iterator[Match]:
    """A Service of the type ExternalName names an address, the machine itself, or a name of the cluster or cloud.

    ## Why it matters

    An Ingress controller or a proxy that follows the name reaches what it should not, such as another namespace's
    Service, itself, or the cloud's metadata; and an address is no name, so that it does not resolve. As an alias of
    another Service it is often meant, which makes this medium.

    ## Avoid

    ```yaml
    spec:
      type: ExternalName
      externalName: database.other-team.svc.cluster.local
    ```

    ## Prefer

    ```yaml
    spec:
      type: ExternalName
      externalName: database.example.com
    ```

    ## References

    - https://kubernetes.io/docs/concepts/services-networking/service/#externalname
    """
    name = service.read("spec", "externalName")
    if service.group or service.read("spec", "type").text != "ExternalName" or not name.text:
        return
    host = name.text.lower().rstrip(".")
    if _is_address(host):
        yield Match(name.path, f"{service.title} has the address '{name.text}' in the place of a name.")
    elif any(host == suffix or host.endswith(f".{suffix}") for suffix in _INTERNAL_SUFFIXES):
        yield Match(name.path, f"{service.title} leads to the internal name '{name.text}'.")


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
