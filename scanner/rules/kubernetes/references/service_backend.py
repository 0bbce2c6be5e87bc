"""What the rules about references to Services share: whether the Service is there, and has the port."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes.neighbours import is_certain
from scanner.kubernetes.service import service_ports
from scanner.model import Match, Related, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import Inventory, KubernetesObject
    from scanner.kubernetes.setting import Setting
    from scanner.rules.check import Judgement

_GROUPS_WITHOUT_SERVICES = frozenset(
    {
        "bitnami.com",
        "cert-manager.io",
        "cilium.io",
        "crd.projectcalico.org",
        "external-secrets.io",
        "gateway.networking.k8s.io",
        "keda.sh",
        "kyverno.io",
        "networking.istio.io",
        "projectcalico.org",
        "security.istio.io",
        "traefik.io",
    }
)
_KINDS_WITHOUT_SERVICES = frozenset({"PodMonitor", "Probe", "PrometheusRule", "ServiceMonitor"})
"""Custom resources for which no Service is made, though they are often called as one is."""

_MOST_WORDS = 32
"""As many as a name of 63 characters can have; a longer one is no Service's."""


def judge_service(
    origin: KubernetesObject, namespace: str, name: Setting, port: Setting, port_name: Setting | None = None
) -> Iterator[Judgement]:
    """Judge a reference to a Service by its name and, where they are set, the number or the name of its port."""
    if not name.text or not namespace:
        return
    inventory = origin.inventory
    service = inventory.find("", "Service", namespace, name.text)
    if service is not None:
        yield from _judge_port(origin, service, port, port_name)
        return
    owner = next(_possible_makers(inventory, namespace, name.text), None)
    if owner is not None:
        yield Unknown(f"The operator of {owner.title} may create the Service '{name.text}'.")
    elif is_certain(origin, "", "Service", namespace):
        yield Match(
            name.path,
            f"{origin.title} leads to the Service '{name.text}', which the namespace '{namespace}' does not have.",
        )
    else:
        yield Unknown(f"The Service '{name.text}' of the namespace '{namespace}' may not have been scanned.")


def _possible_makers(inventory: Inventory, namespace: str, service_name: str) -> Iterator[KubernetesObject]:
    """Yield the custom resources that are called as the Service begins, so that their operators may have made it."""
    words = service_name.split("-")[:_MOST_WORDS]
    for number in range(len(words), 0, -1):
        for owner in inventory.custom_resources_named(namespace, "-".join(words[:number])):
            if owner.group not in _GROUPS_WITHOUT_SERVICES and owner.kind not in _KINDS_WITHOUT_SERVICES:
                yield owner


def _judge_port(
    origin: KubernetesObject, service: KubernetesObject, number: Setting, name: Setting | None
) -> Iterator[Match]:
    ports = service_ports(service)
    if service.read("spec", "type").text == "ExternalName" or not ports:
        return
    related = (Related(f"{service.title} has these ports.", ("spec", "ports"), service.document, "entry"),)
    if number.integer is not None and number.integer not in {port.number for port in ports}:
        yield Match(
            number.path,
            f"{origin.title} leads to port {number.integer} of the Service '{service.name}', which does not have it.",
            related=related,
        )
    elif name is not None and name.text and name.text not in {port.name for port in ports}:
        yield Match(
            name.path,
            f"{origin.title} leads to the port '{name.text}' of the Service '{service.name}', which does not have it.",
            related=related,
        )
