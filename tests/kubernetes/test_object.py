"""What an object is called and where it lives."""

from __future__ import annotations

from typing import Any

import pytest

from scanner.kubernetes import Inventory, group_of
from scanner.kubernetes.neighbours import directory_of
from scanner.model import Document, DocumentKind, Source
from tests.kubernetes.manifests import NoPlaces, document, inventory, single


@pytest.mark.parametrize(
    ("api_version", "group"),
    [("v1", ""), ("apps/v1", "apps"), ("rbac.authorization.k8s.io/v1", "rbac.authorization.k8s.io"), ("", "")],
)
def test_the_group_is_the_api_version_without_the_version(api_version: str, group: str) -> None:
    assert group_of(api_version) == group


@pytest.mark.parametrize(
    ("text", "identity", "label"),
    [
        (
            "{apiVersion: apps/v1, kind: Deployment, metadata: {name: cart, namespace: shop}}",
            ("apps", "Deployment", "shop", "cart"),
            "Deployment shop/cart",
        ),
        (
            "{apiVersion: v1, kind: Service, metadata: {name: cart}}",
            ("", "Service", "default", "cart"),
            "Service cart",
        ),
        (
            "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: reader}}",
            ("rbac.authorization.k8s.io", "ClusterRole", "", "reader"),
            "ClusterRole reader",
        ),
        (
            "{apiVersion: v1, kind: Node, metadata: {name: n1, namespace: shop}}",
            ("", "Node", "", "n1"),
            "Node n1",
        ),
        (
            "{apiVersion: batch/v1, kind: Job, metadata: {generateName: import-, namespace: shop}}",
            ("batch", "Job", "shop", "import-"),
            "Job shop/import-",
        ),
        ("{apiVersion: v1, kind: Pod}", ("", "Pod", "default", ""), "Pod"),
    ],
)
def test_identity_and_label(text: str, identity: tuple[str, ...], label: str) -> None:
    found = single(text)
    assert found.identity == identity
    assert found.label == label


@pytest.mark.parametrize("metadata", [None, [], "x", 3, {"name": ["x"], "namespace": {}, "labels": "x"}])
def test_malformed_metadata_is_empty_metadata(metadata: Any) -> None:
    (found,) = Inventory.of([document({"apiVersion": "v1", "kind": "Pod", "metadata": metadata})]).objects
    assert found.identity == ("", "Pod", "default", "")
    assert found.labels == {}
    assert found.annotations == {}
    assert found.get("metadata", "name", "first") is None


def test_a_definition_in_the_scan_says_where_a_custom_resource_lives() -> None:
    definition = """
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {{name: workers.example.com}}
spec: {{group: example.com, scope: {scope}, names: {{kind: Worker, plural: workers}}}}
"""
    worker = "\n---\n{apiVersion: example.com/v1, kind: Worker, metadata: {name: w}}"
    for scope, namespaced, namespace in (("Cluster", False, ""), ("Namespaced", True, "default")):
        found = inventory(definition.format(scope=scope) + worker).objects[1]
        assert (found.namespaced, found.namespace) == (namespaced, namespace)
    unknown = inventory(worker).objects[0]
    assert (unknown.namespaced, unknown.namespace) == (None, "default")


def test_a_value_is_what_is_written() -> None:
    assert single("{apiVersion: v1, kind: Pod, metadata: {name: p}}").get("metadata", "name") == "p"


@pytest.mark.parametrize("live", [True, False])
def test_two_views_of_one_object_are_equal(live: bool) -> None:
    source = Source("pods/shop/p", "", "", live=live)
    data = {"apiVersion": "v1", "kind": "Pod"}
    one, again = (Document(source, 0, (), DocumentKind.KUBERNETES, data, NoPlaces()) for _ in range(2))
    (view,), (other), (third,) = (Inventory.of([item]).objects for item in (one, one, again))
    assert view == other[0]
    assert hash(view) == hash(other[0])
    assert (view == third) is live
    assert view != "pods/shop/p"
    assert directory_of(one) == ("" if live else "pods/shop")
