"""Which values the API server takes for which scalar type."""

from __future__ import annotations

from typing import Any

import pytest

from scanner.kubernetes.schema.scalars import READERS, describe


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("string", ["", "x"], [1, True, 1.5, ["x"], {}]),
        ("boolean", [True, False], ["true", 0, 1, "yes"]),
        ("int32", [0, -(2**31), 2**31 - 1, 3.0], [2**31, -(2**31) - 1, 1.5, "1", True, float("nan"), float("inf")]),
        ("int64", [2**63 - 1, -(2**63)], [2**63, 1e19, "1", False]),
        ("int-or-string", ["http", "25%", "", 80], [2**31, 1.5, True, ["80"]]),
        ("double", [1, 1.5], ["1", True]),
        ("quantity", ["250m", "1.5Gi", 2, 0.5, " 1 ", "1e3"], ["", "1 GB", "1gb", "x", True, ["1"]]),
        (
            "time",
            ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.123456+01:00"],
            ["", "2026-01-31", "2026-01-31 12:00:00Z", "yesterday", 2026],
        ),
        ("bytes", ["", "Y2FydA==", "Y2Fy\ndA==\n"], ["Y2FydA", "not base64", "Y2Fy dA==", "é", 12]),
        ("integer", [2**70, 1.0], [1.5, True, "1"]),
        ("integer-or-string", [2**70, "x"], [1.5, True, []]),
        ("number", [1, 1.5], [True, "1"]),
    ],
)
def test_readers(name: str, right: list[Any], wrong: list[Any]) -> None:
    reads = READERS[name][0]
    assert [value for value in right if not reads(value)] == []
    assert [value for value in wrong if reads(value)] == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "the boolean true"),
        (False, "the boolean false"),
        (2**64 - 1, "the integer 18446744073709551615"),
        (3, "the integer 3"),
        (2**64, "a huge integer"),
        (1.5, "a number with a fraction"),
        ("s3cret", "a string"),
        ([], "a list"),
        ({}, "a mapping"),
    ],
)
def test_what_a_value_is_called(value: Any, text: str) -> None:
    assert describe(value) == text
