"""The layout of data.inventory, and what names an object."""

from __future__ import annotations

from typing import Any

import pytest

from scanner.model import Document
from scanner.read import Limits, read_bytes
from scanner.rego import Inventory, build_inventory
from scanner.rego.judging.inventory import describe, pruned

WORKFLOW = b"on: push\njobs: {a: {runs-on: x, steps: [{run: a}]}}\n"


def read(text: str | bytes, path: str = "a.yaml") -> list[Document]:
    content = text.encode() if isinstance(text, str) else text
    return [item for item in read_bytes(path, content, Limits(), named=True) if isinstance(item, Document)]


def thing(api_version: str, kind: str, metadata: str = "name: x", more: str = "") -> str:
    return f"apiVersion: {api_version}\nkind: {kind}\nmetadata: {{{metadata}}}\n{more}\n---\n"


def places(inventory: Inventory) -> set[tuple[str, ...]]:
    """Return the paths of the Kubernetes objects."""

    def walk(data: Any, depth: int, path: tuple[str, ...]) -> set[tuple[str, ...]]:
        return {path} if depth == 0 else {one for key in data for one in walk(data[key], depth - 1, (*path, key))}

    namespaced = walk(inventory.data["namespace"], 4, ("namespace",))
    return namespaced | walk(inventory.data["cluster"], 3, ("cluster",))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (thing("v1", "Pod", "name: x, namespace: shop"), ("namespace", "shop", "v1", "Pod", "x")),
        (thing("apps/v1", "Deployment"), ("namespace", "default", "apps/v1", "Deployment", "x")),
        (thing("v1", "Namespace"), ("cluster", "v1", "Namespace", "x")),
        (
            thing("rbac.authorization.k8s.io/v1", "ClusterRole"),
            ("cluster", "rbac.authorization.k8s.io/v1", "ClusterRole", "x"),
        ),
        (thing("cert-manager.io/v1", "ClusterIssuer"), ("cluster", "cert-manager.io/v1", "ClusterIssuer", "x")),
        (thing("cert-manager.io/v1", "Issuer"), ("namespace", "default", "cert-manager.io/v1", "Issuer", "x")),
        (thing("example.com/v1", "Node"), ("namespace", "default", "example.com/v1", "Node", "x")),
        (thing("batch/v1", "Job", "generateName: x-"), ("namespace", "default", "batch/v1", "Job", "x-")),
        (thing("v1", "Pod", ""), ("namespace", "default", "v1", "Pod", "")),
        (thing("v1", "Pod", "name: x, namespace: 1"), ("namespace", "default", "v1", "Pod", "x")),
    ],
)
def test_where_an_object_lies(text: str, place: tuple[str, ...]) -> None:
    assert places(build_inventory(read(text))) == {place}


def test_a_custom_resource_definition_tells_the_scope_of_its_kind() -> None:
    definition = thing(
        "apiextensions.k8s.io/v1",
        "CustomResourceDefinition",
        "name: tiers.example.com",
        "spec: {group: example.com, scope: Cluster, names: {kind: Tier}}",
    )
    inventory = build_inventory(read(thing("example.com/v1", "Tier") + definition))
    assert ("cluster", "example.com/v1", "Tier", "x") in places(inventory)


def test_workflows_lie_by_their_path() -> None:
    inventory = build_inventory(read(WORKFLOW, ".github/workflows/a.yml"))
    assert inventory.data["workflow"].keys() == {".github/workflows/a.yml"}
    assert inventory.data["workflow"][".github/workflows/a.yml"]["on"] == "push"


def test_of_two_equal_identities_the_later_one_is_there() -> None:
    first, second = read(thing("v1", "Pod", "name: x, labels: {a: b}") + thing("v1", "Pod", "name: x"))
    inventory = build_inventory([first, second])
    assert inventory.data["namespace"]["default"]["v1"]["Pod"]["x"] == second.data
    assert inventory.shadowed == (first,)


def test_status_and_managed_fields_are_left_out() -> None:
    text = thing("v1", "Pod", "name: x, managedFields: [{manager: a}]", "spec: {a: 1}\nstatus: {phase: Running}")
    (document,) = read(text)
    expected = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}, "spec": {"a": 1}}
    assert pruned(document) == expected
    assert build_inventory([document]).data["namespace"]["default"]["v1"]["Pod"]["x"] == expected
    assert document.data["status"] == {"phase": "Running"}
    assert document.data["metadata"]["managedFields"] == [{"manager": "a"}]


def test_what_needs_no_pruning_is_not_copied() -> None:
    (document,) = read(thing("v1", "Pod"))
    assert pruned(document) is document.data


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        ({"apiVersion": "v1", "kind": "Pod", "namespace": "default", "name": "x"}, 0),
        ({"kind": "Pod", "name": "x"}, None),
        ({"kind": "Pod", "name": "x", "namespace": "shop"}, 1),
        ({"name": "cart"}, 2),
        ({"kind": "Service"}, 2),
        ({"kind": "Pod", "name": "z"}, None),
        ({"namespace": "shop"}, None),
        ({}, None),
        ({"kind": ["Pod"]}, None),
    ],
)
def test_finding_an_object(reference: dict[str, Any], found: int | None) -> None:
    documents = read(
        thing("v1", "Pod") + thing("v1", "Pod", "name: x, namespace: shop") + thing("v1", "Service", "name: cart"),
    )
    assert build_inventory(documents).find(reference) is (None if found is None else documents[found])


def test_documents_are_described_for_people() -> None:
    texts = (thing("v1", "Pod", "name: x, namespace: shop"), thing("v1", "Node"), thing("v1", "Pod", ""))
    assert [describe(document) for text in texts for document in read(text)] == ["Pod shop/x", "Node x", "Pod"]
    assert [describe(document) for document in read(WORKFLOW, ".github/workflows/a.yml")] == [".github/workflows/a.yml"]
