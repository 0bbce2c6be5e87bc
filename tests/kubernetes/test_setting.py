"""Reading fields of data of any shape."""

from __future__ import annotations

from typing import Any

import pytest

from scanner.kubernetes import Setting


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"a": {"b": 1}}, Setting(("a", "b"), 1)),
        ({"a": {"b": None}}, Setting(("a", "b"))),
        ({"a": {}}, Setting(("a", "b"))),
        ({"a": None}, Setting(("a", "b"))),
        ({}, Setting(("a", "b"))),
        (None, Setting(("a", "b"))),
        ({"a": []}, Setting(("a",), [], malformed=True)),
        ({"a": False}, Setting(("a",), False, malformed=True)),
        ({"a": "b"}, Setting(("a",), "b", malformed=True)),
        ([1], Setting((), [1], malformed=True)),
    ],
)
def test_a_field_has_a_value_a_place_where_it_belongs_or_is_malformed(data: Any, expected: Setting) -> None:
    assert Setting((), data).read("a", "b") == expected


def test_what_is_below_something_malformed_is_malformed_at_the_same_place() -> None:
    malformed = Setting((), {"a": 3}).read("a", "b")
    assert malformed.read("c", "d") == malformed
    mapping = Setting(("a",), {"b": 1}, malformed=True)
    assert mapping.read("b") == mapping


@pytest.mark.parametrize(
    ("setting", "is_true", "is_false", "may_be_true"),
    [
        (Setting(()), False, False, False),
        (Setting((), value=True), True, False, True),
        (Setting((), value=False), False, True, False),
        (Setting((), "true"), False, False, True),
        (Setting((), "false"), False, False, True),
        (Setting((), 0), False, False, True),
        (Setting((), 1), False, False, True),
        (Setting((), []), False, False, True),
        (Setting((), value=True, malformed=True), False, False, True),
        (Setting((), value=False, malformed=True), False, False, True),
    ],
)
def test_a_wrong_type_is_neither_certainly_true_nor_certainly_false(
    setting: Setting, is_true: bool, is_false: bool, may_be_true: bool
) -> None:
    assert (setting.is_true, setting.is_false, setting.may_be_true) == (is_true, is_false, may_be_true)


@pytest.mark.parametrize(
    ("value", "paths"),
    [
        (None, []),
        ([], []),
        (["x", None], [("a", 0), ("a", 1)]),
        ({"name": "forgotten dash"}, [("a",)]),
        ("x", [("a",)]),
        (0, [("a",)]),
    ],
)
def test_what_stands_for_a_list_is_its_only_item(value: Any, paths: list[tuple[str | int, ...]]) -> None:
    assert [item.path for item in Setting(("a",), value).items()] == paths


def test_a_map_of_strings_has_scalars_as_json_text_and_leaves_out_the_rest() -> None:
    labels = {"text": "a", "yes": True, "no": False, "one": 1, "half": 0.5, "null": None, "list": [1], "map": {}}
    assert Setting((), labels).string_map() == {"text": "a", "yes": "true", "no": "false", "one": "1", "half": "0.5"}
    assert Setting((), ["a"]).string_map() == {}


def test_typed_readings_are_empty_for_a_wrong_type() -> None:
    assert Setting((), 3).text == ""
    assert Setting((), 3).mapping == {}
    assert Setting((), "x", malformed=True).text == ""
    assert not Setting((), {}, malformed=True).is_mapping
    assert not Setting((), [], malformed=True).is_list
    assert Setting((), {"a": 1}, malformed=True).mapping == {}
    assert Setting((), 3, malformed=True).integer is None
