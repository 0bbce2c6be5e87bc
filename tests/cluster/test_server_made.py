"""What the API server makes itself is not judged, and what somebody made of it, or calls so, is."""

from __future__ import annotations

import copy
import json
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest

from scanner.cluster import live
from scanner.cluster.server_made import is_server_made
from scanner.kubernetes import Inventory, KubernetesObject
from scanner.kubernetes.bootstrap_policy import grants_no_more
from scripts.bootstrap_policy import table
from tests.cluster.auditing import coverage_of, options, run

if TYPE_CHECKING:
    from tests.cluster.server import Server

RBAC = "rbac.authorization.k8s.io/v1"
PLURALS = ("clusterroles", "clusterrolebindings", "roles", "rolebindings")
KNOWN: dict[str, dict[str, Any]] = json.loads(
    resources.files("scanner.kubernetes").joinpath("bootstrap_policy.json").read_text(encoding="utf-8")
)["objects"]
SECRETS = {"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"]}
MALLORY = {"kind": "User", "name": "mallory", "apiGroup": "rbac.authorization.k8s.io"}


def item(key: str, **changes: Any) -> KubernetesObject:
    kind, namespace, name = key.split("/")
    metadata = {"name": name, "labels": {"kubernetes.io/bootstrapping": "rbac-defaults"}}
    if namespace:
        metadata["namespace"] = namespace
    data = {"apiVersion": RBAC, "kind": kind, "metadata": metadata, **copy.deepcopy(KNOWN.get(key, {})), **changes}
    return KubernetesObject(live.document(data), Inventory.of(()))


def test_the_table_is_what_the_server_makes(server: Server) -> None:
    made: dict[str, dict[str, Any]] = {}
    for plural in PLURALS:
        listed = server.get(f"/apis/{RBAC}/{plural}").json
        made |= table([{**one, "kind": listed["kind"].removesuffix("List")} for one in listed["items"]])
    assert made == KNOWN


def test_all_of_it_is_server_made() -> None:
    assert all(is_server_made(item(key)) for key in KNOWN)


def test_less_of_it_is_server_made_too() -> None:
    """In an older release it is made with less."""
    rules = KNOWN["ClusterRole//system:kube-scheduler"]["rules"]
    assert grants_no_more(item("ClusterRole//system:kube-scheduler", rules=rules[1:]))
    assert grants_no_more(item("ClusterRoleBinding//system:discovery", subjects=None))


@pytest.mark.parametrize(
    ("key", "changes"),
    [
        ("ClusterRole//system:mine", {"rules": [SECRETS]}),
        ("ClusterRole//system:discovery", {"rules": [SECRETS]}),
        ("ClusterRole//system:discovery", {"rules": [{"verbs": ["*"], "nonResourceURLs": ["*"]}]}),
        ("ClusterRole//system:discovery", {"rules": "all"}),
        ("ClusterRole//system:discovery", {"rules": [["all"]]}),
        ("ClusterRole//system:discovery", {"rules": [{"verbs": [{}]}]}),
        ("ClusterRole//system:discovery", {"aggregationRule": {"clusterRoleSelectors": [{}]}}),
        ("ClusterRole//view", {"aggregationRule": {"clusterRoleSelectors": [{}]}}),
        ("ClusterRole//view", {"aggregationRule": None, "rules": [SECRETS]}),
        ("ClusterRoleBinding//cluster-admin", {"subjects": [MALLORY]}),
        ("ClusterRoleBinding//cluster-admin", {"subjects": "mallory"}),
        ("ClusterRoleBinding//system:mine", {"subjects": [MALLORY]}),
        ("ClusterRoleBinding//system:discovery", {"roleRef": {"kind": "ClusterRole", "name": "cluster-admin"}}),
        ("RoleBinding/default/system:controller:token-cleaner", {"subjects": [MALLORY]}),
    ],
)
def test_what_somebody_made_of_it_is_judged(key: str, changes: dict[str, Any]) -> None:
    assert not is_server_made(item(key, **changes))


def test_a_rule_that_multiplies_to_millions_takes_no_time() -> None:
    many = [str(number) for number in range(5_000)]
    rule = {"apiGroups": many, "resources": many, "resourceNames": many, "verbs": many}
    assert not grants_no_more(item("ClusterRole//system:discovery", rules=[rule]))


def test_without_the_label_it_is_judged() -> None:
    one = item("ClusterRole//cluster-admin", metadata={"name": "cluster-admin"})
    assert not is_server_made(one)


def test_a_forged_role_is_found_in_a_cluster(server: Server) -> None:
    rules = [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]
    forged = item("ClusterRole//system:forged", rules=rules).document.data
    server.create([forged])
    try:
        report = run(server.kubeconfig(), options(), "wildcard-rules")
        assert {one.source.path for one in report.findings} == {"cluster/ClusterRole/system:forged"}
        assert coverage_of(report, "ClusterRole.rbac.authorization.k8s.io").built_in >= 70
    finally:
        server.delete(f"/apis/{RBAC}/clusterroles/system:forged")
