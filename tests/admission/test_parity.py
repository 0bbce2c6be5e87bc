"""One verdict: the examples of every rule about Kubernetes, as files and as requests."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scanner.admission.judge import Judge, _document
from scanner.admission.review import read_review
from scanner.config import Config
from scanner.errors import EngineError
from scanner.evaluate import Judges, evaluate
from scanner.model import Document, DocumentKind
from scanner.read import Limits, read_bytes
from scanner.rego import PolicySet
from scanner.rules.catalogue import CHECKS
from tests.admission.reviews import body, request, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.rego.engine import Engine
    from scanner.rules.check import Check

EXAMPLES = Path(__file__).parents[1] / "examples"
JUDGED = [check for check in CHECKS if not check.files_only and (EXAMPLES / check.rule.id).is_dir()]


def no_engine() -> Engine:
    raise EngineError("the rules need none")


def objects(check: Check[Any]) -> Iterator[Document]:
    """Yield the Kubernetes objects in the examples of a rule."""
    for path in sorted((EXAMPLES / check.rule.id).glob("*.yaml")):
        for item in read_bytes(path.name, path.read_bytes(), Limits(), named=True):
            if isinstance(item, Document) and item.kind is DocumentKind.KUBERNETES and not item.base:
                yield item


def asked(data: dict[str, Any]) -> dict[str, Any]:
    """Return the request to create an object."""
    group, _, version = data["apiVersion"].rpartition("/")
    metadata = data.get("metadata") or {}
    return request(
        kind={"group": group, "version": version, "kind": data["kind"]},
        resource={"group": group, "version": version, "resource": "anything"},
        name=str(metadata.get("name", "")),
        namespace="",
        object=data,
    )


@pytest.mark.parametrize("check", JUDGED, ids=[check.rule.id for check in JUDGED])
def test_a_request_is_judged_as_its_file(check: Check[Any]) -> None:
    judge = Judge(settings(check.rule.id))
    alone = Judges((check,), PolicySet(), start_engine=no_engine)
    for document in objects(check):
        scanned = evaluate((document,), alone, Config(), date(2026, 11, 24))
        review = read_review(body(asked(document.data)))
        judged = judge._judge("", _document(review, document.data), None, only_request=False)
        assert [finding.fingerprint for finding in judged.findings] == [
            finding.fingerprint for finding in scanned.findings
        ], document.source.path
        assert list(judged.undecided) == [item.rule_id for item in scanned.undecided]
        assert not judged.not_evaluated
