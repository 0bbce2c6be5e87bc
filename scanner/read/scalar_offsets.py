"""From offsets in a scalar's value back to its source, through quoting, folding, indentation and escapes.

Each style is decoded again, this time with a note of where every character came from. If that decoding does not give
the value, nothing is claimed.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scanner.read.nodes import ScalarNode

Piece = tuple[str, int, int]
"""One character of the value, and the offsets in the source that it came from."""

_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
"""What libyaml takes for a line break inside a scalar."""
_FOLD = re.compile("[ \t]*(?:\r\n|[\r\n\x85\u2028\u2029])[ \t\r\n\x85\u2028\u2029]*")
_SIMPLE = re.compile("[^ \t\r\n\x85\u2028\u2029\\\\']+|[ \t]+(?![ \t\r\n\x85\u2028\u2029])")

_ESCAPES = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    " ": " ", '"': '"', "'": "'", "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
"""https://yaml.org/spec/1.2.2/#57-escaped-characters"""
_HEX = {"x": 2, "u": 4, "U": 8}


def source_range(text: str, node: ScalarNode, within: tuple[int, int]) -> tuple[int, int] | None:
    """Return the source offsets of the value's characters ``within[0]`` to ``within[1]``, end exclusive.

    An empty range is an empty place. None where the range is not in the value.
    """
    first, last = within
    value = node.value
    if not 0 <= first <= last <= len(value):
        return None
    if not node.style and node.end - node.start == len(value):
        return node.start + first, node.start + last
    pieces = list(itertools.islice(_DECODERS[node.style](text, node), min(last + 1, len(value))))
    if "".join(piece[0] for piece in pieces) != value[: last + 1]:
        return None
    if first == last:
        at = pieces[first][1] if first < len(pieces) else node.start if not pieces else pieces[-1][2]
        return at, at
    return pieces[first][1], pieces[last - 1][2]


def _as_is(text: str, start: int, end: int) -> Iterator[Piece]:
    for at in range(start, end):
        yield text[at], at, at + 1


def _breaks(text: str, start: int, end: int) -> list[Piece]:
    """Return the line breaks in a stretch; only U+2028 and U+2029 keep their identity."""
    return [
        (match[0] if match[0] in "\u2028\u2029" else "\n", match.start(), match.end())
        for match in _BREAK.finditer(text, start, end)
    ]


def _folded(breaks: list[Piece]) -> Iterator[Piece]:
    """Fold breaks in a flow scalar: one is a space, and of several the first is dropped."""
    first, rest = breaks[0], breaks[1:]
    if first[0] != "\n":
        yield first
    elif not rest:
        yield " ", first[1], first[2]
    yield from rest


def _flow(
    text: str, start: int, end: int, escape: Callable[[str, int, int], tuple[list[Piece], int]]
) -> Iterator[Piece]:
    """Decode a plain or quoted scalar's content; ``escape`` takes over at a quote or backslash."""
    at = start
    while at < end:
        if simple := _SIMPLE.match(text, at, end):
            yield from _as_is(text, at, simple.end())
            at = simple.end()
        elif fold := _FOLD.match(text, at, end):
            yield from _folded(_breaks(text, at, fold.end()))
            at = fold.end()
        else:
            pieces, at = escape(text, at, end)
            yield from pieces


def _no_escape(text: str, at: int, _end: int) -> tuple[list[Piece], int]:
    return [(text[at], at, at + 1)], at + 1


def _plain(text: str, node: ScalarNode) -> Iterator[Piece]:
    return _flow(text, node.start, node.end, _no_escape)


def _single_escape(text: str, at: int, end: int) -> tuple[list[Piece], int]:
    length = 2 if text.startswith("''", at, end) else 1
    return [(text[at], at, at + length)], at + length


def _single(text: str, node: ScalarNode) -> Iterator[Piece]:
    return _flow(text, node.start + 1, node.end - 1, _single_escape)


def _double_escape(text: str, at: int, end: int) -> tuple[list[Piece], int]:
    if text[at] != "\\" or at + 1 >= end:
        return [(text[at], at, at + 1)], at + 1
    letter = text[at + 1]
    if letter in _HEX:
        stop = at + 2 + _HEX[letter]
        return [(chr(int(text[at + 2 : stop], 16)), at, stop)], stop
    if letter in _ESCAPES:
        return [(_ESCAPES[letter], at, at + 2)], at + 2
    # An escaped line break: it and the indentation after it vanish; further breaks remain.
    fold = _FOLD.match(text, at + 1, end)
    if fold is None:
        return [(letter, at, at + 2)], at + 2
    return _breaks(text, at + 1, fold.end())[1:], fold.end()


def _double(text: str, node: ScalarNode) -> Iterator[Piece]:
    return _flow(text, node.start + 1, node.end - 1, _double_escape)


def _json(text: str, node: ScalarNode) -> Iterator[Piece]:
    at, end = node.start + 1, node.end - 1
    while at < end:
        pieces, stop = _double_escape(text, at, end)
        char = pieces[0][0]
        if "\ud800" <= char <= "\udbff" and text.startswith("\\u", stop):
            low = int(text[stop + 2 : stop + 6], 16)
            char = chr(0x10000 + ((ord(char) - 0xD800) << 10) + (low - 0xDC00))
            stop += 6
        yield char, at, stop
        at = stop


Line = tuple[int, int, Piece | None]
"""Start and end of a line's content, and its line break if it has one."""


def _block(text: str, node: ScalarNode) -> Iterator[Piece]:
    indentation = _indentation(text, node)
    lines = _content(text, _lines(text, node.start), indentation)
    return _literal(text, lines) if node.style == "|" else _unfolded(text, lines)


def _lines(text: str, start: int) -> Iterator[Line]:
    """Yield the lines after a block scalar's header, to the end of the text: the value says where to stop."""
    match = _BREAK.search(text, start)
    while match is not None:
        at = match.end()
        match = _BREAK.search(text, at)
        if match is not None:
            yield at, match.start(), _breaks(text, match.start(), match.end())[0]
        elif at < len(text):
            yield at, len(text), None


def _indentation(text: str, node: ScalarNode) -> int:
    """Return how much is cut off: what the first line that is not empty has more in the source than in the value."""
    width = 0
    for line, (start, stop, _) in zip(_BREAK.split(node.value), _lines(text, node.start), strict=False):
        source = text[start:stop]
        width = max(width, len(source))
        if line:
            return _blanks(source) - _blanks(line)
    return width


def _blanks(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _content(text: str, lines: Iterator[Line], indentation: int) -> Iterator[Line]:
    """Cut the indentation off; a line with less of it ends the scalar, unless it is blank."""
    for start, stop, ending in lines:
        content = start + min(indentation, _blanks(text[start:stop]))
        if content < min(stop, start + indentation):
            return
        yield content, stop, ending


def _literal(text: str, lines: Iterator[Line]) -> Iterator[Piece]:
    for start, stop, ending in lines:
        yield from _as_is(text, start, stop)
        if ending is not None:
            yield ending


def _unfolded(text: str, lines: Iterator[Line]) -> Iterator[Piece]:
    """Decode ``>``: a break between lines is a space, unless one begins with a blank or empty lines follow."""
    pending: list[Piece] = []
    was_blank = True
    for start, stop, ending in lines:
        if start == stop:
            if ending is not None:
                pending.append(ending)
            continue
        is_blank = text[start] in " \t"
        if pending and pending[0][0] == "\n" and not was_blank and not is_blank:
            yield from _folded(pending)
        else:
            yield from pending
        yield from _as_is(text, start, stop)
        pending = [] if ending is None else [ending]
        was_blank = is_blank
    yield from pending


_DECODERS: dict[str, Callable[[str, ScalarNode], Iterator[Piece]]] = {
    "": _plain,
    "'": _single,
    '"': _double,
    "|": _block,
    ">": _block,
    "json": _json,
}
