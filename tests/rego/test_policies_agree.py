"""This repository's policies, their tests and their examples: every engine says the same."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scanner.config import load_config
from scanner.model import Document, NotEvaluated
from scanner.read import Limits, ReadOptions, read_bytes, read_targets
from scanner.rego import judge, load_policies
from scanner.rego.engine import Evaluation, Value
from scanner.rego.policies.module import query
from scanner.rego.policies.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scanner.rego import Engine, PolicySet
    from scanner.rego.engines.embedded import EmbeddedEngine

ROOT = Path(__file__).parents[2]
POLICIES = load_policies([ROOT / "policies"], with_tests=True)
PARAMETERS = load_config(ROOT / "plimsoll.yaml").parameters


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[Engine]:
    from scanner.rego.engines.server import ServerEngine

    with ServerEngine(request.getfixturevalue("opa_server").url, deadline_s=20.0) as engine:
        yield engine


def verdicts(policies: PolicySet, documents: Sequence[Document], engine: Engine) -> list[tuple[str, ...]]:
    """Return what was said, in words; no verdict may be missing, so failures count too."""
    said = []
    for verdict in judge(policies, documents, parameters=PARAMETERS, engine=engine):
        if isinstance(verdict, NotEvaluated):
            said.append(("not evaluated", verdict.rule_id, verdict.path, verdict.reason))
        else:
            place = f"{verdict.document.source.path}:{verdict.document.index}:{verdict.match.path}"
            said.append((verdict.rule.id, place, verdict.match.message, verdict.located.value))
    return sorted(said)


def test_on_the_platform(embedded_engine: EmbeddedEngine, server: Engine) -> None:
    options = ReadOptions(root=ROOT, exclude=("kubernetes/reports/",))
    targets = [str(ROOT / "kubernetes"), str(ROOT / ".github")]
    documents = [item for item in read_targets(targets, options) if isinstance(item, Document)]
    assert len(documents) > 90
    assert verdicts(POLICIES, documents, server) == verdicts(POLICIES, documents, embedded_engine) == []


def test_on_the_examples(embedded_engine: EmbeddedEngine, server: Engine) -> None:
    for policy in POLICIES.policies:
        examples = sorted((ROOT / "tests" / "examples" / policy.rule.id).glob("*.yaml"))
        read = [item for path in examples for item in read_bytes(path.name, path.read_bytes(), Limits(), named=True)]
        documents = [item for item in read if isinstance(item, Document)]
        alone = POLICIES.select({policy.rule.id})
        expected = verdicts(alone, documents, embedded_engine)
        assert {one[0] for one in expected} == {policy.rule.id}
        assert verdicts(alone, documents, server) == expected


def test_on_the_tests(embedded_engine: EmbeddedEngine, server: Engine) -> None:
    modules = {name: module.text for name, module in {**POLICIES.modules, **POLICIES.tests}.items()}
    queries = sorted(
        {
            query(module.package, token.text)
            for module in POLICIES.tests.values()
            for token in tokens(module.text)
            if token.column == 1 and token.text.startswith("test_")
        }
    )
    assert len(queries) > 200
    for engine in (embedded_engine, server):
        assert engine.load(modules, {}) == ()
        (results,) = engine.evaluate([Evaluation({}, tuple(queries))])
        failed = [name for name, result in zip(queries, results, strict=True) if result != Value(value=True)]
        assert failed == []
