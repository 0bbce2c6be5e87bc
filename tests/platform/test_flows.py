"""The network policies against the workloads: a flow leads to a port that is listened on, and both ends allow it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.platform.everything import containers, ports, read_everything, template, title, workloads
from tests.platform.test_network import flows, matches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.platform.manifests import Platform

INFRASTRUCTURE, MONITORING, INGRESS = "platform-infrastructure", "platform-monitoring", "ingress-nginx"
SOLVER = 8089
"""cert-manager's solver pods, which no manifest makes."""


@pytest.fixture(scope="module")
def everything() -> Platform:
    return read_everything()


def labels_of(workload: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = template(workload)["metadata"]["labels"]
    return found


def pods(everything: Platform, selector: dict[str, Any], namespaces: list[str]) -> list[dict[str, Any]]:
    return [
        workload
        for namespace in namespaces
        for workload in workloads(everything, namespace)
        if matches(selector, labels_of(workload))
    ]


def named(everything: Platform, peer: dict[str, Any], own: str) -> list[str]:
    """Return the platform's namespaces that a peer selects."""
    if "namespaceSelector" not in peer:
        return [own]
    selector = peer["namespaceSelector"]
    return [name for name in everything.namespaces if matches(selector, {"kubernetes.io/metadata.name": name})]


def rules(everything: Platform, direction: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for policy in everything.of("NetworkPolicy"):
        for rule in policy["spec"].get(direction, []):
            yield policy, rule


def test_each_policy_selects_pods_that_exist(everything: Platform) -> None:
    for policy in everything.of("NetworkPolicy"):
        assert pods(everything, policy["spec"]["podSelector"], [policy["metadata"]["namespace"]]), title(policy)


def test_each_port_that_is_let_in_is_listened_on(everything: Platform) -> None:
    judged = 0
    for policy, rule in rules(everything, "ingress"):
        targets = pods(everything, policy["spec"]["podSelector"], [policy["metadata"]["namespace"]])
        listening = {number for workload in targets for number in ports(workload).values()} | {SOLVER}
        for entry in rule["ports"]:
            if "endPort" not in entry:
                assert entry["port"] in listening, (title(policy), entry)
                judged += 1
    assert judged > 35


def test_each_port_that_is_let_out_is_listened_on_by_the_peer(everything: Platform) -> None:
    judged = 0
    for policy, rule in rules(everything, "egress"):
        for peer in rule["to"]:
            places = [] if "ipBlock" in peer else named(everything, peer, policy["metadata"]["namespace"])
            targets = pods(everything, peer.get("podSelector", {}), places)
            listening = {number for workload in targets for number in ports(workload).values()} | {SOLVER}
            for entry in rule["ports"] if places else []:
                if "endPort" not in entry:
                    assert entry["port"] in listening, (title(policy), entry)
                    judged += 1
    assert judged > 30


def pod(everything: Platform, namespace: str, name: str) -> tuple[str, dict[str, str]]:
    for workload in workloads(everything, namespace):
        if workload["metadata"]["name"] == name:
            return namespace, labels_of(workload)
    raise KeyError((namespace, name))


@pytest.mark.parametrize(
    ("source", "target", "port"),
    [
        ("postgresql-read", "postgresql", 5432),
        ("redis-read", "redis", 6379),
        *((source, target, 6000) for source in ("neo4j", "neo4j-read") for target in ("neo4j", "neo4j-read")),
        ("neo4j", "neo4j", 7000),
        ("neo4j", "neo4j", 7688),
        ("minio", "minio", 9000),
        ("kafka", "kafka", 9092),
        ("kafka", "kafka", 9093),
        ("postgresql-backup", "postgresql-read", 5432),
        ("redis-backup", "redis-read", 6379),
        ("neo4j-backup", "neo4j-read", 6362),
        *((job, "minio", 9000) for job in ("postgresql-backup", "redis-backup", "neo4j-backup")),
        ("off-site-copy", "minio", 9000),
        ("minio-setup", "minio", 9000),
    ],
)
def test_what_runs_in_the_infrastructure_reaches_what_it_needs(
    everything: Platform, source: str, target: str, port: int
) -> None:
    ends = pod(everything, INFRASTRUCTURE, source), pod(everything, INFRASTRUCTURE, target)
    assert flows(everything, *ends, ("TCP", port))


@pytest.mark.parametrize(
    ("source", "target", "port"),
    [
        # One datastore to another; backups to a primary, or to what they do not back up.
        ("redis", "postgresql", 5432),
        ("minio", "postgresql", 5432),
        ("kafka", "redis", 6379),
        ("opa", "postgresql", 5432),
        ("postgresql-backup", "postgresql", 5432),
        ("postgresql-backup", "redis-read", 6379),
        ("off-site-copy", "postgresql-read", 5432),
        ("redis-backup", "neo4j-read", 6362),
    ],
)
def test_one_datastore_does_not_reach_another(everything: Platform, source: str, target: str, port: int) -> None:
    ends = pod(everything, INFRASTRUCTURE, source), pod(everything, INFRASTRUCTURE, target)
    assert not flows(everything, *ends, ("TCP", port))


def test_every_pod_that_asks_to_be_scraped_can_be_on_the_port_that_it_names(everything: Platform) -> None:
    prometheus = pod(everything, MONITORING, "prometheus")
    scraped = 0
    for workload in workloads(everything):
        annotations = template(workload)["metadata"].get("annotations", {})
        if annotations.get("prometheus.io/scrape") != "true":
            continue
        port = int(annotations["prometheus.io/port"])
        assert port in ports(workload).values(), title(workload)
        target = workload["metadata"]["namespace"], labels_of(workload)
        assert flows(everything, prometheus, target, ("TCP", port)), title(workload)
        scraped += 1
    assert scraped > 15


def addresses(workload: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the Services that a workload's environment names: name and namespace."""
    for item in containers(workload):
        for variable in item.get("env", []):
            host = str(variable.get("value", "")).rpartition("@")[2].removeprefix("http://").partition(":")[0]
            parts = host.split(".")
            if parts[2:] == ["svc", "cluster", "local"]:
                yield parts[0], parts[1]


def test_every_address_in_an_environment_is_a_service_that_can_be_reached(everything: Platform) -> None:
    judged = 0
    for workload in workloads(everything):
        source = workload["metadata"]["namespace"], labels_of(workload)
        for name, namespace in addresses(workload):
            service = everything.named("Service", namespace, name)
            target = namespace, service["spec"]["selector"]
            reached = [
                flows(everything, source, target, ("TCP", ports(backend)[port["targetPort"]]))
                for port in service["spec"]["ports"]
                for backend in pods(everything, {"matchLabels": service["spec"]["selector"]}, [namespace])
            ]
            assert any(reached), (title(workload), name)
            judged += 1
    assert judged > 20
