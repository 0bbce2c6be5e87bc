from __future__ import annotations

from typing import Any

import pytest

from scanner.workflows.expressions import (
    UNKNOWN,
    EvaluationError,
    ExpressionError,
    Filtered,
    Unknown,
    constants,
    evaluate,
    kind,
    parse,
)

_DATA: dict[str, Any] = {
    "github": {"ref": "refs/heads/main", "labels": [{"name": "bug"}, {"name": "Help"}], "secret": UNKNOWN},
    "env": {"CI": "true", "COUNT": "0x10"},
}


def value(text: str) -> Any:
    return evaluate(parse(text), _DATA)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("env.ci == 'TRUE'", True),
        ("env.count >= 16", True),
        ("'a' < 'B'", True),
        ("null == 0 && '' == false", True),
        ("1.5e20", 1.5e20),
        ("format('{0}', 1e20)", "1E+20"),
        ("format('{0} {1}', -0, 0.1)", "0 0.1"),
        ("format('{{{0}}}', 'x')", "{x}"),
        ("format(' Infinity ') == Infinity", True),
        ("join(github.labels.*.name, '+')", "bug+Help"),
        ("contains(github.labels.*.name, 'HELP')", True),
        ("github.labels[1.9].name", "Help"),
        ("github.labels[-1]", None),
        ("github.missing.deeper", None),
        ('fromJSON(\'{"a": [1, {"b": null}]}\').a[1]', {"b": None}),
        ('toJSON(fromJSON(\'{"a":[],"b":[1]}\'))', '{\n  "a": [],\n  "b": [\n    1\n  ]\n}'),
        ("toJSON(format('{0}', 'é\u2028'))", '"é\\u2028"'),
        ("fromJSON('[]') == fromJSON('[]')", False),
        ("case(false, 1, true, 'two', 3)", "two"),
        ("!NaN", True),
    ],
)
def test_values(text: str, expected: Any) -> None:
    found = value(text)
    assert found == expected
    assert kind(found) == kind(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("inputs.x", UNKNOWN),
        ("github.secret == 'x'", UNKNOWN),
        ("github.secret && false", Unknown(truth=False)),
        ("github.secret || 'x'", Unknown(truth=True)),
        ("!(inputs.x || 'x')", False),
        ("false && inputs.x", False),
        ("format('{0}', 'a', inputs.x)", "a"),
        ("format('{1}', 'a', inputs.x)", UNKNOWN),
        ("contains(github.labels, inputs.x)", UNKNOWN),
        ("toJSON(github)", UNKNOWN),
        ("join(inputs.x)", UNKNOWN),
        ("hashFiles('**')", UNKNOWN),
        ("failure()", UNKNOWN),
        ("always()", True),
        ("case(inputs.x == 1, 2, 3)", UNKNOWN),
        ("inputs.*.x", UNKNOWN),
    ],
)
def test_what_is_not_known_stays_unknown_and_no_more_than_that(text: str, expected: Any) -> None:
    assert value(text) == expected


def test_a_filter_is_an_array_of_what_its_items_have() -> None:
    found = value("github.labels.*.nothing")
    assert isinstance(found, Filtered)
    assert found.items == []
    assert kind(found) == "Array"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("format('{0')", "format string is invalid"),
        ("format('{2}', 1)", "more arguments than were supplied"),
        ("fromJSON('{')", "Error parsing fromJson"),
        ("case(1, 2, 3)", "case predicate must evaluate to a boolean value"),
    ],
)
def test_what_cannot_be_evaluated(text: str, words: str) -> None:
    with pytest.raises(EvaluationError, match=words):
        value(text)


def test_memory_is_bounded_as_github_bounds_it() -> None:
    large = {"x": "y" * 200_000}
    assert len(evaluate(parse("format('{0}{0}', x)"), large)) == 400_000
    assert evaluate(parse("join(x, x)"), large) == large["x"]
    for text in ("format('{0}{0}{0}', x)", "format('{0}', format('{0}{0}', x)) == format('{0}', x)"):
        with pytest.raises(EvaluationError, match="maximum allowed memory size"):
            evaluate(parse(text), large)


def test_a_value_of_any_depth_is_bounded() -> None:
    deep = "[" * 5_000 + "]" * 5_000
    assert evaluate(parse("toJSON(fromJSON(x))"), {"x": deep}) == UNKNOWN


def test_constant_parts_are_found_with_their_spans() -> None:
    text = "github.ref == format('{0}/{1}', 'a', 'b') && contains('x', inputs.x) || fromJSON('[1]')[0]"
    found = [(text[one.node.start : one.node.end], one.value) for one in constants(parse(text))]
    assert found == [("format('{0}/{1}', 'a', 'b')", "a/b"), ("fromJSON('[1]')[0]", 1.0)]


def test_a_whole_expression_may_be_constant() -> None:
    (found,) = constants(parse("false && github.event.issue.title"))
    assert found.value is False


@pytest.mark.parametrize(("depth", "refused"), [(49, False), (50, True)])
def test_the_depth_of_a_tree_is_githubs(depth: int, refused: bool) -> None:
    text = "!" * depth + "x"
    if refused:
        with pytest.raises(ExpressionError) as caught:
            parse(text)
        assert caught.value.within(text) == "Exceeded max expression depth 50"
    else:
        parse(text)
