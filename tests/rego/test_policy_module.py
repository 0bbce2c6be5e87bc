"""What is read off a module without an engine must be what OPA's own parser reads."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scanner.rego.policies.module import mentions, query, read_module
from scanner.rego.policies.tokens import TokenKind, tokens

if TYPE_CHECKING:
    from scanner.rego.engines.embedded import EmbeddedEngine

ROOT = Path(__file__).parents[2]

HEADS = {
    "deny contains msg if { msg := input.x }": ["deny"],
    "deny contains\n  msg if {\n  msg := input.x\n}": ["deny"],
    "deny contains input.x if input.y": ["deny"],
    'deny_a contains "x"\nwarn_b contains "y"\nviolation_c contains "z"': ["deny_a", "warn_b", "violation_c"],
    "deny[msg] { msg := input.x }": ["deny"],
    'deny[{"msg": msg}] {\n  msg := "x"\n} {\n  msg := "y"\n}': ["deny"],
    "deny[msg] if { msg := input.x }": ["deny"],
    "default deny := false": ["deny"],
    'deny := "a" if { false } else := "b" if { true }': ["deny"],
    "deny(x) := x": [],
    "default deny(x) := 1\ndeny(x) := x": [],
    'p if { true } deny contains "x" if { true } q := 1 violation contains "y" if { true }': ["deny", "violation"],
    "p := deny\ndeny contains 1": ["deny"],
    "p if deny\nnot_deny := 1": [],
    "p if not deny": [],
    "p if some deny in input.xs": [],
    "p if some i, deny in input.xs": [],
    "p := count(deny)": [],
    "p contains deny if { some deny in input.xs }": [],
    "p := input.deny": [],
    "p := {x | x := data.lib.deny[_]}": [],
    'import data.lib.deny\ndeny_x contains "a"': ["deny_x"],
    'import data.lib as deny\np := "a"': [],
    "import data.future.in\ndeny contains 1": ["deny"],
    "p := input.contains\ndeny contains 1": ["deny"],
    'p := "deny contains 1"\nq := `\ndeny contains 1\n`': [],
    '# deny contains "x"\np := 1 # deny\ndeny contains 1 # x': ["deny"],
    'p := "\\""\ndeny contains "}"': ["deny"],
    'deny.sub contains "a"': ["deny"],
    'deny contains $"a {input.x} deny { count("}") } \\{ z"\nwarn contains "x"': ["deny", "warn"],
    "deny contains $`raw {input.x} deny`": ["deny"],
    "exception contains rules if { rules := [] }": [],
    "denying contains 1": [],
    "p := 1 - deny_count\ndeny_count := 2": ["deny_count"],
    'p := [\n  deny,\n  1\n]\ndeny contains "x"': ["deny"],
    'p :=\n  deny\n\nviolation contains "x"': ["violation"],
}


@pytest.mark.parametrize(("rules", "expected"), HEADS.items())
def test_entry_rules_are_the_heads(rules: str, expected: list[str]) -> None:
    assert [entry.name for entry in read_module("m.rego", f"package m\n\n{rules}\n").entries] == expected


def test_entry_rules_are_those_that_opa_finds(embedded_engine: EmbeddedEngine) -> None:
    texts = {f"{number}.rego": f"package m\n\n{rules}\n" for number, rules in enumerate(HEADS)}
    texts |= {path.name: path.read_text() for path in (ROOT / "policies").rglob("*.rego")}
    inspection = embedded_engine.inspect(texts)
    compared = 0
    for info in inspection.modules:
        module = read_module(info.file, texts[info.file])
        functions = {rule.name for rule in info.rules if rule.function}
        heads = ((rule.name.split(".")[0].split("[")[0], rule.line) for rule in info.rules if not rule.function)
        expected = {(name, line) for name, line in heads if re.fullmatch(r"(deny|warn|violation)(_\w*)?", name)}
        found = {(entry.name, entry.line) for entry in module.entries}
        assert found <= expected, texts[info.file]  # OPA also counts each further body of `deny { … } { … }`
        assert {name for name, _ in found} == {name for name, _ in expected}, texts[info.file]
        assert {entry.name for entry in module.entries}.isdisjoint(functions)
        assert query(module.package, "x") == f"{info.package}.x"
        uses = {re.sub(r'\["(\w+)"\]', r".\1", use) for use in info.uses}
        assert {query(reference, "x").removesuffix(".x") for reference in module.references} == uses
        assert set(info.fields) <= mentions(module.text).keys()
        compared += 1
    assert compared >= len(HEADS) - len(inspection.errors)
    assert {error.file for error in inspection.errors} <= {f"{number}.rego" for number in range(len(HEADS))}


def test_packages_and_references() -> None:
    module = read_module(
        "m.rego",
        '# A comment\npackage a["b-c"].d\nimport data.lib.pods as p\nimport rego.v1\n'
        'x := data.lib2["k"].f(data.inventory[input.x].y)\ny := input.data.z\n',
    )
    assert module.package == ("a", "b-c", "d")
    assert module.package_line == 2
    assert query(module.package, "deny") == 'data.a["b-c"].d.deny'
    assert module.references == {("lib", "pods"), ("lib2", "k", "f"), ("inventory",)}


@pytest.mark.parametrize("text", ["", "deny contains 1", "# package a", '"package" a', "package"])
def test_without_a_package_clause_there_is_no_package(text: str) -> None:
    assert read_module("m.rego", text).package == ()


def test_exception_rules_are_seen() -> None:
    assert read_module("m.rego", "package m\nexception contains [] if true").has_exceptions
    assert not read_module("m.rego", "package m\np := exception").has_exceptions


def test_mentions_are_fields_and_strings() -> None:
    text = 'package m\np := object.get(input.a, ["b", "c"], d)\nq := input["e"] # input.f'
    assert mentions(text) == {"get": 2, "a": 2, "b": 2, "c": 2, "e": 3}


@pytest.mark.parametrize("text", ['"', '"a\n"', "`", '$"', '$"{', "$`a{`", "))}}", "\\", "\x00", "é", '$"{"}"'])
def test_any_text_gives_tokens(text: str) -> None:
    assert list(tokens(text))


def test_tokens_have_places() -> None:
    found = [(token.kind, token.text, token.line, token.column, token.depth) for token in tokens('a\n  ["ü\\n"] # c')]
    assert found == [
        (TokenKind.NAME, "a", 1, 1, 0),
        (TokenKind.PUNCTUATION, "[", 2, 3, 0),
        (TokenKind.STRING, "ü\n", 2, 4, 1),
        (TokenKind.PUNCTUATION, "]", 2, 9, 0),
        (TokenKind.COMMENT, " c", 2, 11, 0),
    ]


def test_keywords_and_other_text_stand_in_brackets() -> None:
    assert query(("a", "if", "b-c", 'd"e', "é"), "deny") == 'data.a["if"]["b-c"]["d\\"e"]["\\u00e9"].deny'
