"""Durations as Go writes them, such as ``1m30s``.

Source: ``ParseDuration`` in https://pkg.go.dev/time#ParseDuration.
"""

from __future__ import annotations

import re
from fractions import Fraction

_PART = re.compile(r"([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)")
_WHOLE = re.compile(rf"[+-]?(?:0|(?:{_PART.pattern})+)")
_SECONDS = {
    "ns": Fraction(1, 10**9),
    "us": Fraction(1, 10**6),
    "µs": Fraction(1, 10**6),
    "μs": Fraction(1, 10**6),
    "ms": Fraction(1, 1000),
    "s": Fraction(1),
    "m": Fraction(60),
    "h": Fraction(3600),
}
_LONGEST_TEXT = 64
"""A longer text is no duration that anybody means, and takes long to compute."""


def parse_duration(text: str) -> Fraction | None:
    """Return the duration in seconds, None for any other text."""
    if len(text) > _LONGEST_TEXT or not _WHOLE.fullmatch(text):
        return None
    amount = sum((Fraction(number) * _SECONDS[unit] for number, unit in _PART.findall(text)), Fraction(0))
    return -amount if text.startswith("-") else amount
