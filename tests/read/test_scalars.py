"""Scalars in both dialects. The Kubernetes column was checked against sigs.k8s.io/yaml v1.6.0 itself."""

from __future__ import annotations

import math
from typing import Any

import pytest

from scanner.model import UnreadReason
from tests.read.reading import POD, document, unread

WORKFLOW = ".github/workflows/ci.yml"

CASES: list[tuple[str, Any, Any]] = [
    # source, as the API server, as GitHub
    ("yes", True, "yes"),
    ("Off", False, "Off"),
    ("y", True, "y"),
    ("N", False, "N"),
    ("on", True, "on"),
    ("TRUE", True, True),
    ("false", False, False),
    ("tRUE", "tRUE", "tRUE"),
    ("~", None, None),
    ("null", None, None),
    ("", None, None),
    ("12", 12, 12),
    ("+12", 12, 12),
    ("-12", -12, -12),
    ("012", 10, 12),
    ("08", 8, 8),
    ("0o14", 12, 12),
    ("0O14", 12, "0O14"),
    ("0x1F", 31, 31),
    ("0X1F", 31, "0X1F"),
    ("-0x1F", -31, "-0x1F"),
    ("0b101", 5, "0b101"),
    ("12_345", 12345, "12_345"),
    ("1_000.5", 1000.5, "1_000.5"),
    ("_1", "_1", "_1"),
    ("22:30", "22:30", "22:30"),
    ("2020-01-01", "2020-01-01", "2020-01-01"),
    ("1.5", 1.5, 1.5),
    ("3.10", 3.1, 3.1),
    ("1.0", 1, 1),
    ("1e3", 1000, 1000),
    (".5", 0.5, 0.5),
    (".5_0", 0.5, ".5_0"),
    ("+.5", 0.5, 0.5),
    ("1.", 1, 1),
    (".", ".", "."),
    ("1e400", "1e400", math.inf),
    ("9223372036854775807", 9223372036854775807, 9223372036854775807.0),
    ("18446744073709551615", 18446744073709551615, 18446744073709551615.0),
    ("18446744073709551616", 1.8446744073709552e19, 1.8446744073709552e19),
    ("'12'", "12", "12"),
    ('"true"', "true", "true"),
    ("!!str 12", "12", "12"),
    ("!!int 12", 12, 12),
    ("!!float 1", 1, 1),
    ("!!bool true", True, True),
    ("!!null null", None, None),
]


@pytest.mark.parametrize(("source", "kubernetes", "github"), CASES)
def test_a_scalar_in_both_dialects(source: str, kubernetes: Any, github: Any) -> None:
    manifest = document(f"{POD}x: {source}\n").data["x"]
    workflow = document(f"on: push\njobs: {{}}\nx: {source}\n", WORKFLOW).data["x"]
    assert (manifest, type(manifest)) == (kubernetes, type(kubernetes))
    assert (workflow, type(workflow)) == (github, type(github))


@pytest.mark.parametrize(
    ("source", "kubernetes", "github"),
    [
        ("yes", "true", "yes"),
        ("on", "true", "on"),
        ("1", "1", "1"),
        ("0x10", "16", "16"),
        ("1.50", "1.5", "1.5"),
        ("1e10", "1e+10", "10000000000"),
        ("0.1", "0.1", "0.1"),
        ("1234567.0", "1.234567e+06", "1234567"),
        ("123456.0", "123456", "123456"),
        ("1e-7", "1e-07", "1e-07"),
        (".inf", ".inf", "inf"),
        ("TRUE", "true", "true"),
        ("'1.50'", "1.50", "1.50"),
        ("!!str 1.50", "1.50", "1.50"),
        ("2020-01-01", "2020-01-01", "2020-01-01"),
        ("${{ insert }}", "${{ insert }}", "${{ insert }}"),
    ],
)
def test_a_key_becomes_a_string(source: str, kubernetes: str, github: str) -> None:
    assert list(document(f"{POD}x:\n  {source}: v\n").data["x"]) == [kubernetes]
    assert list(document(f"on: push\njobs: {{}}\nx:\n  {source}: v\n", WORKFLOW).data["x"]) == [github]


@pytest.mark.parametrize(
    "source",
    [
        "!!int foo",
        "!!bool 1",
        "!!binary '*'",
        "!!timestamp foo",
        "!!float 18446744073709551615",
        ".inf",
        "-.INF",
        ".nan",
    ],
)
def test_the_api_server_refuses_a_value(source: str) -> None:
    text = f"{POD}x: {source}\n"
    found = unread(text)
    assert found.reason is UnreadReason.MALFORMED
    assert found.incomplete
    assert found.span is not None
    assert (found.span.line, found.span.column) == (5, 4)


@pytest.mark.parametrize(
    "source", ["~: a", "18446744073709551615: a", "? [a]\n: b", "? {a: b}\n: c", "<<: [a]", "<<: a"]
)
def test_the_api_server_refuses_a_mapping(source: str) -> None:
    found = unread(f"{POD}{source}\n")
    assert found.reason is UnreadReason.MALFORMED
    assert found.incomplete


@pytest.mark.parametrize(
    "source",
    ["!!timestamp 2020-01-01", "!!int '300'", "!!float test", "!cancelled()", "! 12", "0x1FFFFFFFF", "0o77777777777"],
)
def test_github_refuses_a_value(source: str) -> None:
    found = unread(f"on: push\njobs: {{}}\nx: {source}\n", WORKFLOW)
    assert found.reason is UnreadReason.MALFORMED
    assert found.span is not None
    assert (found.span.line, found.span.column) == (3, 4)


def test_unknown_tags_leave_text_and_collections_as_they_are() -> None:
    data = document(f"{POD}a: !foo bar\nb: !foo {{x: 1}}\nc: !!binary aGk=\nd: !!timestamp 2020-01-01\n").data
    assert (data["a"], data["b"], data["c"], data["d"]) == ("bar", {"x": 1}, "hi", "2020-01-01")


def test_a_null_key_is_empty_to_github() -> None:
    assert document("on: push\njobs: {}\nx:\n  null: v\n", WORKFLOW).data["x"] == {"": "v"}


def test_merge_keys_are_applied_as_go_yaml_v2_does() -> None:
    text = f"{POD}base: &base {{a: 1, b: 2}}\nafter:\n  <<: *base\n  a: 3\nbefore:\n  a: 3\n  <<: *base\n"
    data = document(f"{text}several:\n  <<: [{{a: 5}}, *base]\nquoted:\n  '<<': {{a: 1}}\n").data
    assert data["after"] == {"a": 3, "b": 2}
    assert data["before"] == {"a": 1, "b": 2}
    assert data["several"] == {"a": 5, "b": 2}
    assert data["quoted"] == {"<<": {"a": 1}}
