"""Custom resources, judged by the CustomResourceDefinitions of a scan."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from scanner.kubernetes.schema import Lack, ProblemKind, Schemas, validate
from scanner.model import Document
from scanner.read import Limits, read_bytes
from tests.absent import absent

if TYPE_CHECKING:
    from collections.abc import Iterator

CORPUS = Path(__file__).parents[4] / "shared" / "corpora" / "kube-prometheus"


def definition(schema: str, *, version: str = "v1", **spec: Any) -> dict[str, Any]:
    """Return the definition of the kind Cache with this schema of its ``spec``."""
    root = {"type": "object", "properties": {"spec": yaml.safe_load(schema)}}
    versions = [{"name": version, "served": True, "storage": True, "schema": {"openAPIV3Schema": root}}]
    names = {"kind": "Cache", "plural": "caches"}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "spec": {"group": "example.com", "names": names, "scope": "Namespaced", "versions": versions, **spec},
    }


def cache(spec: str, **fields: Any) -> dict[str, Any]:
    return {"apiVersion": "example.com/v1", "kind": "Cache", "spec": yaml.safe_load(spec), **fields}


def found(schema: str, spec: str) -> list[tuple[str, str]]:
    """Return the kind of each problem, and its path below ``spec``."""
    problems = validate(cache(spec), Schemas.of([definition(schema)]))
    return sorted((problem.kind.value, ".".join(map(str, problem.path[1:]))) for problem in problems)


OBJECT = "{type: object, properties: {a: {type: string}}}"


@pytest.mark.parametrize(
    ("schema", "spec", "expected"),
    [
        (OBJECT, "{a: x, b: 1}", [("unknown field", "b")]),
        ("{type: object}", "{a: 1}", [("unknown field", "a")]),
        ("{type: object, x-kubernetes-preserve-unknown-fields: true}", "{a: 1}", []),
        (
            "{type: object, properties: {a: {type: string}}, x-kubernetes-preserve-unknown-fields: true}",
            "{a: 1, b: 1}",
            [("wrong type", "a")],
        ),
        ("{type: object, additionalProperties: {type: integer}}", "{a: 1, b: x}", [("wrong type", "b")]),
        ("{type: object, additionalProperties: {type: integer}}", "{a: null}", []),
        ("{type: object, additionalProperties: true}", "{a: [1]}", []),
        ("{type: object, additionalProperties: false}", "{a: 1}", [("unknown field", "a")]),
        ("{type: array, items: {type: string}}", "[a, 1, null]", [("wrong type", "1"), ("wrong type", "2")]),
        ("{type: array, items: {type: string, nullable: true}}", "[null]", []),
        ("{type: array, items: {type: object, required: [k]}}", "[{}]", [("missing field", "0.k")]),
        ("{type: array}", "[1, a]", []),
        ("{x-kubernetes-int-or-string: true}", "80%", []),
        ("{x-kubernetes-int-or-string: true, anyOf: [{type: integer}, {type: string}]}", "1.5", [("wrong type", "")]),
        ("{type: number}", "1", []),
        ("{type: integer, enum: [0, 1]}", "true", [("wrong type", "")]),
        ("{type: integer, enum: [0, 1]}", "2", [("wrong type", "")]),
        ("{type: string, enum: [a]}", "a", []),
        ("{type: boolean, enum: [true]}", "true", []),
        ("{type: boolean, enum: [1]}", "true", [("wrong type", "")]),
        ("{type: string, enum: a}", "b", []),
        (
            "{type: object, required: [a], properties: {a: {type: string, nullable: true}}}",
            "{}",
            [("missing field", "a")],
        ),
        ("{type: string, enum: [a, [b], {c: d}]}", "a", []),
        ("{type: object, properties: {a: {type: string}}, additionalProperties: {type: integer}}", "{a: x, b: y}", []),
        ("{properties: {a: {type: string}}}", "{b: 1}", []),
        ("{type: object, required: [a], properties: {a: {type: string, default: x}}}", "{}", []),
        ("{type: object, required: [a], properties: {a: {type: string}}}", "{a: null}", [("missing field", "a")]),
        ("{type: object, required: [a], properties: {a: {type: string, nullable: true}}}", "{a: null}", []),
        ("{type: object, properties: {a: {type: string}}, oneOf: [{required: [b]}]}", "{a: x}", []),
        ("{type: object, x-kubernetes-embedded-resource: true}", "{apiVersion: v1, kind: A, metadata: {}}", []),
        (
            "{type: object, x-kubernetes-embedded-resource: true, properties: {metadata: {type: object}}}",
            "{apiVersion: v1, kind: A, metadata: {nmae: x}}",
            [("unknown field", "metadata.nmae")],
        ),
        # What is no schema says nothing.
        ("{type: text}", "{a: 1}", []),
        ("{type: [object]}", "{a: 1}", []),
        ("[object]", "{a: 1}", []),
        ("{type: object, properties: [a], required: a}", "{a: 1}", [("unknown field", "a")]),
        ("{type: object, properties: {a: string}, required: [1]}", "{a: 1}", []),
    ],
)
def test_structural_schemas(schema: str, spec: str, expected: list[tuple[str, str]]) -> None:
    assert found(schema, spec) == expected


def test_metadata_is_the_same_for_every_object() -> None:
    data = cache("{a: x}", metadata={"name": "x", "lables": {}})
    (problem,) = validate(data, Schemas.of([definition(OBJECT)]))
    assert problem.message == "sets 'metadata.lables', which ObjectMeta does not have; 'labels' is probably meant"


def test_the_place_of_a_type_without_a_name_is_said() -> None:
    (problem,) = validate(cache("{b: x}"), Schemas.of([definition(OBJECT)]))
    assert problem.message == "sets 'spec.b', which 'spec' does not have"
    (problem,) = validate({**cache("{}"), "spce": {}}, Schemas.of([definition(OBJECT)]))
    assert problem.message == "sets 'spce', which Cache does not have"


@pytest.mark.parametrize(
    ("definitions", "reason"),
    [
        ([], "No schema of Cache in 'example.com/v1' is known."),
        ([definition(OBJECT, preserveUnknownFields=True)], "The CustomResourceDefinition has no structural schema"),
        ([{**definition(OBJECT), "apiVersion": "apiextensions.k8s.io/v1beta1"}], "The CustomResourceDefinition has no"),
        ([definition(OBJECT), definition("{type: object}")], "Several CustomResourceDefinitions of Cache were scanned"),
        ([definition(OBJECT, versions=[{"name": "v1"}])], "The CustomResourceDefinition has no structural schema"),
    ],
)
def test_nothing_is_judged_without_a_schema(definitions: list[dict[str, Any]], reason: str) -> None:
    schemas = Schemas.of(definitions)
    lack = schemas.root("example.com/v1", "Cache")
    assert isinstance(lack, Lack)
    assert lack.reason.startswith(reason)
    assert list(validate(cache("{b: 1}"), schemas)) == []


def test_the_same_definition_twice_is_one() -> None:
    schemas = Schemas.of([definition(OBJECT), definition(OBJECT)])
    assert len(list(validate(cache("{b: 1}"), schemas))) == 1


def test_the_old_form_counts_where_it_prunes() -> None:
    old = definition(OBJECT, preserveUnknownFields=False)
    schema = old["spec"].pop("versions")[0]["schema"]
    old = {**old, "apiVersion": "apiextensions.k8s.io/v1beta1"}
    old["spec"].update(version="v1", validation=schema)
    assert len(list(validate(cache("{b: 1}"), Schemas.of([old])))) == 1


def test_a_version_that_is_not_served() -> None:
    (problem,) = validate(cache("{a: x}"), Schemas.of([definition(OBJECT, version="v2")]))
    assert problem.kind is ProblemKind.UNKNOWN_KIND
    assert problem.message == (
        "is of 'example.com/v1', which its CustomResourceDefinition does not serve, but 'example.com/v2'"
    )


def test_a_version_that_is_no_longer_served() -> None:
    both = definition(OBJECT)
    both["spec"]["versions"] = [{**both["spec"]["versions"][0], "served": False}, {"name": "v2", "served": True}]
    (problem,) = validate(cache("{a: x}"), Schemas.of([both]))
    assert problem.kind is ProblemKind.UNKNOWN_KIND


@pytest.mark.parametrize(
    "broken", [{}, {"spec": None}, {"spec": []}, {"spec": {"names": [], "versions": [None, {"schema": 1}]}}]
)
def test_a_broken_definition_takes_nothing_down(broken: dict[str, Any]) -> None:
    assert list(validate(cache("{b: 1}"), Schemas.of([broken]))) == []


def resources() -> Iterator[dict[str, Any]]:
    if not CORPUS.is_dir():
        absent("../shared/corpora/kube-prometheus is absent.")
    for path in sorted(CORPUS.rglob("*.yaml")):
        for item in read_bytes(path.name, path.read_bytes(), Limits(), named=True):
            if isinstance(item, Document):
                yield item.data


@pytest.fixture(scope="module")
def corpus() -> tuple[Schemas, dict[str, Any], list[dict[str, Any]]]:
    """Return real schemas, the same as JSON Schemas by kind, and the real resources of these kinds."""
    found = list(resources())
    definitions = [one["spec"] for one in found if one["kind"] == "CustomResourceDefinition"]
    by_kind = {one["names"]["kind"]: one["versions"][0]["schema"]["openAPIV3Schema"] for one in definitions}
    schemas = Schemas.of(one for one in found if one["kind"] == "CustomResourceDefinition")
    return schemas, by_kind, [one for one in found if one["kind"] in by_kind]


def test_real_resources_are_right(corpus: tuple[Schemas, dict[str, Any], list[dict[str, Any]]]) -> None:
    schemas, _, real = corpus
    assert len(real) > 20
    assert [problem for data in real for problem in validate(data, schemas)] == []


def all_paths(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in items:
        yield (*path, step)
        yield from all_paths(value, (*path, step))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_mutations_of_real_resources(
    corpus: tuple[Schemas, dict[str, Any], list[dict[str, Any]]], data: st.DataObject
) -> None:
    """Types, required fields and enumerations as a JSON Schema validator has them; every new field is unknown."""
    schemas, by_kind, real = corpus
    mutated = copy.deepcopy(data.draw(st.sampled_from(real)))
    path = ("spec", *data.draw(st.sampled_from(list(all_paths(mutated["spec"])))))
    parent: Any = mutated
    for step in path[:-1]:
        parent = parent[step]
    added = isinstance(parent, dict) and data.draw(st.booleans())
    if added and isinstance(parent, dict):
        parent["plimsoll"] = 1
    else:
        parent[path[-1]] = data.draw(st.sampled_from(("x", 3, 1.5, True, ["x"], {"x": 1})))
    ours = {(problem.kind, problem.path) for problem in validate(mutated, schemas)}
    judged = {place for place in ours if place[0] is not ProblemKind.UNKNOWN_FIELD}
    theirs = set()
    for error in Draft202012Validator(by_kind[mutated["kind"]]).iter_errors(mutated):
        place = tuple(error.absolute_path)
        if error.validator == "required":
            missing = set(error.validator_value) - error.instance.keys()
            theirs |= {(ProblemKind.MISSING_FIELD, (*place, key)) for key in missing}
        elif error.validator in {"type", "enum"} or (
            error.validator == "anyOf" and error.schema.get("x-kubernetes-int-or-string")
        ):
            theirs.add((ProblemKind.WRONG_TYPE, place))
    assert judged == theirs
    if added and (ProblemKind.UNKNOWN_FIELD, (*path[:-1], "plimsoll")) not in ours:
        free = {"labels", "annotations", "data", "stringData", "nodeSelector", "matchLabels", "limits", "requests"}
        assert free & set(map(str, path)), path


@pytest.mark.parametrize(
    ("root", "expected"),
    [({"properties": {"spec": {"type": "string"}}}, ["spec"]), ({}, []), ({"properties": "x"}, [])],
)
def test_an_object_is_an_object_though_its_schema_does_not_say_so(root: dict[str, Any], expected: list[str]) -> None:
    versions = [{"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": root}}]
    schemas = Schemas.of([definition("{}", versions=versions)])
    assert [problem.path[0] for problem in validate(cache("{}"), schemas)] == expected


def test_a_definition_that_serves_nothing_says_nothing() -> None:
    versions = [{"name": "v1", "served": False, "storage": True}]
    assert list(validate(cache("{}"), Schemas.of([definition("{}", versions=versions)]))) == []


def test_what_is_for_a_tool_may_be_required_all_the_same() -> None:
    root = {"type": "object", "required": ["sops"], "properties": {"spec": {}, "sops": {"type": "object"}}}
    versions = [{"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": root}}]
    (problem,) = validate(cache("{}"), Schemas.of([definition("{}", versions=versions)]))
    assert (problem.kind, problem.path) == (ProblemKind.MISSING_FIELD, ("sops",))


LIST = "Write a list: begin each item with a dash."


@pytest.mark.parametrize(
    ("schema", "spec", "message", "mend"),
    [
        ("{type: integer, enum: [0, 1]}", "2", "the integer 2, where one of 0, 1 belongs", ""),
        ("{type: integer, enum: [0, 1]}", "true", "the boolean true, where an integer belongs", ""),
        ("{type: string, enum: [a, b]}", "c", "a string, where one of 'a', 'b' belongs", ""),
        ("{type: string}", "1", "the integer 1, where a string belongs", "Put the value in quotes."),
        ("{type: string}", "[1]", "a list, where a string belongs", ""),
        ("{type: boolean}", "1", "the integer 1, where a boolean belongs", ""),
        ("{type: boolean}", "'true'", "a string, where a boolean belongs", "Write the value without quotes."),
        ("{type: boolean}", "'yes'", "a string, where a boolean belongs", ""),
        ("{type: array}", "{a: 1}", "a mapping, where a list belongs", LIST),
        ("{type: array}", "a", "a string, where a list belongs", LIST),
        ("{type: array}", "''", "a string, where a list belongs", ""),
        ("{type: object}", "a", "a string, where a mapping belongs", ""),
    ],
)
def test_what_is_wrong_and_how_to_write_it_is_said(schema: str, spec: str, message: str, mend: str) -> None:
    (problem,) = validate(cache(spec), Schemas.of([definition(schema)]))
    assert (problem.message, problem.suggestion) == (f"sets 'spec' to {message}", mend)


@pytest.mark.parametrize(("length", "shown"), [(195, "a" * 195), (196, f"{'a' * 95}…{'a' * 100}")])
def test_the_middle_of_a_long_path_is_left_out(length: int, shown: str) -> None:
    (problem,) = validate(cache(f"{{{'a' * length}: 1}}"), Schemas.of([definition("{type: object}")]))
    assert problem.message == f"sets 'spec.{shown}', which 'spec' does not have"
