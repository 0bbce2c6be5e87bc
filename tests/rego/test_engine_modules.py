"""A bad module is left out with those that depend on it, each with its place; the others load."""

from __future__ import annotations

import pytest

from scanner.rego.engine import Engine, Evaluation, ModuleError, Value

GOOD = "package good\n\ndeny contains 1\n"

ERRORS = {
    "syntax": (
        "package bad\n\ndeny contains x if {{\n",
        ModuleError("bad.rego", 4, 1, "rego_parse_error: unexpected eof token"),
    ),
    "a misspelt variable": (
        "package bad\n\ndeny contains x if x == y\n",
        ModuleError("bad.rego", 3, 20, "rego_unsafe_var_error: var x is unsafe"),
    ),
    "an unknown builtin": (
        "package bad\n\ndeny contains 1 if strings.shout(input.a)\n",
        ModuleError("bad.rego", 3, 20, "rego_type_error: undefined function strings.shout"),
    ),
    "a wrong type": (
        'package bad\n\ndeny contains 1 if startswith(7, "a")\n',
        ModuleError("bad.rego", 3, 20, "rego_type_error: startswith: invalid argument(s)"),
    ),
    "recursion": (
        "package bad\n\np if q\n\nq if p\n",
        ModuleError(
            "bad.rego",
            3,
            1,
            "rego_recursion_error: rule data.bad.p is recursive: data.bad.p -> data.bad.q -> data.bad.p",
        ),
    ),
    "metadata that is no YAML": (
        "# METADATA\n# title: [\npackage bad\n",
        ModuleError("bad.rego", 2, 1, "rego_parse_error: yaml: line 1: did not find expected node content"),
    ),
    "the network": (
        'package bad\n\ndeny contains 1 if http.send({"method": "get", "url": "http://example.com"})\n',
        ModuleError(
            "bad.rego",
            3,
            20,
            "The builtin 'http.send' is refused: a policy may not reach the network or the environment.",
        ),
    ),
    "the environment": (
        "package bad\n\n# opa.runtime\ndeny contains opa.runtime().env\n",
        ModuleError(
            "bad.rego",
            4,
            15,
            "The builtin 'opa.runtime' is refused: a policy may not reach the network or the environment.",
        ),
    ),
    "nothing": ("", ModuleError("bad.rego", 1, 1, "rego_parse_error: empty module")),
}


@pytest.mark.parametrize("case", ERRORS)
def test_error_has_its_place(engine: Engine, case: str) -> None:
    text, expected = ERRORS[case]
    errors = engine.load({"bad.rego": text, "good.rego": GOOD}, {})
    assert expected in errors
    assert {error.file for error in errors} == {"bad.rego"}
    assert list(engine.evaluate([Evaluation({}, ("data.good.deny",))])) == [(Value([1]),)]


def test_dependents_are_left_out_too(engine: Engine) -> None:
    modules = {
        "lib.rego": "package lib\n\nf(x) := nowhere(x)\n\nlimit := 3\n",
        "calls.rego": "package calls\n\ndeny contains data.lib.f(1)\n",
        "reads.rego": "package reads\n\nimport data.lib\n\ndeny contains lib.limit\n",
        "indirect.rego": "package indirect\n\ndeny contains x if some x in data.reads.deny\n",
        "sibling.rego": "package lib\n\ng := 1\n",
        "good.rego": GOOD,
    }
    errors = engine.load(modules, {})
    assert {error.file for error in errors} == set(modules) - {"good.rego"}
    (cause,) = (error for error in errors if error.file == "lib.rego")
    assert (cause.line, cause.column) == (3, 9)
    (reads,) = (error for error in errors if error.file == "reads.rego")
    assert reads == ModuleError("reads.rego", 3, 8, "It depends on package 'lib', of which 'lib.rego' cannot be used.")
    assert list(engine.evaluate([Evaluation({}, ("data.good.deny",))])) == [(Value([1]),)]


def test_a_module_that_does_not_parse_takes_its_package_along(engine: Engine) -> None:
    modules = {
        "a.rego": "package shop\n\ndeny contains 1 if {\n",
        "b.rego": "package shop\n\ndeny contains 2\n",
        "good.rego": GOOD,
    }
    assert {error.file for error in engine.load(modules, {})} == {"a.rego", "b.rego"}


def test_modules_are_found_whatever_their_order(engine: Engine) -> None:
    modules = {
        "a.rego": "package a\n\ndeny contains data.z.f(1)\n",
        "z.rego": "package z\n\nf(x) := x + data.m.one\n",
        "m.rego": "package m\n\none := 1\n",
    }
    assert engine.load(modules, {}) == ()
    assert list(engine.evaluate([Evaluation({}, ("data.a.deny",))])) == [(Value([2]),)]


def test_a_rule_where_data_is(engine: Engine) -> None:
    errors = engine.load(
        {"m.rego": "package inventory\n\ncluster := 1\n", "good.rego": GOOD}, {"inventory": {"cluster": {}}}
    )
    assert [error.file for error in errors] == ["m.rego"]


def test_file_names_are_only_names(engine: Engine) -> None:
    name = "../a b/ü#?%41.rego"
    (error,) = engine.load({name: "package m\n\ndeny contains nope(1)\n"}, {})
    assert error == ModuleError(name, 3, 15, "rego_type_error: undefined function nope")
