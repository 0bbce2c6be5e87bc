"""The canonical network policies: which flows they allow, computed as the API server's documentation defines it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.platform.manifests import Platform

Labels = dict[str, str]

CONTROLLER = {"app.kubernetes.io/name": "ingress-nginx", "app.kubernetes.io/component": "controller"}
PROMETHEUS = {"app.kubernetes.io/name": "prometheus"}
POSTGRES = {"app.kubernetes.io/name": "postgresql"}
REPLICA = {**POSTGRES, "app.kubernetes.io/component": "read-replica"}
COLLECTOR = {"app.kubernetes.io/name": "otel-collector"}
ALERTMANAGER = {"app.kubernetes.io/name": "alertmanager"}
KAFKA = {"app.kubernetes.io/name": "kafka"}
AUTH = {"app.kubernetes.io/name": "auth-service"}
DNS = {"k8s-app": "kube-dns"}
V1, V2, V3 = "platform-v1-exp", "platform-v2-stable", "platform-v3-quarantine"
INFRASTRUCTURE, MONITORING, INGRESS = "platform-infrastructure", "platform-monitoring", "ingress-nginx"


def matches(selector: dict[str, Any], labels: Labels) -> bool:
    """Evaluate a label selector; an empty one selects everything."""
    wanted: Labels = selector.get("matchLabels", {})
    if not wanted.items() <= labels.items():
        return False
    for expression in selector.get("matchExpressions", []):
        inside = labels.get(expression["key"]) in expression["values"]
        if inside != {"In": True, "NotIn": False}[expression["operator"]]:
            return False
    return True


def peer_matches(peer: dict[str, Any], own: str, namespace: str, labels: Labels) -> bool:
    """Whether a peer names the pods; addresses are not asked here, as they are no pods on Dataplane V2."""
    if "ipBlock" in peer:
        return False
    if "namespaceSelector" in peer:
        if not matches(peer["namespaceSelector"], {"kubernetes.io/metadata.name": namespace}):
            return False
    elif namespace != own:
        return False
    return matches(peer.get("podSelector", {}), labels)


def rules(platform: Platform, direction: str, namespace: str, labels: Labels) -> Iterator[dict[str, Any]]:
    """Yield the rules for a pod. The namespaces of the platform all isolate theirs, which another test holds."""
    for policy in platform.of("NetworkPolicy", namespace):
        if matches(policy["spec"]["podSelector"], labels):
            yield from policy["spec"].get(direction, [])


def allows(rule: dict[str, Any], peers: str, own: str, other: tuple[str, Labels], port: tuple[str, int]) -> bool:
    if not any(peer_matches(peer, own, *other) for peer in rule[peers]):
        return False
    protocol, number = port
    return any(
        entry["protocol"] == protocol and entry["port"] <= number <= entry.get("endPort", entry["port"])
        for entry in rule["ports"]
    )


def flows(platform: Platform, source: tuple[str, Labels], target: tuple[str, Labels], port: tuple[str, int]) -> bool:
    """Whether source may open a connection to target: both ends must allow it, where they are the platform's."""
    out = source[0] not in platform.namespaces or any(
        allows(rule, "to", source[0], target, port) for rule in rules(platform, "egress", *source)
    )
    into = target[0] not in platform.namespaces or any(
        allows(rule, "from", target[0], source, port) for rule in rules(platform, "ingress", *target)
    )
    return out and into


@pytest.mark.parametrize(
    ("source", "target", "port"),
    [
        *(((INGRESS, CONTROLLER), (tier, AUTH), ("TCP", 8080)) for tier in (V1, V2, V3)),
        *(((MONITORING, PROMETHEUS), (tier, AUTH), ("TCP", 8000)) for tier in (V1, V2, V3, INFRASTRUCTURE)),
        *(((tier, AUTH), ("kube-system", DNS), (protocol, 53)) for tier in (V1, V2, V3) for protocol in ("UDP", "TCP")),
        *(((tier, AUTH), (INFRASTRUCTURE, POSTGRES), ("TCP", 5432)) for tier in (V1, V2)),
        ((V2, AUTH), (INFRASTRUCTURE, KAFKA), ("TCP", 9092)),
        ((V2, AUTH), (INFRASTRUCTURE, {"app.kubernetes.io/name": "opa"}), ("TCP", 8181)),
        ((V3, AUTH), (INFRASTRUCTURE, REPLICA), ("TCP", 5432)),
        ((INFRASTRUCTURE, POSTGRES), (INFRASTRUCTURE, REPLICA), ("TCP", 5432)),
        ((MONITORING, PROMETHEUS), (INGRESS, CONTROLLER), ("TCP", 10254)),
        *(((tier, AUTH), (MONITORING, COLLECTOR), ("TCP", port)) for tier in (V1, V2, V3) for port in (4317, 4318)),
        ((MONITORING, PROMETHEUS), (MONITORING, ALERTMANAGER), ("TCP", 9093)),
        ((MONITORING, ALERTMANAGER), (MONITORING, ALERTMANAGER), ("UDP", 9094)),
    ],
)
def test_an_allowed_flow(
    platform: Platform, source: tuple[str, Labels], target: tuple[str, Labels], port: tuple[str, int]
) -> None:
    assert flows(platform, source, target, port)


@pytest.mark.parametrize(
    ("source", "target", "port"),
    [
        # Between tiers, and between the services of the stable tier.
        *(((tier, AUTH), (V2, AUTH), ("TCP", 8080)) for tier in (V1, V2, V3)),
        *(((tier, AUTH), (V3, AUTH), ("TCP", 8080)) for tier in (V1, V2)),
        # Past the ingress controller, and past its labels.
        (("default", {}), (V2, AUTH), ("TCP", 8080)),
        ((INGRESS, {}), (V2, AUTH), ("TCP", 8080)),
        ((INGRESS, CONTROLLER), (V2, AUTH), ("TCP", 8000)),
        ((MONITORING, PROMETHEUS), (V2, AUTH), ("TCP", 8080)),
        # The archive: no primary, no queue; the stable tier: only the backends' own ports.
        ((V3, AUTH), (INFRASTRUCTURE, POSTGRES), ("TCP", 5432)),
        ((V3, AUTH), (INFRASTRUCTURE, KAFKA), ("TCP", 9092)),
        ((V2, AUTH), (INFRASTRUCTURE, KAFKA), ("TCP", 5432)),
        ((V2, AUTH), (INFRASTRUCTURE, POSTGRES), ("TCP", 22)),
        ((INFRASTRUCTURE, POSTGRES), (V2, AUTH), ("TCP", 8080)),
        # The monitoring takes telemetry from the services, and nothing else from anybody.
        ((V2, AUTH), (MONITORING, COLLECTOR), ("TCP", 8889)),
        ((V2, AUTH), (MONITORING, PROMETHEUS), ("TCP", 9090)),
        ((INFRASTRUCTURE, POSTGRES), (MONITORING, COLLECTOR), ("TCP", 4317)),
        ((MONITORING, COLLECTOR), (V2, AUTH), ("TCP", 8000)),
        ((MONITORING, PROMETHEUS), (MONITORING, ALERTMANAGER), ("UDP", 9094)),
    ],
)
def test_a_denied_flow(
    platform: Platform, source: tuple[str, Labels], target: tuple[str, Labels], port: tuple[str, int]
) -> None:
    assert not flows(platform, source, target, port)


def test_every_namespace_denies_both_directions_by_default(platform: Platform) -> None:
    for namespace in platform.namespaces:
        assert platform.named("NetworkPolicy", namespace, "default-deny")["spec"] == {
            "podSelector": {},
            "policyTypes": ["Ingress", "Egress"],
        }


def test_every_rule_names_peers_and_ports(platform: Platform) -> None:
    for policy in platform.of("NetworkPolicy"):
        for direction, peers in (("ingress", "from"), ("egress", "to")):
            assert (direction in policy["spec"]) <= (direction.title() in policy["spec"]["policyTypes"])
            for rule in policy["spec"].get(direction, []):
                assert rule[peers]
                assert all(entry["protocol"] and entry["port"] for entry in rule["ports"])


def test_open_egress_leaves_out_the_metadata_server(platform: Platform) -> None:
    blocks = [
        peer["ipBlock"]
        for policy in platform.of("NetworkPolicy")
        for rule in policy["spec"].get("egress", [])
        for peer in rule["to"]
        if "ipBlock" in peer
    ]
    assert blocks
    for block in blocks:
        assert block["except"] == ["169.254.169.254/32"]
        assert block["cidr"] == "0.0.0.0/0"


def test_the_ports_opened_to_the_services_are_theirs(platform: Platform) -> None:
    for deployment in platform.of("Deployment"):
        (container,) = deployment["spec"]["template"]["spec"]["containers"]
        assert {port["name"]: port["containerPort"] for port in container["ports"]} == {"http": 8080, "metrics": 8000}
