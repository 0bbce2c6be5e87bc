"""Rego's lexical grammar: names, strings, numbers, comments and punctuation, each with its place.

Source: https://www.openpolicyagent.org/docs/policy-reference#grammar. Text that is no Rego gives tokens all the same;
it is OPA that says what is wrong with it.
"""

from __future__ import annotations

import bisect
import json
import re
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
    | (?P<OPENING>[(\[{])
    | (?P<CLOSING>[)\]}])
    | (?P<PUNCTUATION>:=|==|!=|<=|>=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_TEMPLATE_TEXT = {
    '"': re.compile(r'(?P<TEXT>(?:[^"\\{\n]|\\.)*)(?P<END>["{]?)', re.DOTALL),
    "`": re.compile(r"(?P<TEXT>(?:[^`\\{]|\\\{|\\)*)(?P<END>[`{]?)", re.DOTALL),
}

_KINDS = {
    "COMMENT": TokenKind.COMMENT,
    "STRING": TokenKind.STRING,
    "RAW": TokenKind.STRING,
    "NAME": TokenKind.NAME,
    "NUMBER": TokenKind.NUMBER,
    "OPENING": TokenKind.PUNCTUATION,
    "CLOSING": TokenKind.PUNCTUATION,
    "PUNCTUATION": TokenKind.PUNCTUATION,
}


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a module. What stands in the braces of a template string is deeper than what is around it."""
    starts = [0, *(found.end() for found in re.finditer("\n", text))]
    offset = depth = 0
    templates: list[tuple[int, str]] = []  # the depth around the braces that are open, and the quote to come
    while match := _TOKEN.match(text, offset):
        group = match.lastgroup
        begin, offset = match.span()
        if group is None or group == "SPACE":
            continue
        line = bisect.bisect_right(starts, begin)
        column = begin - starts[line - 1] + 1
        quote = match[0][1] if group == "TEMPLATE" else ""
        if group == "CLOSING":
            depth = max(0, depth - 1)
            if match[0] == "}" and templates and templates[-1][0] == depth:
                quote = templates.pop()[1]
        if not quote:
            value = _unquoted(match[group]) if group == "STRING" else match[group]
            yield Token(_KINDS[group], value, line, column, depth)
            depth += group == "OPENING"
        elif part := _TEMPLATE_TEXT[quote].match(text, offset):
            yield Token(TokenKind.STRING, part["TEXT"], line, column, depth)
            offset = part.end()
            if part["END"] == "{":
                templates.append((depth, quote))
                depth += 1


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(text))
    except ValueError:  # an escape that JSON does not have: OPA will refuse the module
        return text[1:-1]
