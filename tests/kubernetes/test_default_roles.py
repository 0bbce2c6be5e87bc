"""Roles that the API server makes itself."""

from __future__ import annotations

import pytest

from scanner.kubernetes.default_roles import default_aggregates, is_default_role


@pytest.mark.parametrize(
    ("kind", "namespace", "name", "expected"),
    [
        ("ClusterRole", "", "view", True),
        ("ClusterRole", "", "system:node", True),
        ("ClusterRole", "", "viewer", False),
        ("Role", "kube-system", "extension-apiserver-authentication-reader", True),
        ("Role", "shop", "extension-apiserver-authentication-reader", False),
        ("Role", "shop", "view", False),
        ("Role", "shop", "system:node", False),
        ("ClusterRole", "kube-system", "extension-apiserver-authentication-reader", False),
    ],
)
def test_default_roles_are_known_by_kind_namespace_and_name(
    kind: str, namespace: str, name: str, expected: bool
) -> None:
    assert is_default_role(kind, namespace, name) is expected


def test_labels_add_a_cluster_role_to_the_roles_for_people() -> None:
    label = "rbac.authorization.k8s.io/aggregate-to-edit"
    assert list(default_aggregates("ClusterRole", {label: "true"})) == ["edit", "admin"]
    assert list(default_aggregates("ClusterRole", {label: "yes"})) == []
    assert list(default_aggregates("Role", {label: "true"})) == []
