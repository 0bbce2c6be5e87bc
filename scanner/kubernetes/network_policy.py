"""NetworkPolicies as the network reads them: whom they isolate, and what their rules allow.

Source: https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/ and
``SetDefaults_NetworkPolicy`` in kubernetes, ``pkg/apis/networking/v1/defaults.go``.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from scanner.kubernetes.selector import LabelSelector
from scanner.kubernetes.service import DEFAULT_PROTOCOL, resolve_port

if TYPE_CHECKING:
    from scanner.kubernetes.inventory import Inventory
    from scanner.kubernetes.object import KubernetesObject
    from scanner.kubernetes.pod import Pod
    from scanner.kubernetes.setting import Setting

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_GROUPS = frozenset({"extensions", "networking.k8s.io"})


class Direction(StrEnum):
    """The direction of a connection, seen from the pod that is isolated. The value is the field of the rules."""

    INGRESS = "ingress"
    EGRESS = "egress"

    @property
    def policy_type(self) -> str:
        """What ``policyTypes`` calls it."""
        return self.value.capitalize()

    @property
    def peers_field(self) -> str:
        """The field of a rule that names the other side."""
        return "from" if self is Direction.INGRESS else "to"


@dataclass(frozen=True, slots=True)
class Peer:
    """The other side of a connection: pods, or addresses."""

    setting: Setting
    """The item of ``from`` or ``to``."""

    @property
    def is_block(self) -> bool:
        """Whether it is of addresses."""
        return self.setting.read("ipBlock").is_set

    @property
    def block(self) -> Network | None:
        """Its addresses, None where it has none or they are malformed."""
        return _network(self.setting.read("ipBlock", "cidr").text)

    @property
    def pods(self) -> LabelSelector:
        """The pods it means; an absent selector means all where there is one of namespaces."""
        return LabelSelector.of(self.setting.read("podSelector"))

    @property
    def namespaces(self) -> LabelSelector:
        """The namespaces it means; an absent selector means the policy's own."""
        return LabelSelector.of(self.setting.read("namespaceSelector"))

    @property
    def is_everyone(self) -> bool:
        """Whether it means every address, or every pod of every namespace."""
        if self.is_block:
            block = self.block
            return block is not None and block.prefixlen == 0 and not self.setting.read("ipBlock", "except").items()
        return self.is_every_pod

    @property
    def is_every_pod(self) -> bool:
        """Whether it means every pod of every namespace."""
        pods, namespaces = self.pods, self.namespaces
        everywhere = not namespaces.absent and not namespaces.requirements and not namespaces.malformed
        return everywhere and not self.is_block and not pods.requirements and not pods.malformed

    def covers(self, address: Address) -> bool:
        """Return whether it means an address outside the cluster."""
        block = self.block
        if block is None or address not in block:
            return False
        excepted = (_network(item.text) for item in self.setting.read("ipBlock", "except").items())
        return not any(network is not None and address in network for network in excepted)


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """An item of ``ingress`` or ``egress``: an offer to certain peers on certain ports."""

    setting: Setting
    direction: Direction

    @property
    def peers(self) -> tuple[Peer, ...]:
        """The peers it names."""
        return tuple(Peer(item) for item in self._peers.items())

    @property
    def is_for_everyone(self) -> bool:
        """Whether it names no peer: an empty or missing list means everybody."""
        return self.setting.is_mapping and not self._peers.items()

    @property
    def is_for_every_port(self) -> bool:
        """Whether it names no port: an empty or missing list means all."""
        return not self.setting.read("ports").items()

    def allows_port(self, target: Pod | None, port: int, protocol: str = DEFAULT_PROTOCOL) -> bool:
        """Return whether it is for a port. Names are those of the target's ports; an address has none."""
        return self.is_for_every_port or any(
            _allows_port(item, target, port, protocol) for item in self.setting.read("ports").items()
        )

    @property
    def _peers(self) -> Setting:
        return self.setting.read(self.direction.peers_field)


@dataclass(frozen=True, slots=True, eq=False)
class NetworkPolicy:
    """A NetworkPolicy. One that the API server would refuse isolates nobody and allows nothing."""

    object: KubernetesObject

    @classmethod
    def of(cls, item: KubernetesObject) -> NetworkPolicy | None:
        """Return the view of an object, None where it is something else."""
        return cls(item) if item.kind == "NetworkPolicy" and item.group in _GROUPS else None

    @property
    def selector(self) -> LabelSelector:
        """The pods it isolates; an absent podSelector is the same as an empty one, which selects all."""
        selector = LabelSelector.of(self.object.read("spec", "podSelector"))
        return LabelSelector(selector.path) if selector.absent else selector

    def isolates(self, direction: Direction) -> bool:
        """Return whether it isolates in a direction: as its policyTypes say, or by default as its rules do."""
        types = self.object.read("spec", "policyTypes").items()
        if types:
            return any(item.text == direction.policy_type for item in types)
        return direction is Direction.INGRESS or bool(self.object.read("spec", "egress").items())

    def rules(self, direction: Direction) -> tuple[PolicyRule, ...]:
        """Return its rules of a direction, whether or not its policyTypes let them count."""
        return tuple(PolicyRule(item, direction) for item in self.object.read("spec", direction.value).items())


def namespace_labels(inventory: Inventory, namespace: str) -> tuple[dict[str, str], bool]:
    """Return what is known of a namespace's labels, and whether that is all.

    Every namespace has the label of its name, whether or not it is written:
    https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name.
    """
    found = inventory.find("", "Namespace", "", namespace)
    labels = dict(found.labels) if found else {}
    labels["kubernetes.io/metadata.name"] = namespace
    return labels, found is not None


def _allows_port(item: Setting, target: Pod | None, port: int, protocol: str) -> bool:
    if (item.read("protocol").text or DEFAULT_PROTOCOL) != protocol or not item.is_mapping:
        return False
    first = item.read("port")
    if not first.is_set:
        return True
    number = first.integer
    if number is None:
        return bool(first.text) and target is not None and resolve_port(target, first.text, protocol) == port
    last = item.read("endPort").integer
    return number <= port <= (number if last is None else last)


def _network(text: str) -> Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
