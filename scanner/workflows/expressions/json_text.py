"""``toJSON`` and ``fromJSON``."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from scanner.workflows.expressions.values import Filtered, Unknown, Value, as_text

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_CHARACTERS = 512 * 1024
"""GitHub allows an expression 1 MiB of memory, in which a character takes two bytes."""

MAX_DEPTH = 100
"""Levels of a value. Deeper ones are not known to us; GitHub's own reader stops at 64."""

_ESCAPED = re.compile('["\\\\\x00-\x1f\x85\u2028\u2029]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


class TooLarge(ValueError):
    """The text of a value exceeds what GitHub allows."""


class TooDeep(ValueError):
    """A value has more than `MAX_DEPTH` levels."""


class NotKnown(ValueError):
    """A part of a value is not known."""


def to_json(value: Value) -> str:
    """Return a value as JSON, indented by two. Raises `NotKnown`, `TooLarge` or `TooDeep`."""
    parts: list[str] = []
    length = 0
    for part in _parts(value, 0):
        length += len(part)
        if length > MAX_CHARACTERS:
            raise TooLarge
        parts.append(part)
    return "".join(parts)


def _parts(value: Value, depth: int) -> Iterator[str]:
    if isinstance(value, Unknown):
        raise NotKnown
    if depth > MAX_DEPTH:
        raise TooDeep
    if isinstance(value, dict):
        pairs = [(f"{_text(str(name))}: ", item) for name, item in value.items()]
        yield from _block("{}", pairs, depth)
    elif isinstance(value, list | Filtered):
        items = value.items if isinstance(value, Filtered) else value
        yield from _block("[]", [("", item) for item in items], depth)
    elif isinstance(value, str):
        yield _text(value)
    else:
        yield "null" if value is None else as_text(value)


def _block(brackets: str, pairs: list[tuple[str, Value]], depth: int) -> Iterator[str]:
    if not pairs:
        yield brackets
        return
    indentation = "  " * depth
    opening = brackets[0]
    for lead, item in pairs:
        yield f"{opening}\n{indentation}  {lead}"
        yield from _parts(item, depth + 1)
        opening = ","
    yield f"\n{indentation}{brackets[1]}"


def _text(value: str) -> str:
    return '"' + _ESCAPED.sub(lambda match: _SHORT.get(match[0], f"\\u{ord(match[0]):04x}"), value) + '"'


def from_json(text: str) -> Value:
    """Return the value that a text of JSON spells; numbers are doubles. Raises `ValueError`."""
    try:
        return json.loads(text, parse_int=float)
    except RecursionError as error:
        raise TooDeep from error
