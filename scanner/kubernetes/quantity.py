"""Amounts of a resource, such as ``250m`` or ``1.5Gi``, exactly as the API server reads them.

Source: ``ParseQuantity`` and the grammar above ``Quantity`` in
https://github.com/kubernetes/apimachinery/blob/master/pkg/api/resource/quantity.go.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import Any

_QUANTITY = re.compile(
    r"""(?P<sign>[+-]?)
        (?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
        (?P<suffix>[KMGTPE]i|[numkMGTPE]?|[eE][+-]?[0-9]+)""",
    re.VERBOSE,
)

_SCALES = {
    "n": Fraction(1, 10**9),
    "u": Fraction(1, 10**6),
    "m": Fraction(1, 10**3),
    "": Fraction(1),
    "k": Fraction(10**3),
    "M": Fraction(10**6),
    "G": Fraction(10**9),
    "T": Fraction(10**12),
    "P": Fraction(10**15),
    "E": Fraction(10**18),
    "Ki": Fraction(2**10),
    "Mi": Fraction(2**20),
    "Gi": Fraction(2**30),
    "Ti": Fraction(2**40),
    "Pi": Fraction(2**50),
    "Ei": Fraction(2**60),
}

_SMALLEST = Fraction(1, 10**9)
_LARGEST = Fraction(2**63 - 1)

_LONGEST_TEXT = 64
"""The API server has no limit; a longer text is no amount that anybody means, and takes long to compute."""

_LARGEST_EXPONENT = 100
"""Beyond it every number of at most `_LONGEST_TEXT` characters is capped, so a greater one need not be computed."""


def parse_quantity(value: Any) -> Fraction | None:
    """Return the amount in base units (cores, bytes), or None where it is no quantity.

    Finer than one billionth is rounded away from zero, greater than 2^63-1 is capped, as the API server does it.
    A YAML number counts: it reaches the API server as the same text.
    """
    if not isinstance(value, str | int | float):
        return None  # and a boolean is no quantity because its text is none
    text = str(value)
    return _amount(text) if len(text) <= _LONGEST_TEXT else None


@lru_cache(maxsize=4096)
def _amount(text: str) -> Fraction | None:
    """Return the amount that a text says. Few different ones are written, and each is asked for many times."""
    matched = _QUANTITY.fullmatch(text)
    if matched is None:
        return None
    amount = min(_round_up(Fraction(matched["number"]) * _scale(matched["suffix"])), _LARGEST)
    return -amount if matched["sign"] == "-" else amount


def _scale(suffix: str) -> Fraction:
    if suffix in _SCALES:
        return _SCALES[suffix]
    exponent = int(suffix[1:])
    return Fraction(10) ** max(-_LARGEST_EXPONENT, min(exponent, _LARGEST_EXPONENT))


def _round_up(amount: Fraction) -> Fraction:
    return -(-amount // _SMALLEST) * _SMALLEST
