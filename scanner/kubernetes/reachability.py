"""Who may reach whom: what all NetworkPolicies of a scan together allow, with the places that decide it.

A connection needs leave from both ends: from the policies that isolate its source for egress, and from those that
isolate its target for ingress. Policies only add up: what one allows, no other takes back. Whoever no policy isolates
may do anything. Source: https://kubernetes.io/docs/concepts/services-networking/network-policies/.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from scanner.kubernetes.network_policy import (
    Address,
    Direction,
    NetworkPolicy,
    Peer,
    PolicyRule,
    namespace_labels,
)
from scanner.kubernetes.service import DEFAULT_PROTOCOL
from scanner.model import Related

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scanner.kubernetes.pod import Pod
    from scanner.kubernetes.selector import LabelSelector

METADATA_ADDRESSES = tuple(map(ipaddress.ip_address, ("169.254.169.254", "fd00:ec2::254", "fd20:ce::254")))
"""Where a cloud tells a node its credentials: the first in all of AWS, Azure and Google Cloud, the others by IPv6.

Sources: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html,
https://learn.microsoft.com/azure/virtual-machines/instance-metadata-service,
https://cloud.google.com/compute/docs/metadata/querying-metadata. As of 2026-01."""
METADATA_PORT = 80


class Reach(StrEnum):
    """Whether a connection is allowed."""

    ALLOWED = "allowed"
    DENIED = "denied"
    UNKNOWN = "unknown"
    """It depends on addresses of pods, or on labels of namespaces that were not scanned."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a connection is allowed, and why."""

    reach: Reach
    evidence: tuple[Related, ...] = ()
    """The rules that allow it; where it is denied, the policies that isolate; nothing where nobody isolates."""


def isolating(pod: Pod, direction: Direction) -> tuple[NetworkPolicy, ...]:
    """Return the policies that isolate a pod in a direction. None reaches a pod on the node's network."""
    if pod.host_network:
        return ()
    policies = (NetworkPolicy(item) for item in pod.object.inventory.network_policies_of(pod))
    return tuple(policy for policy in policies if policy.isolates(direction))


def may_connect(source: Pod, target: Pod, port: int, protocol: str = DEFAULT_PROTOCOL) -> Verdict:
    """Return whether ``source`` may open a connection to a port of ``target``."""
    ends = (
        _judge(source, Direction.EGRESS, lambda policy, rule: _to_pod(policy, rule, target, target, port, protocol)),
        _judge(target, Direction.INGRESS, lambda policy, rule: _to_pod(policy, rule, source, target, port, protocol)),
    )
    denied = next((end for end in ends if end.reach is Reach.DENIED), None)
    if denied is not None:
        return denied
    known = all(end.reach is Reach.ALLOWED for end in ends)
    return Verdict(Reach.ALLOWED if known else Reach.UNKNOWN, ends[0].evidence + ends[1].evidence)


def may_reach_address(pod: Pod, address: Address, port: int, protocol: str = DEFAULT_PROTOCOL) -> Verdict:
    """Return whether ``pod`` may open a connection to an address outside the cluster or of a node."""
    return _judge(pod, Direction.EGRESS, lambda _, rule: _to_address(rule, address, None, port, protocol))


def may_be_reached_from(pod: Pod, address: Address, port: int, protocol: str = DEFAULT_PROTOCOL) -> Verdict:
    """Return whether an address outside the cluster may open a connection to a port of ``pod``."""
    return _judge(pod, Direction.INGRESS, lambda _, rule: _to_address(rule, address, pod, port, protocol))


def accepts_any(pod: Pod, port: int, protocol: str = DEFAULT_PROTOCOL) -> Verdict:
    """Return whether anybody at all may open a connection to a port of ``pod``."""
    return _judge(
        pod,
        Direction.INGRESS,
        lambda _, rule: Reach.ALLOWED if rule.allows_port(pod, port, protocol) else Reach.DENIED,
    )


def allows_address(rule: PolicyRule, address: Address, port: int, protocol: str = DEFAULT_PROTOCOL) -> Iterator[Peer]:
    """Yield the peers of a rule of egress by which it allows an address."""
    if rule.allows_port(None, port, protocol):
        yield from (peer for peer in rule.peers if peer.covers(address))


def _judge(pod: Pod, direction: Direction, judge: Callable[[NetworkPolicy, PolicyRule], Reach]) -> Verdict:
    """Ask every rule of every policy that isolates ``pod``; one that allows is enough."""
    policies = isolating(pod, direction)
    if not policies:
        return Verdict(Reach.ALLOWED)
    answers = [(judge(policy, rule), policy, rule) for policy in policies for rule in policy.rules(direction)]
    for reach in (Reach.ALLOWED, Reach.UNKNOWN):
        evidence = tuple(
            Related(f"{policy.object.title} allows it.", rule.setting.path, policy.object.document)
            for answer, policy, rule in answers
            if answer is reach
        )
        if evidence:
            return Verdict(reach, evidence)
    return Verdict(
        Reach.DENIED,
        tuple(
            Related(f"{policy.object.title} isolates the pod.", policy.selector.path, policy.object.document)
            for policy in policies
        ),
    )


def _to_pod(  # noqa: PLR0913, PLR0917 - both ends, the port and who asks are the question
    policy: NetworkPolicy, rule: PolicyRule, peer: Pod, target: Pod, port: int, protocol: str
) -> Reach:
    if not rule.allows_port(target, port, protocol):
        return Reach.DENIED
    if rule.is_for_everyone:
        return Reach.ALLOWED
    return _best(_peer_is(policy, one, peer) for one in rule.peers)


def _to_address(rule: PolicyRule, address: Address, target: Pod | None, port: int, protocol: str) -> Reach:
    allowed = rule.allows_port(target, port, protocol) and (
        rule.is_for_everyone or any(peer.covers(address) for peer in rule.peers)
    )
    return Reach.ALLOWED if allowed else Reach.DENIED


def _peer_is(policy: NetworkPolicy, peer: Peer, pod: Pod) -> Reach:
    if peer.is_block:
        # Networks differ in whether an address rule means pods, whose addresses no manifest knows.
        return Reach.UNKNOWN
    pods, namespaces = peer.pods, peer.namespaces
    if pods.absent and namespaces.absent:
        return Reach.DENIED
    if not pods.absent and not pods.matches(pod.labels):
        return Reach.DENIED
    if namespaces.absent:
        return Reach.ALLOWED if pod.namespace == policy.object.namespace else Reach.DENIED
    return _namespace_is(namespaces, pod)


def _namespace_is(selector: LabelSelector, pod: Pod) -> Reach:
    labels, complete = namespace_labels(pod.object.inventory, pod.namespace)
    if selector.malformed:
        return Reach.DENIED
    unmet = list(selector.unmet(labels))
    if not complete and any(one.key not in labels for one in selector.requirements):
        known_unmet = any(one.key in labels for one in unmet)
        return Reach.DENIED if known_unmet else Reach.UNKNOWN
    return Reach.DENIED if unmet else Reach.ALLOWED


def _best(answers: Iterator[Reach]) -> Reach:
    found = set(answers)
    return next((reach for reach in (Reach.ALLOWED, Reach.UNKNOWN) if reach in found), Reach.DENIED)
