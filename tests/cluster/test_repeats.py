"""A Pod that equals another has the verdicts that it would have if it were judged by itself."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scanner.cluster import live
from scanner.cluster.discovery import Resource
from scanner.cluster.judging import Judge, Judged
from scanner.cluster.options import AuditOptions
from scanner.cluster.reading import Seen
from scanner.cluster.repeats import Repeats
from scanner.kubernetes import Inventory, KubernetesObject, subjects_of
from scanner.model import Document, Finding
from scanner.read import ReadOptions, read_targets
from scanner.rules.catalogue import CHECKS

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = Path(__file__).parents[1] / "examples"
POD = Resource("", "v1", "Pod", "pods", namespaced=True)
LIVE = [check for check in CHECKS if not check.files_only]
OWNER = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "r", "uid": "0", "controller": True}


class Forgetful(Repeats):
    """Remembers nothing."""

    def recall(self, item: KubernetesObject) -> None:
        del item


def pods() -> Iterator[dict[str, Any]]:
    """Yield the pods of all examples, as a controller would have made each of them."""
    for item in read_targets([str(EXAMPLES)], ReadOptions(root=EXAMPLES)):
        if isinstance(item, Document) and item.data.get("apiVersion") == "v1" and item.data.get("kind") == "Pod":
            metadata = item.data.get("metadata")
            if isinstance(metadata, dict):
                yield {**item.data, "metadata": {**metadata, "ownerReferences": [OWNER]}}


def copies(data: dict[str, Any], count: int) -> list[Document]:
    made = []
    for number in range(count):
        one = copy.deepcopy(data)
        one["metadata"] |= {"name": f"made-{number:05}", "uid": str(number), "resourceVersion": str(number)}
        made.append(live.document(one))
    return made


def verdicts(documents: list[Document], repeats: Repeats) -> tuple[list[Finding], set[Any]]:
    judged = Judged()
    inventory = Inventory.of(documents, scope_complete=True)
    Judge(inventory, LIVE, AuditOptions(), judged, repeats).page(documents, Seen(POD))
    return sorted(judged.all_findings(), key=lambda one: (one.source.path, one.rule.id, one.path, one.fingerprint)), {
        *judged.unknown
    }


def test_equal_pods_have_equal_verdicts() -> None:
    found = 0
    for data in list(pods())[::5]:
        documents = copies(data, 3)
        alone, unknown = verdicts(documents, Forgetful())
        again, unknown_again = verdicts(documents, Repeats())
        assert [(one.fingerprint, one.message, one.subject, one.source.path) for one in again] == [
            (one.fingerprint, one.message, one.subject, one.source.path) for one in alone
        ]
        assert unknown_again == unknown
        found += len(alone)
    assert found > 200


@pytest.mark.parametrize(
    "change",
    [
        lambda pod: pod["spec"]["containers"][0].update(image="registry.example.com/other:1"),
        lambda pod: pod["metadata"]["labels"].update(app="other"),
        lambda pod: pod["metadata"].update(namespace="other"),
        lambda pod: pod["metadata"].pop("ownerReferences"),
    ],
)
def test_pods_that_differ_are_judged_by_themselves(change: Any) -> None:
    data = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"namespace": "shop", "labels": {"app": "cart"}, "ownerReferences": [OWNER]},
        "spec": {"containers": [{"name": "app", "image": "registry.example.com/app:1"}]},
    }
    first, second = copies(data, 2)
    change(second.data)
    repeats, inventory = Repeats(), Inventory.of([first, second])
    one, other = (KubernetesObject(document, inventory) for document in (first, second))
    repeats.remember(one, list(subjects_of(one)), [])
    assert repeats.recall(one) == []
    assert repeats.recall(other) is None


def test_the_volume_of_the_token_makes_no_difference() -> None:
    data = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"namespace": "shop", "ownerReferences": [OWNER]},
        "spec": {"containers": [], "volumes": [{"name": "kube-api-access-abcde"}]},
    }
    first, second = copies(data, 2)
    second.data["spec"]["volumes"][0]["name"] = "kube-api-access-x2z4v"
    repeats, inventory = Repeats(), Inventory.of([first, second])
    repeats.remember(KubernetesObject(first, inventory), [], [])
    assert repeats.recall(KubernetesObject(second, inventory)) == []
