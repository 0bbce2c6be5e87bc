"""Rego's lexical grammar: names, strings, numbers, comments and punctuation, each with its place.

Source: https://www.openpolicyagent.org/docs/policy-reference#grammar. Text that is no Rego gives tokens all the same;
it is OPA that says what is wrong with it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class TokenKind(Enum):
    """What a token is."""

    NAME = auto()
    """A variable or a keyword."""
    STRING = auto()
    NUMBER = auto()
    COMMENT = auto()
    PUNCTUATION = auto()


class Token(NamedTuple):
    """One token. Lines and columns are 1-based, columns count code points. A tuple, because there are so many."""

    kind: TokenKind
    text: str
    """A string's value; a comment's text after the ``#``."""
    line: int
    column: int
    depth: int
    """How many brackets are open around it; a bracket's own depth is that outside it."""


_TOKEN = re.compile(
    r"""
      (?P<SPACE>\s+)
    | \#(?P<COMMENT>[^\n]*)
    | (?P<TEMPLATE>\$["`])
    | (?P<STRING>"(?:[^"\\\n]|\\.)*")
    | `(?P<RAW>[^`]*)`
    | (?P<NAME>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<NUMBER>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)
    | (?P<PUNCTUATION>:=|==|!=|<=|>=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_TEMPLATE_TEXT = {
    '"': re.compile(r'(?P<TEXT>(?:[^"\\{\n]|\\.)*)(?P<END>["{]?)', re.DOTALL),
    "`": re.compile(r"(?P<TEXT>(?:[^`\\{]|\\\{|\\)*)(?P<END>[`{]?)", re.DOTALL),
}


@dataclass(slots=True)
class _Cursor:
    text: str
    offset: int = 0
    line: int = 1
    line_start: int = 0

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self.text, self.offset)
        if match is not None:
            newlines = match[0].count("\n")
            if newlines:
                self.line += newlines
                self.line_start = match.start() + match[0].rindex("\n") + 1
            self.offset = match.end()
        return match


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a module. What stands in the braces of a template string is deeper than what is around it."""
    cursor = _Cursor(text)
    depth = 0
    templates: list[tuple[int, str]] = []  # the depth around the braces that are open, and the quote to come
    while cursor.offset < len(text):
        line, column = cursor.line, cursor.offset - cursor.line_start + 1
        match = cursor.take(_TOKEN)
        if match is None or match.lastgroup == "SPACE":
            continue
        token = _token(match, line, column, depth)
        if match.lastgroup == "TEMPLATE":
            quote = match[0][1]
        elif token.text in "([{" and token.kind is TokenKind.PUNCTUATION:
            yield token
            depth += 1
            continue
        elif token.text in ")]}" and token.kind is TokenKind.PUNCTUATION:
            depth = max(0, depth - 1)
            if not (templates and templates[-1][0] == depth and token.text == "}"):
                yield Token(token.kind, token.text, line, column, depth)
                continue
            quote = templates.pop()[1]
        else:
            yield token
            continue
        part = cursor.take(_TEMPLATE_TEXT[quote])
        value = "" if part is None else part["TEXT"]
        yield Token(TokenKind.STRING, value, line, column, depth)
        if part is not None and part["END"] == "{":
            templates.append((depth, quote))
            depth += 1


def _token(match: re.Match[str], line: int, column: int, depth: int) -> Token:
    group = match.lastgroup or "PUNCTUATION"
    text = match[group]
    if group == "STRING":
        return Token(TokenKind.STRING, _unquoted(text), line, column, depth)
    if group == "RAW":
        return Token(TokenKind.STRING, text, line, column, depth)
    if group == "TEMPLATE":
        return Token(TokenKind.STRING, "", line, column, depth)
    return Token(TokenKind[group], text, line, column, depth)


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(text))
    except ValueError:  # an escape that JSON does not have: OPA will refuse the module
        return text[1:-1]
