"""The tokens of an expression.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions and the vectors of
actions/languageservices (expressions/testdata).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.workflows.expressions.nodes import Scalar


class ExpressionError(ValueError):
    """An expression that GitHub would refuse. The text is for people."""

    def __init__(self, problem: str, offset: int, *, phase: str) -> None:
        """Keep the ``problem`` in the service's words, the ``offset`` (from 0) in the expression and the ``phase``.

        The phase is ``lexing`` or ``parsing``.
        """
        super().__init__(f"{problem} (at character {offset + 1})")
        self.problem = problem
        self.offset = offset
        self.phase = phase

    def within(self, expression: str) -> str:
        """Return what the service says of it where ``expression`` is the whole text of the expression."""
        if self.problem.startswith("Exceeded"):
            return self.problem
        return f"{self.problem}. Located at position {self.offset + 1} within expression: {expression}"


class TokenKind(StrEnum):
    """What a token is."""

    LITERAL = "literal"
    NAME = "name"
    PROPERTY = "property"
    WILDCARD = "wildcard"
    SYMBOL = "symbol"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """One token with its span in the expression."""

    kind: TokenKind
    text: str
    start: int
    end: int
    value: Scalar = None
    """Of a literal."""


_SOLID = re.compile(r"\S")
_STRING = re.compile(r"'(?:[^']|'')*'")
_OPERATOR = re.compile(r"!=|==|<=|>=|&&|\|\||[()\[\],!<>]")
_LOOSE_SYMBOL = re.compile(r".[^\s()\[\],.!=<>&|]*", re.DOTALL)
_NUMBER = re.compile(r"[^\s()\[\],!=<>&|]+")
_WORD = re.compile(r"[^\s()\[\],.!=<>&|]+")
_LEGAL_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\Z")
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\Z", re.ASCII)
_BASED = re.compile(r"0x[0-9a-fA-F]+\Z|0o[0-7]+\Z")
_CONSTANTS: dict[str, Scalar] = {"true": True, "false": False, "null": None, "NaN": math.nan, "Infinity": math.inf}


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of ``text``, at last one of kind `TokenKind.END`. Lazy: an error is raised where it stands."""
    position = 0
    previous: Token | None = None
    while True:
        solid = _SOLID.search(text, position)
        if solid is None:
            yield Token(TokenKind.END, "", len(text), len(text))
            return
        previous = _token(text, solid.start(), previous)
        position = previous.end
        yield previous


def _token(text: str, start: int, previous: Token | None) -> Token:
    first = text[start]
    if first == "'":
        return _string(text, start)
    if first == "*":
        return Token(TokenKind.WILDCARD, "*", start, start + 1)
    if operator := _OPERATOR.match(text, start):
        return Token(TokenKind.SYMBOL, operator[0], start, operator.end())
    if first in "=&|":
        raise _unexpected(_LOOSE_SYMBOL, text, start)
    if first == "." and previous is not None and _can_be_dereferenced(previous):
        return Token(TokenKind.SYMBOL, ".", start, start + 1)
    if first in "+-.0123456789":
        return _number(text, start)
    return _word(text, start, previous)


def _can_be_dereferenced(token: Token) -> bool:
    return token.kind in {TokenKind.NAME, TokenKind.PROPERTY, TokenKind.WILDCARD} or token.text in {")", "]"}


def _string(text: str, start: int) -> Token:
    found = _STRING.match(text, start)
    if found is None:
        raise ExpressionError(f"Unexpected symbol: '{text[start:]}'", start, phase="lexing")
    return Token(TokenKind.LITERAL, found[0], start, found.end(), found[0][1:-1].replace("''", "'"))


def _number(text: str, start: int) -> Token:
    found = _NUMBER.match(text, start)
    written = found[0] if found else ""
    value = number(written)
    if math.isnan(value):
        raise _unexpected(_NUMBER, text, start)
    return Token(TokenKind.LITERAL, written, start, start + len(written), value)


def number(written: str) -> float:
    """Return the number that a text spells, as GitHub reads it; NaN where it spells none."""
    if _DECIMAL.match(written):
        return float(written)
    if _BASED.match(written):
        return _whole(int(written, 0))
    return {"Infinity": math.inf, "+Infinity": math.inf, "-Infinity": -math.inf}.get(written, math.nan)


def _whole(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _word(text: str, start: int, previous: Token | None) -> Token:
    found = _WORD.match(text, start)
    if found is None or not _LEGAL_WORD.match(found[0]):
        raise _unexpected(_WORD, text, start)
    word, end = found[0], found.end()
    if previous is not None and previous.text == "." and previous.kind is TokenKind.SYMBOL:
        return Token(TokenKind.PROPERTY, word, start, end)
    if word in _CONSTANTS:
        return Token(TokenKind.LITERAL, word, start, end, _CONSTANTS[word])
    return Token(TokenKind.NAME, word, start, end)


def _unexpected(pattern: re.Pattern[str], text: str, start: int) -> ExpressionError:
    found = pattern.match(text, start)
    return ExpressionError(f"Unexpected symbol: '{found[0] if found else text[start]}'", start, phase="lexing")
