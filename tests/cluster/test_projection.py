"""What is kept of objects for others to ask about is enough: every rule gives the verdict that whole objects give."""

from __future__ import annotations

import dataclasses
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scanner import kubernetes
from scanner.cluster import live
from scanner.cluster.projection import Projector
from scanner.evaluate.findings import Violation
from scanner.evaluate.judge import judge
from scanner.kubernetes import Inventory, KubernetesObject
from scanner.model import Document, DocumentKind
from scanner.read import ReadOptions, read_targets
from scanner.rules.catalogue import CHECKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "tests" / "examples"
CORPORA = ROOT.parent / "shared" / "corpora"
MOST_FILES = 400
LIVE = [check for check in CHECKS if not check.files_only]

Said = list[tuple[str, str, str, str, str]]


def objects(paths: Iterable[Path]) -> list[Document]:
    """Read manifests as if each object had been listed: whole, with an address, nothing twice."""
    read = read_targets([str(path) for path in paths], ReadOptions(root=ROOT))
    found: dict[str, Document] = {}
    for item in read:
        if isinstance(item, Document) and item.kind is DocumentKind.KUBERNETES:
            metadata = item.data.get("metadata")
            if isinstance(metadata, dict) and isinstance(item.data.get("apiVersion"), str):
                made = live.document(item.data)
                found.setdefault(made.source.path, made)
    return list(found.values())


def said(documents: list[Document], inventory: Inventory) -> Iterator[tuple[str, str, str, str, str]]:
    for document in documents:
        subjects = kubernetes.subjects_of(KubernetesObject(document, inventory))
        for verdict in judge(subjects, LIVE):
            if isinstance(verdict, Violation):
                path = ".".join(map(str, verdict.match.path))
                yield "match", verdict.rule.id, verdict.subject.label, path, verdict.match.message
            else:
                yield type(verdict).__name__, verdict.rule_id, verdict.subject, verdict.path, verdict.reason


def differences(documents: list[Document]) -> Said:
    projector = Projector()
    kept = [
        dataclasses.replace(one, data=data) for one in documents if (data := projector.project(one.data)) is not None
    ]
    whole = set(said(documents, Inventory.of(documents, scope_complete=True)))
    projected = set(said(documents, Inventory.of(kept, scope_complete=True)))
    return sorted(whole ^ projected)


@pytest.mark.parametrize("rule", sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir()))
def test_examples_are_judged_alike(rule: str) -> None:
    for path in sorted((EXAMPLES / rule).glob("*.y*ml")):
        assert differences(objects([path])) == [], path


def test_the_platform_is_judged_alike() -> None:
    documents = objects([ROOT / "kubernetes"])
    assert documents
    assert differences(documents) == []


def test_real_manifests_are_judged_alike() -> None:
    if not CORPORA.is_dir():
        pytest.skip("the corpora lie beside the repository, and are not there")
    files = [path for path in sorted(CORPORA.rglob("*.y*ml")) if _is_small(path)][:MOST_FILES]
    for directory, group in groupby(files, key=lambda path: path.parent):
        assert differences(objects(list(group))) == [], directory


def _is_small(path: Path) -> bool:
    return path.is_file() and path.stat().st_size < 200_000


def _owned(**changes: Any) -> dict[str, Any]:
    owner = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web", "uid": "1", "controller": True}
    metadata = {"name": "web-1", "namespace": "shop", "labels": {"app": "web"}, "ownerReferences": [owner]}
    spec = {"containers": [{"name": "web", "ports": [{"containerPort": 80}]}], "serviceAccountName": "default"}
    made = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}
    for key, value in changes.items():
        made[key] = {**made[key], **value}  # type: ignore[dict-item]
    return made


def _replicaset() -> dict[str, Any]:
    template = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": _owned()["spec"]["containers"]}}
    metadata = {"name": "web", "namespace": "shop", "uid": "1"}
    return {"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": metadata, "spec": {"template": template}}


def test_a_pod_that_is_as_its_controllers_template_is_not_kept() -> None:
    projector = Projector()
    projector.project(_replicaset())
    assert projector.project(_owned()) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"metadata": {"labels": {"app": "web", "canary": "true"}}},
        {"metadata": {"ownerReferences": []}},
        {"metadata": {"ownerReferences": [{"kind": "ReplicaSet", "name": "web", "uid": "1"}]}},
        {"metadata": {"ownerReferences": [{"kind": "ReplicaSet", "name": "web", "uid": "2", "controller": True}]}},
        {"spec": {"serviceAccountName": "admin"}},
        {"spec": {"hostNetwork": True}},
        {"spec": {"containers": [{"name": "web", "ports": [{"containerPort": 81}]}]}},
        {"spec": {"ephemeralContainers": [{"name": "debug"}]}},
    ],
)
def test_any_other_pod_is_kept(changes: dict[str, Any]) -> None:
    projector = Projector()
    projector.project(_replicaset())
    assert projector.project(_owned(**changes)) is not None
