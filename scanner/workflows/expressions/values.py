"""Values of expressions, and how GitHub converts them to text and numbers, and compares them.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#literals, and for what it leaves
open https://github.com/actions/runner/tree/main/src/Sdk/Expressions/Sdk (EvaluationResult, ExpressionUtility).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from scanner.workflows.expressions.lexer import number

Value: TypeAlias = Any
"""None, bool, int or float, str, list (an array), dict (an object), `Filtered`, or `Unknown`, at any depth."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that the file does not tell."""

    truth: bool | None = None
    """Whether it counts as true, where that is known."""


UNKNOWN: Final = Unknown()


@dataclass(frozen=True, slots=True, eq=False)
class Filtered:
    """What ``.*`` gives: an array whose properties are those of its items."""

    items: list[Value]


def is_primitive(value: Value) -> bool:
    """Whether it is null, a boolean, a number or text."""
    return value is None or isinstance(value, bool | int | float | str)


def kind(value: Value) -> str:  # noqa: PLR0911 - one return for each kind
    """Return Null, Boolean, Number, String, Array or Object, as GitHub names them; Unknown for what is not known."""
    match value:
        case None:
            return "Null"
        case bool():
            return "Boolean"
        case int() | float():
            return "Number"
        case str():
            return "String"
        case list() | Filtered():
            return "Array"
        case dict():
            return "Object"
        case _:
            return "Unknown"


def truth(value: Value) -> bool | None:
    """Return whether a value counts as true; None where that is not known."""
    if isinstance(value, Unknown):
        return value.truth
    if is_primitive(value):
        return bool(value) and value == value  # noqa: PLR0124 - NaN is false
    return True


def as_text(value: Value) -> str:
    """Return a known value as text: an array is the word ``Array``, an object ``Object``."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return number_text(float(value))
        case str():
            return value
        case _:
            return kind(value)


def number_text(value: float) -> str:
    """Return a number with 15 digits, as .NET's format ``G15`` does."""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return f"{value:.15G}" if value else "0"


def as_number(value: Value) -> float:
    """Return a known value as a number: NaN for what is none."""
    if isinstance(value, str):
        trimmed = value.strip()
        return number(trimmed) if trimmed else 0.0
    return float(value or 0) if is_primitive(value) else math.nan


def folded(text: str) -> str:
    """Return ``text`` for a comparison without case.

    Letter by letter, so that none becomes two, and none outside ASCII becomes one of ASCII: .NET's ordinal comparison.
    """
    return text.upper() if text.isascii() else "".join(map(_capital, text))


def _capital(letter: str) -> str:
    upper = letter.upper()
    return letter if len(upper) > 1 or (upper.isascii() and not letter.isascii()) else upper


def equal(left: Value, right: Value) -> bool | None:
    """Return what ``==`` says; None where that is not known. Arrays and objects are equal to themselves only."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return None
    if isinstance(left, str) and isinstance(right, str):
        return folded(left) == folded(right)
    if is_primitive(left) and is_primitive(right):
        return as_number(left) == as_number(right)
    return left is right


def greater(left: Value, right: Value) -> bool | None:
    """Return what ``>`` says; None where that is not known."""
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return None
    if isinstance(left, str) and isinstance(right, str):
        return folded(left) > folded(right)
    if is_primitive(left) and is_primitive(right):
        return as_number(left) > as_number(right)
    return False
