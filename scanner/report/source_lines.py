"""Lines of a source, and columns in the units that a format demands."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scanner.model import Source

_LINE_BREAK = re.compile(r"\r\n|\r|\n")


@lru_cache(maxsize=16)  # findings are sorted by source: few sources are in use at a time
def lines_of(source: Source) -> tuple[str, ...]:
    """Return the lines without their ends. Lines end as editors and GitHub see them: at LF, CR or CRLF only."""
    return tuple(_LINE_BREAK.split(source.text))


def line_at(source: Source, number: int) -> str:
    """Return the 1-based line, empty where the source has no such line."""
    lines = lines_of(source)
    return lines[number - 1] if 0 < number <= len(lines) else ""


def utf16_column(line: str, column: int) -> int:
    """Return the 1-based column in UTF-16 code units for a 1-based column in code points."""
    if line.isascii():
        return column
    return column + sum(character > "\uffff" for character in line[: column - 1])
