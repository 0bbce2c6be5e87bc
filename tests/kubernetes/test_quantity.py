"""Quantities, against the documented examples and against their own grammar."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.kubernetes import parse_quantity

SCALES = {
    "n": Fraction(1, 10**9),
    "u": Fraction(1, 10**6),
    "m": Fraction(1, 10**3),
    "": Fraction(1),
    "k": Fraction(10**3),
    "M": Fraction(10**6),
    "G": Fraction(10**9),
    "T": Fraction(10**12),
    "Ki": Fraction(2**10),
    "Mi": Fraction(2**20),
    "Gi": Fraction(2**30),
    "Ti": Fraction(2**40),
}


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("0", 0),
        ("1", 1),
        ("250m", Fraction(1, 4)),
        ("0.1", Fraction(1, 10)),
        (".5", Fraction(1, 2)),
        ("5.", 5),
        ("+1", 1),
        ("-1", -1),
        ("1.5Gi", 3 * 2**29),
        ("128974848", 128974848),
        ("129e6", 129000000),
        ("129M", 129000000),
        ("123Mi", 123 * 2**20),
        ("1E", 10**18),
        ("1E3", 1000),
        ("1e-3", Fraction(1, 1000)),
        ("1n", Fraction(1, 10**9)),
        ("0.1n", Fraction(1, 10**9)),
        ("-0.1n", Fraction(-1, 10**9)),
        ("1e-99999", Fraction(1, 10**9)),
        ("0e99999", 0),
        ("16Ei", 2**63 - 1),
        ("-16Ei", 1 - 2**63),
        ("1e99999", 2**63 - 1),
        (2, 2),
        (0.5, Fraction(1, 2)),
        (1e21, 2**63 - 1),
        ("1".zfill(64), 1),
    ],
)
def test_a_quantity_is_exact_rounded_up_to_a_billionth_and_capped(written: Any, amount: Fraction) -> None:
    assert parse_quantity(written) == amount


@pytest.mark.parametrize(
    "written",
    [
        "",
        " 1",
        "1 ",
        "1\n",
        "m",
        ".",
        "1KB",
        "512MB",
        "1ki",
        "1K",
        "1mi",
        "1e",
        "1e1.5",
        "1Kim",
        "--1",
        "1_000",
        "१",
        "∞",
        "9" * 65,
        True,
        False,
        None,
        [],
        {},
        float("nan"),
        float("inf"),
    ],
)
def test_what_is_no_quantity_has_no_amount(written: Any) -> None:
    assert parse_quantity(written) is None


@given(st.integers(0, 10**6), st.integers(0, 999), st.sampled_from(sorted(SCALES)), st.booleans())
def test_a_number_with_a_suffix_is_that_many_of_its_units(
    whole: int, thousandths: int, suffix: str, negative: bool
) -> None:
    expected = (whole + Fraction(thousandths, 1000)) * SCALES[suffix]
    if (expected * 10**9).denominator != 1:
        expected = Fraction(int(expected * 10**9) + 1, 10**9)
    written = f"{'-' if negative else ''}{whole}.{thousandths:03}{suffix}"
    assert parse_quantity(written) == (-expected if negative else expected)


@given(st.text(alphabet="0123456789.+-eEinumkKMGTP ", max_size=70))
def test_no_text_is_too_strange(written: str) -> None:
    amount = parse_quantity(written)
    assert amount is None or -(2**63) < amount < 2**63
