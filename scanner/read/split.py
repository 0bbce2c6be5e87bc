"""The YAML documents in a text, found by their markers alone, so that a broken one does not hide the others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKER = re.compile(r"(?:---|\.\.\.)(?![^ \t\r\n\x85\u2028\u2029])(?<![^\r\n\x85\u2028\u2029]...)")
"""A document marker: at the beginning of a line, and nothing or white space after it.

It ends any scalar, even a block scalar's text: https://yaml.org/spec/1.2.2/#rule-c-forbidden."""
_PREFIX = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n?|\n|\Z)|%[^\r\n]*(?:\r\n?|\n|\Z))*+")
"""What may stand before a document's ``---``: blank lines, comments, directives."""

_BLANK = re.compile(r"\s*(?:---)?\s*(?:\.\.\.)?\s*")


@dataclass(frozen=True, slots=True)
class Chunk:
    """One document's text: offsets in the source, end exclusive."""

    start: int
    end: int
    json: bool = False
    """Whether it is to be read as JSON."""


def split(text: str) -> list[Chunk]:
    """Return the documents of a stream. Blank ones at its beginning and end are left out."""
    if "---" not in text and "..." not in text:
        return [Chunk(0, len(text))] if text.strip() else []
    chunks = list(_chunks(text))
    while chunks and _blank(text, chunks[-1]):
        chunks.pop()
    if len(chunks) > 1 and _blank(text, chunks[0]):
        chunks.pop(0)
    return chunks


def _chunks(text: str) -> Iterator[Chunk]:
    start, explicit = 0, False
    for marker in _MARKER.finditer(text):
        here = marker.start()
        if marker[0] == "...":
            if explicit or text[start:here].strip():
                yield Chunk(start, marker.end())
            start, explicit = marker.end(), False
        elif explicit or not _is_prefix(text, start, here):
            yield Chunk(start, here)
            start, explicit = here, True
        else:
            explicit = True
    if explicit or text[start:].strip():
        yield Chunk(start, len(text))


def _is_prefix(text: str, start: int, end: int) -> bool:
    match = _PREFIX.match(text, start, end)
    return match is not None and match.end() == end


def _blank(text: str, chunk: Chunk) -> bool:
    return _BLANK.fullmatch(text, chunk.start, chunk.end) is not None
