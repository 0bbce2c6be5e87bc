"""The `Locator` of one source: trees and line tables are built when the first place is asked for."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from scanner.read.json_text import json_tree
from scanner.read.lines import Lines
from scanner.read.nodes import Node, compose
from scanner.read.places import offsets_of

if TYPE_CHECKING:
    from scanner.model import Part, Path, Span
    from scanner.read.dialect import Dialect
    from scanner.read.split import Chunk


@functools.lru_cache(maxsize=64)
def _tree(text: str, chunk: Chunk, dialect: Dialect) -> Node | None:
    """Build a tree. Only the latest are kept, for one takes far more memory than its data.

    Places are asked for document by document.
    """
    return json_tree(text, chunk) if chunk.json else compose(text, chunk, dialect)


class SourceLocator:
    """Locates paths in the documents of one text. Implements `scanner.model.Locator`."""

    __slots__ = ("_chunks", "_lines", "_text")

    def __init__(self, text: str) -> None:
        """Remember the text; nothing is computed yet."""
        self._text = text
        self._chunks: dict[int, tuple[Chunk, Dialect]] = {}
        self._lines: Lines | None = None

    def add(self, index: int, chunk: Chunk, dialect: Dialect) -> None:
        """Make known where the ``index``-th document lies and how it was read."""
        self._chunks[index] = (chunk, dialect)

    @property
    def lines(self) -> Lines:
        """The text's line table."""
        if self._lines is None:
            self._lines = Lines(self._text)
        return self._lines

    def tree(self, index: int) -> Node | None:
        """Return the tree of a document; None where it is empty."""
        chunk, dialect = self._chunks[index]
        return _tree(self._text, chunk, dialect)

    def locate(self, index: int, path: Path, part: Part, within: tuple[int, int] | None) -> Span:
        """Return the span of a path; see `scanner.model.Locator`."""
        root = self.tree(index)
        if root is None:
            return self.chunk_span(index)
        return self.lines.span(*offsets_of(root, path, part, within, self.lines))

    def span_at(self, start: int | None, end: int | None) -> Span | None:
        """Return the span of a place at fault, cut off at the end of its line; None where it is not known."""
        if start is None or end is None:
            return None
        stop = next((at for at in range(start, min(end, len(self._text))) if self._text[at] in "\r\n"), end)
        return self.lines.span(start, min(max(start, stop), len(self._text)))

    def chunk_span(self, index: int) -> Span:
        """Return the span of a whole document, without the white space around it."""
        chunk, _ = self._chunks[index]
        return self.span_of(chunk)

    def span_of(self, chunk: Chunk) -> Span:
        """Return the span of a stretch of the text, without the white space around it."""
        body = self._text[chunk.start : chunk.end]
        start = chunk.start + len(body) - len(body.lstrip())
        return self.lines.span(start, max(start, chunk.start + len(body.rstrip())))
