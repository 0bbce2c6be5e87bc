"""A pod has the same verdict in whatever resource its template is, of Kubernetes or of anybody else."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from scanner.config import Config
from scanner.evaluate import Judges, evaluate
from scanner.kubernetes import Container, Pod
from scanner.model import Document
from scanner.read import Limits, read_bytes
from scanner.rego import PolicySet
from scanner.rules.catalogue import CHECKS
from tests.test_respelling import KUBERNETES, block

if TYPE_CHECKING:
    from scanner.model import Path

OF_PODS = [check for check in CHECKS if check.judges in {Pod, Container}]
EMBEDDING = {
    "DaemonSet": "apps/v1",
    "ReplicaSet": "apps/v1",
    "Rollout": "argoproj.io/v1alpha1",
    "StatefulSet": "apps/v1",
    "Worker": "shop.example.com/v1",
}
"""Kinds that have a pod where a Deployment has it, and their API versions."""


OF_ONE_KIND = {
    "node-affinity": {"DaemonSet"},  # is on every node by its nature
    "volume-unused": {"Rollout", "Worker"},  # an operator may add containers
}
"""Rules of pods that ask which kind a pod is in, and the kinds in which they say something else."""


def read(content: bytes) -> list[Document]:
    return [item for item in read_bytes("a.yaml", content, Limits(), named=True) if isinstance(item, Document)]


WITH_DEPLOYMENT = [path for path in KUBERNETES if b"kind: Deployment" in path.read_bytes()]


def found(documents: list[Any]) -> set[tuple[str, int, Path]]:
    """Return what the rules of pods find: the rule, the line and the path."""
    judges = Judges(OF_PODS, PolicySet(), lambda: pytest.fail("no policies"))
    report = evaluate(read(block(documents).encode()), judges, Config(), date(2026, 1, 1))
    assert not report.not_evaluated
    return {(finding.rule.id, finding.span.line, finding.path) for finding in report.findings}


def renamed(documents: list[Any], kind: str) -> list[Any]:
    """Return the documents with their Deployments made another kind."""
    new = {"apiVersion": EMBEDDING[kind], "kind": kind}
    return [{**one, **new} if one.get("kind") == "Deployment" else one for one in documents]


@pytest.mark.parametrize("kind", EMBEDDING)
def test_the_kind_changes_no_verdict_on_a_pod(kind: str) -> None:
    differing: dict[str, list[str]] = {}
    judged = 0
    for path in WITH_DEPLOYMENT:
        documents = [document.data for document in read(path.read_bytes())]
        expected = found(documents)
        judged += len(expected)
        for rule_id, *_ in expected ^ found(renamed(documents, kind)):
            differing.setdefault(rule_id, []).append(path.name)
    assert judged > len(WITH_DEPLOYMENT)
    assert differing.keys() == {rule_id for rule_id, kinds in OF_ONE_KIND.items() if kind in kinds}, differing
