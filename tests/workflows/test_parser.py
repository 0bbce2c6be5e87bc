from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.workflows.expressions import ExpressionError, parse, walk
from scanner.workflows.expressions.nodes import And, Comparison, Group, Literal, Not, Or
from scanner.workflows.expressions.parser import MAX_LENGTH, MAX_NESTING


def test_precedence() -> None:
    node = parse("a || b && !c == d < e")
    assert isinstance(node, Or)
    conjunction = node.operands[1]
    assert isinstance(conjunction, And)
    equality = conjunction.operands[1]
    assert isinstance(equality, Comparison)
    assert equality.operator == "=="
    assert isinstance(equality.left, Not)
    assert isinstance(equality.right, Comparison)
    assert equality.right.operator == "<"


def test_every_node_covers_its_own_text() -> None:
    text = " ( a.b[ 'c' ] || fromJSON( x )[ 0 ].* ) "
    spans = {text[node.start : node.end] for node in walk(parse(text))}
    assert "( a.b[ 'c' ] || fromJSON( x )[ 0 ].* )" in spans
    assert {"a", "a.b", "a.b[ 'c' ]", "'c'", "fromJSON( x )[ 0 ].*", "x"} <= spans


@pytest.mark.parametrize("text", ["", "   ", "null"])
def test_nothing_is_null(text: str) -> None:
    node = parse(text)
    assert isinstance(node, Literal)
    assert node.value is None


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5_000 + "a" + ")" * 5_000,
        "!" * 5_000 + "a",
        "a" + "[a" * 5_000 + "]" * 5_000,
        "a" + ".b" * 5_000,
        "toJSON(" * 2_000 + "a" + ")" * 2_000,
        "a" * (MAX_LENGTH + 1),
    ],
    ids=["groups", "negations", "indexes", "properties", "calls", "length"],
)
def test_what_is_too_large_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text)


def test_long_but_flat_is_fine() -> None:
    assert isinstance(parse(" && ".join(["a"] * 2_000)), And)
    assert isinstance(parse("(" * (MAX_NESTING - 1) + "a" + ")" * (MAX_NESTING - 1)), Group)


@pytest.mark.parametrize(
    ("text", "value"),
    [("0x" + "f" * 400, float("inf")), ("0o17", 15.0), ("-.5e1", -5.0), ("+Infinity", float("inf")), ("'a''b'", "a'b")],
)
def test_literals(text: str, value: object) -> None:
    node = parse(text)
    assert isinstance(node, Literal)
    assert node.value == value


@given(st.text(alphabet="ab .()[]*,!=<>&|'+-0x1{}$\n", max_size=40))
def test_any_text_is_parsed_or_refused_at_a_place_in_it(text: str) -> None:
    try:
        node = parse(text)
    except ExpressionError as error:
        assert 0 <= error.offset <= len(text)  # noqa: PT017 - both outcomes are right
    else:
        assert all(0 <= part.start <= part.end <= len(text) for part in walk(node))
