"""Expressions to syntax trees.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions. Precedence, from weak to strong:
``||``, ``&&``, ``== !=``, ``< <= > >=``, ``!``, access.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from scanner.workflows.expressions.lexer import ExpressionError, Token, TokenKind, tokens
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

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

MAX_LENGTH = 21_000
"""GitHub's limit of an expression's length."""

MAX_DEPTH = 50
"""GitHub's limit of a tree's depth, in which parentheses do not count."""

MAX_NESTING = 100
"""What is refused before there is a tree. Parentheses count here, hence the room."""

_MANY = 255
_TOO_DEEP = f"Exceeded max expression depth {MAX_DEPTH}"

Functions: TypeAlias = "Mapping[str, tuple[int, int]]"
"""Name in lower case to the least and the greatest number of arguments."""

FUNCTIONS: Functions = {
    "always": (0, 0),
    "cancelled": (0, 0),
    "case": (3, _MANY),
    "contains": (2, 2),
    "endswith": (2, 2),
    "failure": (0, _MANY),
    "format": (1, _MANY),
    "fromjson": (1, 1),
    "hashfiles": (1, _MANY),
    "join": (1, 2),
    "startswith": (2, 2),
    "success": (0, _MANY),
    "tojson": (1, 1),
}
"""All that GitHub has."""

_EQUALITY = ("==", "!=")
_ORDER = ("<", "<=", ">", ">=")


def parse(text: str, names: Collection[str] | None = None, functions: Functions | None = None) -> Node:
    """Parse one expression, without its ``${{ }}``. An empty one is null.

    ``names``, ``functions``: what exists where it stands, in lower case; None: any context, every function.
    Raises `ExpressionError` where GitHub would refuse the workflow.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"Exceeded max expression length {MAX_LENGTH}", MAX_LENGTH, phase="lexing")
    parser = _Parser(text, names, functions)
    if parser.current.kind is TokenKind.END:
        return Literal(None, 0, len(text))
    node = parser.alternatives()
    parser.expect_end()
    if len(text) > MAX_DEPTH and _is_deep(node):
        raise ExpressionError(_TOO_DEEP, len(text), phase="parsing")
    return node


def _is_deep(root: Node) -> bool:
    pending = [(root, 1)]
    while pending:
        node, depth = pending.pop()
        if depth > MAX_DEPTH:
            return True
        below = depth if isinstance(node, Group) else depth + 1
        pending.extend((child, below) for child in children(node))
    return False


def _miscounted(function: str, count: int, least: int, most: int) -> str:
    if count < least:
        return "Too few parameters supplied"
    if count > most:
        return "Too many parameters supplied"
    if function == "case" and count % 2 == 0:
        return "Even number of parameters supplied, requires an odd number of parameters"
    return ""


class _Parser:
    """Recursive descent with one token of lookahead. Lives for one expression."""

    def __init__(self, text: str, names: Collection[str] | None, functions: Functions | None) -> None:
        self._tokens = tokens(text)
        self._names = names
        self._functions = FUNCTIONS if functions is None else functions
        self._depth = 0
        self._last: Token | None = None
        self.current = next(self._tokens)

    def alternatives(self) -> Node:
        self._depth += 1
        if self._depth > MAX_NESTING:
            raise ExpressionError(_TOO_DEEP, self.current.start, phase="parsing")
        operands = [self._conjunction()]
        while self._accept("||"):
            operands.append(self._conjunction())
        self._depth -= 1
        if len(operands) == 1:
            return operands[0]
        return Or(tuple(operands), operands[0].start, operands[-1].end)

    def expect_end(self) -> None:
        if self.current.kind is not TokenKind.END:
            raise self._unexpected()

    def _conjunction(self) -> Node:
        operands = [self._comparison(_EQUALITY)]
        while self._accept("&&"):
            operands.append(self._comparison(_EQUALITY))
        if len(operands) == 1:
            return operands[0]
        return And(tuple(operands), operands[0].start, operands[-1].end)

    def _comparison(self, operators: tuple[str, ...]) -> Node:
        operand = self._negation if operators is _ORDER else self._ordered
        left = operand()
        while self.current.kind is TokenKind.SYMBOL and self.current.text in operators:
            operator = self._advance().text
            right = operand()
            left = Comparison(operator, left, right, left.start, right.end)
        return left

    def _ordered(self) -> Node:
        return self._comparison(_ORDER)

    def _negation(self) -> Node:
        starts: list[int] = []
        while self._is("!"):
            starts.append(self._advance().start)
            if len(starts) > MAX_NESTING:
                raise ExpressionError(_TOO_DEEP, self.current.start, phase="parsing")
        node = self._access()
        for start in reversed(starts):
            node = Not(node, start, node.end)
        return node

    def _access(self) -> Node:
        node = self._primary()
        links = 0
        while not isinstance(node, Literal) and (self._is(".") or self._is("[")):
            links += 1
            if links > MAX_NESTING:
                raise ExpressionError(_TOO_DEEP, self.current.start, phase="parsing")
            node = self._property(node) if self._accept(".") else self._index(node)
        return node

    def _property(self, of: Node) -> Node:
        token = self.current
        if token.kind is TokenKind.WILDCARD:
            self._advance()
            return Filter(of, of.start, token.end)
        if token.kind is not TokenKind.PROPERTY:
            raise self._unexpected()
        self._advance()
        return Property(of, token.text, of.start, token.end)

    def _index(self, of: Node) -> Node:
        self._expect("[")
        if self.current.kind is TokenKind.WILDCARD:
            self._advance()
            return Filter(of, of.start, self._expect("]").end)
        index = self.alternatives()
        return Index(of, index, of.start, self._expect("]").end)

    def _primary(self) -> Node:
        token = self.current
        if token.kind is TokenKind.LITERAL:
            self._advance()
            return Literal(token.value, token.start, token.end)
        if token.kind is TokenKind.NAME:
            self._advance()
            return self._call(token) if self._is("(") else self._name(token)
        if self._accept("("):
            inner = self.alternatives()
            return Group(inner, token.start, self._expect(")").end)
        raise self._unexpected()

    def _name(self, token: Token) -> Node:
        if self._names is not None and token.text.lower() not in self._names:
            raise ExpressionError(f"Unrecognized named-value: '{token.text}'", token.start, phase="parsing")
        return Name(token.text, token.start, token.end)

    def _call(self, name: Token) -> Node:
        function = name.text.lower()
        if function not in self._functions:
            raise ExpressionError(f"Unrecognized function: '{name.text}'", name.start, phase="parsing")
        self._expect("(")
        arguments: list[Node] = []
        if not self._is(")"):
            arguments.append(self.alternatives())
            while self._accept(","):
                arguments.append(self.alternatives())
        end = self._expect(")").end
        least, most = self._functions[function]
        problem = _miscounted(function, len(arguments), least, most)
        if problem:
            raise ExpressionError(f"{problem}: '{name.text}'", name.start, phase="parsing")
        return Call(function, tuple(arguments), name.start, end)

    def _is(self, symbol: str) -> bool:
        return self.current.kind is TokenKind.SYMBOL and self.current.text == symbol

    def _accept(self, symbol: str) -> bool:
        if self._is(symbol):
            self._advance()
            return True
        return False

    def _expect(self, symbol: str) -> Token:
        if not self._is(symbol):
            raise self._unexpected()
        return self._advance()

    def _advance(self) -> Token:
        self._last, self.current = self.current, next(self._tokens)
        return self._last

    def _unexpected(self) -> ExpressionError:
        if self.current.kind is TokenKind.END and self._last is not None:
            # GitHub names the last symbol before the end.
            return ExpressionError(
                f"Unexpected end of expression: '{self._last.text}'", self._last.start, phase="parsing"
            )
        return ExpressionError(f"Unexpected symbol: '{self.current.text}'", self.current.start, phase="parsing")
