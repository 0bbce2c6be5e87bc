"""Durations as Go reads them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from scanner.kubernetes.duration import parse_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", Fraction(0)),
        ("0s", Fraction(0)),
        ("1m30s", Fraction(90)),
        ("1.5h", Fraction(5400)),
        (".5s", Fraction(1, 2)),
        ("-1m", Fraction(-60)),
        ("+1m", Fraction(60)),
        ("100ms", Fraction(1, 10)),
        ("1us", Fraction(1, 10**6)),
        ("1µs", Fraction(1, 10**6)),
        ("1ns", Fraction(1, 10**9)),
        ("1s".zfill(64), Fraction(1)),
    ],
)
def test_a_duration_is_a_number_of_seconds(text: str, seconds: Fraction) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "1", "1 m", "m", "1d", "-", ".s", "1m30", "9" * 64 + "s", "\u0661s"])
def test_any_other_text_is_none(text: str) -> None:
    assert parse_duration(text) is None
