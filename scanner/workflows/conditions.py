"""``if:`` conditions: what they decide when some values are known.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#operators.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from scanner.workflows.expressions import ExpressionError, embedded, parse, reference, walk
from scanner.workflows.expressions.lexer import number
from scanner.workflows.expressions.nodes import And, Call, Comparison, Group, Literal, Node, Not, Or

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.workflows.expressions import Reference


class _Unknown(Enum):
    UNKNOWN = "unknown"


_STATUS = frozenset({"always", "cancelled", "failure"})

UNKNOWN: Final = _Unknown.UNKNOWN
"""A value that cannot be told from the file."""


@dataclass(frozen=True, slots=True)
class Named:
    """A value of which only who it names is known: two of different names differ."""

    name: str
    literal: bool = True
    """Whether it may equal a text that is written out in a condition."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of some texts, in lower case; which is not known."""

    values: frozenset[str]


Value: TypeAlias = str | float | bool | Named | OneOf | _Unknown | tuple[Any, ...] | None
Lookup: TypeAlias = "Callable[[Reference], Value]"


def condition(value: Any) -> Node | None:
    """Parse the value of an ``if:``; None where it is absent, malformed or not to be parsed.

    It may stand with or without ``${{ }}``. With text around the braces, a trailing newline included, GitHub takes the
    result as text, which is never empty: the condition always holds.
    """
    if isinstance(value, bool):
        return Literal(value, 0, 0)
    if not isinstance(value, str):
        return None
    found = list(embedded(value))
    try:
        if not found:
            return parse(value.strip())
        if len(found) == 1 and found[0].within == (0, len(value)):
            return found[0].parse()
    except ExpressionError:
        return None
    return Literal(True, 0, len(value))


def never_holds(node: Node | None, lookup: Lookup) -> bool:
    """Whether the condition is certainly false for what ``lookup`` knows. A condition that is absent may hold."""
    return node is not None and truth(evaluate(node, lookup)) is False


def asks_for_status(node: Node) -> bool:
    """Whether the condition looks at the outcome of what ran before, which lets it run after something was skipped."""
    return any(isinstance(part, Call) and part.function in _STATUS for part in walk(node))


def truth(value: Value) -> bool | None:
    """Return whether GitHub takes ``value`` as true; None where that is not known."""
    if value is UNKNOWN:
        return None
    if isinstance(value, Named | OneOf | tuple):
        return True
    return bool(value) and value == value  # noqa: PLR0124 - NaN is false


def evaluate(node: Node, lookup: Lookup) -> Value:  # noqa: PLR0911 - one return for each kind of node
    """Return the value of ``node`` as far as it follows from what ``lookup`` knows."""
    known = reference(node)
    if known is not None:
        return lookup(known)
    match node:
        case Literal(value=value):
            return value
        case Group(inner=inner):
            return evaluate(inner, lookup)
        case Not(operand=operand):
            return _negated(truth(evaluate(operand, lookup)))
        case And(operands=operands):
            return _first(operands, lookup, stop_at=False)
        case Or(operands=operands):
            return _first(operands, lookup, stop_at=True)
        case Comparison(operator=operator, left=left, right=right) if operator in {"==", "!="}:
            same = equal(evaluate(left, lookup), evaluate(right, lookup))
            return _negated(same) if operator == "!=" else UNKNOWN if same is None else same
        case Call(function=function, arguments=arguments):
            return _call(function, [evaluate(argument, lookup) for argument in arguments])
        case _:
            return UNKNOWN


def _first(operands: tuple[Node, ...], lookup: Lookup, *, stop_at: bool) -> Value:
    """Evaluate ``&&`` (stops at the first false operand) or ``||`` (at the first true one)."""
    unknown = False
    value: Value = None
    for operand in operands:
        value = evaluate(operand, lookup)
        holds = truth(value)
        if holds is stop_at:
            # Behind something unknown, only its being true or false is certain.
            return stop_at if unknown else value
        unknown = unknown or holds is None
    return UNKNOWN if unknown else value


def _negated(value: bool | None) -> Value:
    return UNKNOWN if value is None else not value


def equal(left: Value, right: Value) -> bool | None:
    """Return whether two values are equal as ``==`` sees them; None where that is not known."""
    if left is UNKNOWN or right is UNKNOWN:
        return None
    if isinstance(left, Named) or isinstance(right, Named):
        return _names_equal(left, right)
    if isinstance(left, OneOf) or isinstance(right, OneOf):
        return _one_of_equal(left, right)
    if isinstance(left, str) and isinstance(right, str):
        return _folded(left) == _folded(right)
    if isinstance(left, tuple) or isinstance(right, tuple):
        return None
    return _number(left) == _number(right)


def _number(value: str | float | bool | None) -> float:
    """Return what a value is compared as where the types differ; what is no number is NaN, which equals nothing."""
    if isinstance(value, str):
        return number(value.strip()) if value.strip() else 0
    return float(value or 0)


def _folded(text: str) -> str:
    """Return ``text`` for a comparison without case.

    Character by character, so that none becomes two, and none outside ASCII becomes one of ASCII: as in .NET's
    ordinal comparison, which GitHub uses.
    """
    return text.upper() if text.isascii() else "".join(map(_capital, text))


def _capital(letter: str) -> str:
    upper = letter.upper()
    return letter if len(upper) > 1 or (upper.isascii() and not letter.isascii()) else upper


def _names_equal(left: Value, right: Value) -> bool | None:
    if isinstance(left, Named) and isinstance(right, Named):
        return left.name == right.name
    named, other = (left, right) if isinstance(left, Named) else (right, left)
    return None if isinstance(named, Named) and named.literal and isinstance(other, str | OneOf) else False


def _one_of_equal(left: Value, right: Value) -> bool | None:
    choice, other = (left, right) if isinstance(left, OneOf) else (right, left)
    if isinstance(choice, OneOf) and isinstance(other, str) and other.lower() not in choice.values:
        return False
    return None


def _call(function: str, arguments: list[Value]) -> Value:  # noqa: PLR0911 - one return for each function
    match function, arguments:
        case "always", []:
            return True
        case "contains", [tuple() as items, item]:
            return _any(equal(entry, item) for entry in items)
        case "contains", [str() as whole, str() as part]:
            return _folded(part) in _folded(whole)
        case "contains", [str() as whole, OneOf(values=values)] if not any(value in whole.lower() for value in values):
            return False
        case "startswith", [str() as whole, str() as part]:
            return _folded(whole).startswith(_folded(part))
        case "endswith", [str() as whole, str() as part]:
            return _folded(whole).endswith(_folded(part))
        case "contains" | "startswith" | "endswith", [None, part]:
            return _call(function, ["", part])
        case "fromjson", [str() as written]:
            return _from_json(written)
        case _:
            return UNKNOWN


def _any(answers: Any) -> Value:
    unknown = False
    for answer in answers:
        if answer:
            return True
        unknown = unknown or answer is None
    return UNKNOWN if unknown else False


def _from_json(written: str) -> Value:
    try:
        value = json.loads(written)
    except (ValueError, RecursionError):
        return UNKNOWN
    if isinstance(value, list):
        return tuple(item if isinstance(item, str | float | bool) else UNKNOWN for item in value)
    return value if isinstance(value, str | float | bool) else UNKNOWN
