"""What the API server makes itself is known by name and content; a label alone says nothing."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from scanner.kubernetes.rbac import is_bootstrapped
from tests.kubernetes.manifests import inventory

LABELS = {"kubernetes.io/bootstrapping": "rbac-defaults"}
GROUP = "rbac.authorization.k8s.io"
EVERYTHING = [
    {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]},
    {"nonResourceURLs": ["*"], "verbs": ["*"]},
]
MASTERS = {"apiGroup": GROUP, "kind": "Group", "name": "system:masters"}
TO_CLUSTER_ADMIN = {"apiGroup": GROUP, "kind": "ClusterRole", "name": "cluster-admin"}
APPROVER = "system:certificates.k8s.io:kube-apiserver-client-approver"
SIGNERS = {"apiGroups": ["certificates.k8s.io"], "resources": ["signers"], "verbs": ["approve"]}
TO_ADMIN = {"clusterRoleSelectors": [{"matchLabels": {f"{GROUP}/aggregate-to-admin": "true"}}]}
TO_ANY: dict[str, Any] = {"clusterRoleSelectors": [{}]}
POD_READER = {"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}


def made_by_the_server(kind: str, name: str, labels: dict[str, str] | None = None, **fields: Any) -> bool:
    data = {"apiVersion": f"{GROUP}/v1", "kind": kind, "metadata": {"name": name}, **fields}
    data["metadata"]["labels"] = LABELS if labels is None else labels
    (item,) = inventory(yaml.safe_dump(data)).objects
    return is_bootstrapped(item)


def test_the_label_and_the_content_say_it_together() -> None:
    assert made_by_the_server("ClusterRole", "cluster-admin", rules=EVERYTHING)
    assert not made_by_the_server("ClusterRole", "cluster-admin", {}, rules=EVERYTHING)
    assert not made_by_the_server("ClusterRole", "system:mine", rules=EVERYTHING)


@pytest.mark.parametrize(
    ("name", "rules", "made"),
    [
        ("cluster-admin", None, True),
        ("cluster-admin", EVERYTHING[:1], True),
        ("system:basic-user", [POD_READER], False),
        ("system:basic-user", [{"nonResourceURLs": ["*"], "verbs": ["*"]}], False),
        ("system:basic-user", [5], False),
        ("system:basic-user", 5, False),
        (APPROVER, [{**SIGNERS, "resourceNames": ["kubernetes.io/kube-apiserver-client"]}], True),
        (APPROVER, [{**SIGNERS, "resourceNames": ["kubernetes.io/legacy-unknown"]}], False),
        (APPROVER, [SIGNERS], False),
    ],
)
def test_a_role_grants_no_more_than_it_was_made_with(name: str, rules: Any, made: bool) -> None:
    assert made_by_the_server("ClusterRole", name, rules=rules) is made


def test_what_is_aggregated_into_a_role_is_judged_where_it_comes_from() -> None:
    assert made_by_the_server("ClusterRole", "admin", aggregationRule=TO_ADMIN, rules=[POD_READER])
    assert not made_by_the_server("ClusterRole", "admin", aggregationRule=TO_ANY, rules=[])
    assert not made_by_the_server("ClusterRole", "cluster-admin", aggregationRule=TO_ANY, rules=EVERYTHING)


@pytest.mark.parametrize(
    ("fields", "made"),
    [
        ({"roleRef": TO_CLUSTER_ADMIN, "subjects": [MASTERS]}, True),
        ({"roleRef": TO_CLUSTER_ADMIN}, True),
        ({"roleRef": TO_CLUSTER_ADMIN, "subjects": [MASTERS, {**MASTERS, "name": "friends"}]}, False),
        ({"roleRef": {**TO_CLUSTER_ADMIN, "name": "edit"}, "subjects": [MASTERS]}, False),
        ({"roleRef": TO_CLUSTER_ADMIN, "subjects": 5}, False),
    ],
)
def test_a_binding_grants_it_to_nobody_else(fields: dict[str, Any], made: bool) -> None:
    assert made_by_the_server("ClusterRoleBinding", "cluster-admin", **fields) is made
