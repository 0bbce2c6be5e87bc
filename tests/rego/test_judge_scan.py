"""Policies over the whole scan, parameters, and references to other documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scanner.model import Document, Located, NotEvaluated
from scanner.read import Limits, read_bytes
from scanner.rego import ParameterError, PolicyMatch, check_parameters, judge, load_policies

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.rego import Engine

PODS = """apiVersion: v1
kind: Pod
metadata: {name: a}
---
apiVersion: v1
kind: Pod
metadata:
  name: b
  namespace: shop
"""


@pytest.fixture
def engine(embedded_engine: Engine) -> Engine:
    return embedded_engine


def verdicts(
    directory: Path,
    policy: str,
    engine: Engine,
    parameters: dict[str, Any] | None = None,
    text: str = PODS,
) -> list[PolicyMatch | NotEvaluated]:
    (directory / "p.rego").write_text(policy)
    documents = [
        one for one in read_bytes("pods.yaml", text.encode(), Limits(), named=True) if isinstance(one, Document)
    ]
    return list(judge(load_policies([directory]), documents, parameters=parameters or {}, engine=engine))


def found(verdicts: list[PolicyMatch | NotEvaluated]) -> list[tuple[Any, ...]]:
    assert all(isinstance(one, PolicyMatch) for one in verdicts), verdicts
    return [
        (one.match.message, one.document.index, one.match.path, one.located)
        for one in verdicts
        if isinstance(one, PolicyMatch)
    ]


def whole_scan(rule: str, selection: str = "inventory: true") -> str:
    return f"# METADATA\n# custom: {{input: {{{selection}}}}}\npackage p\n{rule}\n"


def test_a_policy_over_the_inventory_is_judged_once(tmp_path: Path, engine: Engine) -> None:
    policy = whole_scan('deny contains sprintf("%d %v", [count(data.inventory.namespace), input]) if true')
    assert found(verdicts(tmp_path, policy, engine)) == [("2 {}", 0, ("kind",), Located.DOCUMENT)]


@pytest.mark.parametrize(("kinds", "judged"), [("[Pod]", 1), ("[Deployment]", 0)])
def test_a_selection_beside_it_says_when(tmp_path: Path, engine: Engine, kinds: str, judged: int) -> None:
    policy = whole_scan('deny contains "x"', f"inventory: true, kinds: {kinds}")
    assert len(verdicts(tmp_path, policy, engine)) == judged


REFERENCES = [
    ('"object": {"kind": "Pod", "namespace": "shop", "name": "b"}', 1, ("kind",), Located.DOCUMENT),
    ('"object": {"kind": "Pod", "name": "b"}, "path": ["spec"]', 1, ("spec",), Located.EXACT),
    ('"object": data.inventory.namespace.shop.v1.Pod.b.metadata', 1, ("kind",), Located.DOCUMENT),
    ('"object": {"kind": "Pod", "name": "c"}, "path": ["spec"]', 0, ("kind",), Located.DOCUMENT),
    ('"file": "pods.yaml", "path": ["metadata", "name"]', 0, ("metadata", "name"), Located.EXACT),
    ('"file": "other.yaml", "path": ["metadata", "name"]', 0, ("kind",), Located.DOCUMENT),
    ('"path": ["metadata", "name"]', 0, ("kind",), Located.DOCUMENT),
]


@pytest.mark.parametrize(("reference", "index", "path", "located"), REFERENCES)
def test_an_element_may_name_its_document(  # noqa: PLR0913, PLR0917 - a row of the table and two fixtures
    tmp_path: Path,
    engine: Engine,
    reference: str,
    index: int,
    path: tuple[str, ...],
    located: Located,
) -> None:
    policy = whole_scan(f'deny contains {{"msg": "x", {reference}}}')
    assert found(verdicts(tmp_path, policy, engine)) == [("x", index, path, located)]


def test_a_policy_may_point_from_one_document_to_another(tmp_path: Path, engine: Engine) -> None:
    policy = """package p
deny contains {"msg": "x", "object": other, "path": ["metadata", "name"]} if {
  input.metadata.name == "a"
  other := {"kind": "Pod", "name": "b"}
}
"""
    assert found(verdicts(tmp_path, policy, engine)) == [("x", 1, ("metadata", "name"), Located.EXACT)]


def test_remediation_is_the_authors(tmp_path: Path, engine: Engine) -> None:
    policy = whole_scan('deny contains {"msg": "x", "remediation": "Do y."}')
    (match,) = verdicts(tmp_path, policy, engine)
    assert isinstance(match, PolicyMatch)
    assert match.match.remediation == "Do y."


PARAMETRISED = """# METADATA
# custom:
#   id: floor
#   input: {inventory: true}
#   parameters:
#     type: object
#     required: [tiers]
#     additionalProperties: false
#     properties:
#       tiers:
#         type: object
#         additionalProperties:
#           type: object
#           required: [replicas]
#           additionalProperties: false
#           properties:
#             replicas: {type: integer, minimum: 1}
#             names: {type: array, items: {type: string}}
package floor

deny contains sprintf("%d", [tier.replicas]) if some tier in data.plimsoll.config.floor.tiers
"""


def test_parameters_are_the_policys_configuration(tmp_path: Path, engine: Engine) -> None:
    parameters = {"floor": {"tiers": {"v1": {"replicas": 3}}}}
    assert [one[0] for one in found(verdicts(tmp_path, PARAMETRISED, engine, parameters))] == ["3"]


def test_without_its_parameters_a_policy_judges_nothing(tmp_path: Path, engine: Engine) -> None:
    assert verdicts(tmp_path, PARAMETRISED, engine) == []


def test_an_undeclared_section_is_an_empty_object(tmp_path: Path, engine: Engine) -> None:
    policy = whole_scan("deny contains json.marshal(data.plimsoll.config)").replace("{input", "{parameters: {}, input")
    assert [one[0] for one in found(verdicts(tmp_path, policy, engine))] == ['{"p":{}}']


WRONG = [
    ({"tiers": {"v1": {"replicas": 3}}}, []),
    ({}, [(("floor",), "tiers is required")]),
    ([], [(("floor",), "invalid type. Expected: object, given: array")]),
    (
        {"tiers": {"v1": {"replicas": 0}}},
        [(("floor", "tiers", "v1", "replicas"), "must be greater than or equal to 1")],
    ),
    ({"tiers": {"a.b": {}}}, [(("floor", "tiers", "a.b"), "replicas is required")]),
    (
        {"tiers": {"v": {"replicas": 1, "names": ["a", 1]}}},
        [(("floor", "tiers", "v", "names", 1), "invalid type. Expected: string, given: integer")],
    ),
    ({"tiers": {}, "tears": 1}, [(("floor", "tears"), "'tears' is not allowed here")]),
]


@pytest.mark.parametrize(("section", "expected"), WRONG)
def test_wrong_parameters_are_named_with_their_path(
    tmp_path: Path,
    engine: Engine,
    section: Any,
    expected: list[tuple[Any, str]],
) -> None:
    (tmp_path / "p.rego").write_text(PARAMETRISED)
    errors = list(check_parameters(load_policies([tmp_path]), {"floor": section}, engine))
    assert [(one.path, one.message) for one in errors if isinstance(one, ParameterError)] == expected
    assert len(errors) == len(expected)


def test_a_section_that_nobody_reads_is_an_error(tmp_path: Path, engine: Engine) -> None:
    (tmp_path / "p.rego").write_text(PARAMETRISED + "\nx := data.plimsoll.config.shared.x\n")
    policies = load_policies([tmp_path])
    (error,) = check_parameters(policies, {"shared": 1, "flor": {}}, engine)
    message = "no policy has the id 'flor' or reads such parameters; did you mean 'floor'?"
    assert error == ParameterError("flor", ("flor",), message)
    (tmp_path / "q.rego").write_text("package q\nx := data.plimsoll.config[input.k]\ndeny contains 1\n")
    assert list(check_parameters(load_policies([tmp_path]), {"flor": {}}, engine)) == []


def test_a_schema_that_is_none_is_not_evaluated(tmp_path: Path, engine: Engine) -> None:
    (tmp_path / "p.rego").write_text("# METADATA\n# custom: {parameters: {type: 1}}\npackage p\ndeny contains 1\n")
    (problem,) = check_parameters(load_policies([tmp_path]), {"p": {}}, engine)
    assert isinstance(problem, NotEvaluated)
    assert problem.rule_id == "p"
    assert problem.reason.startswith("Its custom.parameters cannot be used: ")
