"""One language, one truth: every engine answers the same."""

from __future__ import annotations

from typing import Any

import pytest

from scanner.rego.engine import Engine, Evaluation, Failure, Value

POD = {"kind": "Pod", "spec": {"containers": [{"name": "web"}, {"name": "api", "securityContext": {}}]}}

VALUES: dict[str, tuple[str, Any, Any]] = {
    "a set is a sorted list": ('deny contains x if { some x in {"b", "a", "é"} }', {}, ["a", "b", "é"]),
    "a set of sets too": ("deny contains x if { some x in {{2, 1}, {1}} }", {}, [[1], [1, 2]]),
    "a set of objects": ('deny contains {"msg": x} if { some x in ["b", "a"] }', {}, [{"msg": "a"}, {"msg": "b"}]),
    "an empty set is defined": ("deny contains 1 if input.no", {}, []),
    "not of an undefined operand": (
        'deny contains c.name if { some c in input.spec.containers; not "ALL" in c.securityContext.capabilities.drop }',
        POD,
        [],
    ),
    "not of an undefined comparison": (
        "deny contains c.name if { some c in input.spec.containers; not c.securityContext.runAsNonRoot == true }",
        POD,
        ["api", "web"],
    ),
    "a partial object": (
        'deny[name] := "x" if { some c in input.spec.containers; name := c.name }',
        POD,
        {"web": "x", "api": "x"},
    ),
    "null": ("deny := null", {}, None),
    "false": ("deny := false", {}, False),
    "input that is false": ("deny := input", False, False),
    "input that is empty": ("deny := input", {}, {}),
    "input that is a list": ("deny := count(input)", [1, 2], 2),
    "an integer beyond 64 bits": ("deny := input.n + 1", {"n": 2**70}, 2**70 + 1),
    "a float": ("deny := input.n", {"n": 1.5}, 1.5),
    "NUL and characters beyond the BMP": ("deny := count(input.s)", {"s": "a\0é😀"}, 4),
    "a line break within a string": ("deny := regex.match(`^a\\sb$`, input.s)", {"s": "a\nb"}, True),
    "data": ("deny := data.inventory.namespace.shop.v1.Pod.web.kind", {}, "Pod"),
    "a key that needs quotes": ('deny := data.inventory.namespace.shop["apps/v1"]', {}, {}),
    "string interpolation": ('deny := $"{input.a}!"', {"a": "b"}, "b!"),
    "a keyword in a reference": ("deny := input.package", {"package": 1}, 1),
    "metadata": ("# METADATA\n# title: T\ndeny := rego.metadata.rule().title", {}, "T"),
    "json.match_schema": ('deny := json.match_schema(input, {"type": "object"})[0]', {}, True),
    "an old partial set": ("deny[msg] { msg := input.a }", {"a": "x"}, ["x"]),
    "an old module with rego.v1": ("import rego.v1\ndeny contains 1", {}, [1]),
}

DATA = {"inventory": {"namespace": {"shop": {"v1": {"Pod": {"web": {"kind": "Pod"}}}, "apps/v1": {}}}}}


@pytest.mark.parametrize("case", VALUES)
def test_value(engine: Engine, case: str, request: pytest.FixtureRequest) -> None:
    rule, document, expected = VALUES[case]
    if case == "an old partial set" and "server" in request.node.name:
        pytest.skip("a server reads one version of Rego, which its owner decides")
    assert engine.load({"m.rego": f"package m\n\n{rule}\n"}, DATA) == ()
    assert list(engine.evaluate([Evaluation(document, ("data.m.deny",))])) == [(Value(expected),)]


FAILURES = {
    "a builtin's error": (
        "deny := to_number(input.s)",
        'm.rego:3:9: eval_builtin_error: to_number: strconv.ParseFloat: parsing "x": invalid syntax',
    ),
    "a conflict": (
        "deny := 1 if true\ndeny := 2 if true",
        "m.rego:4:1: eval_conflict_error: rule data.m.deny produced conflicting values: 1 at m.rego:3, 2 at m.rego:4.",
    ),
    "a rule that does not exist": ("other := 1", "'data.m.deny' is undefined."),
    "a rule that is undefined": ("deny if input.no", "'data.m.deny' is undefined."),
    "an endless search": (
        "deny if { some a in numbers.range(1, 9999); some b in numbers.range(1, 9999); a * b < 0 }",
        "'data.m.deny' did not finish within 3 s.",
    ),
}


@pytest.mark.parametrize("case", FAILURES)
def test_failure(engine: Engine, case: str) -> None:
    rule, expected = FAILURES[case]
    assert engine.load({"m.rego": f"package m\n\n{rule}\n"}, {}) == ()
    ((result,),) = list(engine.evaluate([Evaluation({"s": "x"}, ("data.m.deny",))]))
    assert isinstance(result, Failure)
    assert expected in result.reason
    assert result.reason.endswith(".")


def test_one_failure_spoils_no_other_query(engine: Engine) -> None:
    module = "package m\n\ngood contains 1\n\nbad := to_number(input.s)\n\nnone if input.no\n"
    assert engine.load({"m.rego": module}, {}) == ()
    queries = ("data.m.good", "data.m.bad", "data.m.none", "data.m.good")
    batch = [Evaluation({"s": text}, queries) for text in ("x", "7")]
    first, second = engine.evaluate(batch)
    assert [type(result) for result in first] == [Value, Failure, Failure, Value]
    assert second == (Value([1]), Value(7), first[2], Value([1]))


def test_what_json_cannot_express_is_a_failure(engine: Engine) -> None:
    assert engine.load({"m.rego": "package m\n\ndeny contains 1\n"}, {}) == ()
    results = list(
        engine.evaluate([Evaluation(bad, ("data.m.deny",)) for bad in ({"n": float("inf")}, {"s": {1}}, {})])
    )
    assert [isinstance(result, Failure) for (result,) in results] == [True, True, False]


def test_a_query_that_is_no_reference_is_a_failure(engine: Engine) -> None:
    assert engine.load({"m.rego": "package m\n\ndeny contains 1\n"}, {}) == ()
    queries = ("data.m.deny; true", "1 + 1", "data.m[_]", "input")
    ((*results,),) = list(engine.evaluate([Evaluation({}, queries)]))
    assert [isinstance(result, Failure) for result in results] == [True] * 4


def test_load_replaces_what_was_loaded(engine: Engine) -> None:
    engine.load({"a.rego": "package a\n\ndeny contains data.x.y\n"}, {"x": {"y": 1}})
    engine.load({"b.rego": "package b\n\ndeny contains data.x.y\n"}, {"x": {"y": 2}})
    ((gone, there),) = list(engine.evaluate([Evaluation({}, ("data.a.deny", "data.b.deny"))]))
    assert isinstance(gone, Failure)
    assert there == Value([2])


def test_a_package_that_needs_quotes(engine: Engine) -> None:
    assert engine.load({"m.rego": 'package shop["replica-floor"].v1\n\ndeny contains 1\n'}, {}) == ()
    (results,) = engine.evaluate([Evaluation({}, ('data.shop["replica-floor"].v1.deny',) * 2)])
    assert results == (Value([1]), Value([1]))


def test_the_name_tells_the_version(engine: Engine) -> None:
    assert "(OPA 1." in engine.name


def test_close_may_be_called_twice(engine: Engine) -> None:
    engine.load({}, {})
    engine.close()
    engine.close()
