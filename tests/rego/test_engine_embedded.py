"""What only the embedded engine offers: prints, tests with coverage, inspection of modules, old Rego beside new."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.errors import EngineFailed
from scanner.rego.engine import Evaluation, TestResult, Value
from scanner.rego.engines.inspection import RuleInfo

if TYPE_CHECKING:
    from scanner.rego.engines.embedded import EmbeddedEngine

POLICY = """\
# METADATA
# title: Too few replicas
# custom:
#   id: few
package shop.few

import data.lib.pods

deny contains msg if {
	input.spec.replicas < 2
	print("replicas", input.spec.replicas)
	msg := sprintf("'%s' has too few replicas.", [object.get(input, ["metadata", "name"], "?")])
}

deny contains "never" if {
	input.spec.template["x-never"]
	pods.never
}
"""
TESTS = """\
package shop.few_test

import data.shop.few

test_found if count(few.deny) == 1 with input as {"spec": {"replicas": 1}}

test_wrong if count(few.deny) == 7

test_error if to_number("x") == 1

todo_test_later if false

test_cases[name] if {
	some name, replicas in {"one": 1, "two": 2}
	few.deny[_] with input as {"spec": {"replicas": replicas}}
}
"""
LIB = "package lib.pods\n\nnever if false\n"
MODULES = {"few.rego": POLICY, "few_test.rego": TESTS, "lib/pods.rego": LIB}


def test_prints_belong_to_their_query(embedded_engine: EmbeddedEngine) -> None:
    embedded_engine.load(MODULES, {})
    ((few, lib),) = embedded_engine.evaluate(
        [Evaluation({"spec": {"replicas": 1}}, ("data.shop.few.deny", "data.lib.pods"))]
    )
    assert few == Value(["'?' has too few replicas."], prints=("replicas 1",))
    assert lib == Value({})


def test_prints_are_bounded(embedded_engine: EmbeddedEngine) -> None:
    embedded_engine.load({"m.rego": 'package m\n\np if every n in numbers.range(1, 5000) { print("line", n) }\n'}, {})
    ((result,),) = embedded_engine.evaluate([Evaluation({}, ("data.m.p",))])
    assert isinstance(result, Value)
    assert (len(result.prints), result.prints[0], result.prints[-1]) == (201, "line 1", "… more was printed")


def test_tests_are_run(embedded_engine: EmbeddedEngine) -> None:
    embedded_engine.load(MODULES, {})
    results = embedded_engine.test().results
    outcomes = [(result.name, result.line, result.passed, result.skipped) for result in results]
    assert outcomes == [
        ("test_found", 5, True, False),
        ("test_wrong", 7, False, False),
        ("test_error", 9, False, False),
        ("todo_test_later", 11, False, True),
        ("test_cases", 13, False, False),
    ]
    assert {(result.package, result.file) for result in results} == {("shop.few_test", "few_test.rego")}
    assert results[0].prints == ("replicas 1",)
    assert results[2].message.startswith("few_test.rego:9:15: eval_builtin_error: to_number")
    assert results[4].message == "Failed for 'two'."


def test_tests_can_be_chosen(embedded_engine: EmbeddedEngine) -> None:
    embedded_engine.load(MODULES, {})
    assert [result.name for result in embedded_engine.test(pattern="few_test.test_w").results] == ["test_wrong"]
    with pytest.raises(EngineFailed, match="missing closing"):
        embedded_engine.test(pattern="(")


def test_running_tests_changes_nothing(embedded_engine: EmbeddedEngine) -> None:
    embedded_engine.load(MODULES, {})
    first = embedded_engine.test()
    assert embedded_engine.test() == first
    ((result,),) = embedded_engine.evaluate([Evaluation({"spec": {"replicas": 3}}, ("data.shop.few.deny",))])
    assert result == Value([])


def test_coverage(embedded_engine: EmbeddedEngine) -> None:
    embedded_engine.load(MODULES, {})
    coverage = {file.file: file for file in embedded_engine.test(pattern="test_found", coverage=True).coverage}
    few = coverage["few.rego"]
    assert (few.covered, few.not_covered) == (((9, 12),), ((15, 17),))
    assert round(few.percentage, 1) == 57.1
    assert coverage["lib/pods.rego"].percentage == 0


def test_a_test_has_a_deadline(embedded_engine: EmbeddedEngine) -> None:
    endless = "test_endless if { some a in numbers.range(1, 99999); some b in numbers.range(1, 99999); a * b < 0 }"
    embedded_engine.load({"m_test.rego": f"package m_test\n\n{endless}\n\ntest_good if true\n"}, {})
    endless_result, good = embedded_engine.test().results
    assert not endless_result.passed
    assert "eval_cancel_error" in endless_result.message
    assert good == TestResult("m_test", "test_good", "m_test.rego", 5, passed=True)


def test_inspection(embedded_engine: EmbeddedEngine) -> None:
    inspection = embedded_engine.inspect({**MODULES, "bad.rego": "package bad\n\np {{"})
    few, _, lib = inspection.modules
    assert (few.file, few.package, few.rego_version) == ("few.rego", "data.shop.few", 1)
    assert few.rules == (RuleInfo("deny", 9, function=False), RuleInfo("deny", 15, function=False))
    assert few.metadata is not None
    assert (few.metadata["title"], few.metadata["custom"]) == ("Too few replicas", {"id": "few"})
    assert few.fields == ("metadata", "name", "replicas", "spec", "template", "x-never")
    assert few.uses == ("data.lib.pods",)
    assert (lib.metadata, lib.fields) == (None, ())
    assert {error.file for error in inspection.errors} == {"bad.rego"}


def test_old_and_new_modules_load_together(embedded_engine: EmbeddedEngine) -> None:
    old = 'package main\n\nimport data.lib.names\n\ndeny[msg] {\n\tinput.kind == "Pod"\n\tmsg := names.of(input)\n}\n'
    new = "package lib.names\n\nof(object) := object.metadata.name\n"
    assert embedded_engine.load({"old.rego": old, "new.rego": new}, {}) == ()
    assert [module.rego_version for module in embedded_engine.inspect({"old.rego": old, "new.rego": new}).modules] == [
        1,
        0,
    ]
    ((result,),) = embedded_engine.evaluate(
        [Evaluation({"kind": "Pod", "metadata": {"name": "web"}}, ("data.main.deny",))]
    )
    assert result == Value(["web"])


def test_columns_count_characters(embedded_engine: EmbeddedEngine) -> None:
    (error,) = embedded_engine.load({"m.rego": 'package m\n\np := concat("", ["äöü😀", nope(1)])\n'}, {})
    assert (error.line, error.column) == (3, 26)


def test_a_remote_schema_is_not_fetched(embedded_engine: EmbeddedEngine) -> None:
    module = 'package m\n\np := json.match_schema({}, {"$ref": "http://127.0.0.1:9/schema.json"})\n'
    embedded_engine.load({"m.rego": module}, {})
    ((result,),) = embedded_engine.evaluate([Evaluation({}, ("data.m.p",))])
    assert "remote reference loading disabled" in str(result)
