"""Offsets to lines and columns, with the line breaks that editors and GitHub know.

YAML 1.1, and so libyaml's own line numbers, also count NEL, U+2028 and U+2029; nobody who shows the file does.
"""

from __future__ import annotations

import array
import bisect
import re

from scanner.model import Span

_BREAK = re.compile(r"\r\n?|\n")


class Lines:
    """The lines of one text."""

    __slots__ = ("_starts", "text")

    def __init__(self, text: str) -> None:
        """Find where each line starts."""
        self.text = text
        self._starts = array.array("Q", [0, *(match.end() for match in _BREAK.finditer(text))])

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column of an offset, both 1-based, the column in code points."""
        line = bisect.bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a line and column, both 1-based."""
        return self._starts[line - 1] + column - 1

    def span(self, start: int, end: int) -> Span:
        """Return the span of the offsets ``start`` to ``end``, end exclusive."""
        return Span(*self.position(start), *self.position(max(start, end)))

    def line_end(self, offset: int) -> int:
        """Return the offset at which the line of ``offset`` ends, before its line break and trailing white space."""
        line = bisect.bisect_right(self._starts, offset)
        end = self._starts[line] if line < len(self._starts) else len(self.text)
        while end > offset and self.text[end - 1] in " \t\r\n":
            end -= 1
        return end

    def on_one_line(self, start: int, end: int) -> bool:
        """Whether no line break lies between the offsets."""
        return _BREAK.search(self.text, start, end) is None
