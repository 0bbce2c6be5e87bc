"""Expressions to values, as far as the contexts are known.

What is not known is `Unknown`, and so is all that depends on it; ``x && false`` is known to be false even so.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.workflows.expressions.functions import BUILT_IN, TOO_LARGE, EvaluationError
from scanner.workflows.expressions.json_text import MAX_CHARACTERS
from scanner.workflows.expressions.nodes import (
    And,
    Call,
    Comparison,
    Filter,
    Group,
    Index,
    Literal,
    Name,
    Node,
    Not,
    Or,
    Property,
)
from scanner.workflows.expressions.references import children
from scanner.workflows.expressions.values import (
    UNKNOWN,
    Filtered,
    Unknown,
    Value,
    as_number,
    as_text,
    equal,
    folded,
    greater,
    is_primitive,
    truth,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_INT_MAX = 2**31 - 1
_MISSING = object()


def evaluate(node: Node, contexts: Mapping[str, Value]) -> Value:
    """Return the value of ``node``. Raises `EvaluationError` where GitHub would.

    ``contexts``: by name in lower case; one that is absent is unknown. In an object of theirs an absent key is null.
    """
    return _Evaluation(contexts).value(node)


class _Evaluation:
    """One evaluation, and the texts that its functions have made and that are still needed."""

    def __init__(self, contexts: Mapping[str, Value]) -> None:
        self._contexts = contexts
        self._held = 0

    def value(self, node: Node) -> Value:  # noqa: C901, PLR0911 - one case, one return for each kind of node
        match node:
            case Literal(value=value):
                return value
            case Name(name=name):
                return self._contexts.get(name.lower(), UNKNOWN)
            case Group(inner=inner):
                return self.value(inner)
            case Property(of=of, name=name):
                return _item(self.value(of), name)
            case Index(of=of, index=index):
                return _item(self.value(of), self.value(index))
            case Filter(of=of):
                return _filtered(self.value(of))
            case Not(operand=operand):
                holds = truth(self.value(operand))
                return UNKNOWN if holds is None else not holds
            case And(operands=operands):
                return self._first(operands, stop_at=False)
            case Or(operands=operands):
                return self._first(operands, stop_at=True)
            case Comparison(operator=operator, left=left, right=right):
                return _compared(operator, self.value(left), self.value(right))
            case Call(function=function, arguments=arguments):
                return self._called(function, arguments)

    def _first(self, operands: tuple[Node, ...], *, stop_at: bool) -> Value:
        """Evaluate ``&&``, which stops at the first operand that is false, or ``||``, at the first that is true."""
        unknown = False
        value: Value = None
        for operand in operands:
            value = self.value(operand)
            holds = truth(value)
            if holds is stop_at:
                # Behind something unknown, only whether it is true is certain.
                return Unknown(stop_at) if unknown else value
            unknown = unknown or holds is None
        return UNKNOWN if unknown else value

    def _called(self, function: str, arguments: tuple[Node, ...]) -> Value:
        held = self._held
        value = self._result(function, arguments)
        size = len(value) if isinstance(value, str) else 0
        if self._held + size > MAX_CHARACTERS:
            raise EvaluationError(TOO_LARGE)
        self._held = held + size
        return value

    def _result(self, function: str, arguments: tuple[Node, ...]) -> Value:
        if function == "case":
            return self._case(arguments)
        if function == "always":
            return True
        values = [self.value(argument) for argument in arguments]
        built_in = BUILT_IN.get(function)
        return UNKNOWN if built_in is None else built_in(*values)

    def _case(self, arguments: tuple[Node, ...]) -> Value:
        for predicate, result in zip(arguments[:-1:2], arguments[1:-1:2], strict=True):
            holds = self.value(predicate)
            if isinstance(holds, Unknown):
                return UNKNOWN
            if not isinstance(holds, bool):
                raise EvaluationError("case predicate must evaluate to a boolean value")
            if holds:
                return self.value(result)
        return self.value(arguments[-1])


def _compared(operator: str, left: Value, right: Value) -> Value:
    same, more = equal(left, right), greater(left, right)
    less = greater(right, left)
    if same is None or more is None or less is None:
        return UNKNOWN
    return {
        "==": same,
        "!=": not same,
        ">": more,
        ">=": more or same,
        "<": less,
        "<=": less or same,
    }[operator]


def _item(of: Value, index: Value) -> Value:
    if isinstance(of, Unknown) or isinstance(index, Unknown):
        return UNKNOWN
    if isinstance(of, Filtered):
        found = (_looked_up(item, index) for item in of.items)
        return Filtered([item for item in found if item is not _MISSING])
    item = _looked_up(of, index)
    return None if item is _MISSING else item


def _looked_up(of: Value, index: Value) -> Value:
    if isinstance(of, Unknown):
        return UNKNOWN
    if isinstance(of, dict) and is_primitive(index):
        name = as_text(index)
        if name in of:
            return of[name]
        wanted = folded(name)
        return next((item for key, item in of.items() if folded(str(key)) == wanted), _MISSING)
    if isinstance(of, list):
        position = as_number(index)
        if position >= 0 and position <= _INT_MAX and math.floor(position) < len(of):
            return of[math.floor(position)]
    return _MISSING


def _filtered(of: Value) -> Value:
    match of:
        case Unknown():
            return UNKNOWN
        case Filtered(items=items):
            return Filtered([inner for item in items for inner in _children(item)])
        case _:
            return Filtered(list(_children(of)))


def _children(of: Value) -> Iterator[Value]:
    if isinstance(of, dict):
        yield from of.values()
    elif isinstance(of, list):
        yield from of
    elif isinstance(of, Unknown):
        yield UNKNOWN


@dataclass(frozen=True, slots=True)
class Constant:
    """A part of an expression that is the same whatever the contexts are."""

    node: Node
    """With its span."""
    value: Value


def constants(node: Node, contexts: Mapping[str, Value] | None = None) -> Iterator[Constant]:
    """Yield the largest parts of ``node`` whose value is known, literals apart, from left to right.

    A part that cannot be evaluated at all is left out. ``contexts``: what is known of them; None for nothing.
    """
    known = {} if contexts is None else contexts
    pending = [node]
    while pending:
        part = pending.pop()
        if isinstance(part, Literal):
            continue
        try:
            value = evaluate(part, known)
        except EvaluationError:
            value = UNKNOWN
        if isinstance(value, Unknown):
            pending.extend(reversed(children(part)))
        else:
            yield Constant(part, value)
