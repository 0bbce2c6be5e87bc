"""Text that comes from a repository, as GitHub Flavored Markdown shows it literally."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.report.neutralise import one_line, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

_SPECIAL = re.compile(r"[\\`*_\[\]~#]|^[-+=]")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;"})
_TICKS = re.compile("`+")


def prose(text: str) -> str:
    """Return ``text`` as one line in which nothing is markup, a table cell's end, HTML, or a mention of someone.

    A mention is looked for in the rendered page, so an entity does not help: a zero-width space follows the ``@``.
    """
    return _SPECIAL.sub(r"\\\g<0>", one_line(text)).translate(_ENTITIES).replace("@", "@&#8203;")


def code(text: str) -> str:
    """Return ``text`` as a code span, whose fence is longer than any run of back-ticks in it."""
    clear = one_line(text)
    if not clear:
        return ""
    fence = "`" * (_longest_run(clear) + 1)
    edge = " " if clear.startswith("`") or clear.endswith("`") else ""
    return f"{fence}{edge}{clear}{edge}{fence}"


def block(text: str, language: str = "") -> list[str]:
    """Return ``text`` as a fenced code block of one visible line."""
    fence = "`" * max(3, _longest_run(text) + 1)
    return [f"{fence}{language}", visible(text), fence]


def table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Return a table; the cells are Markdown already. A bar ends a cell even in a code span, unless it is escaped."""
    lines = [header, tuple("---" for _ in header), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]


def _longest_run(text: str) -> int:
    return max((len(found) for found in _TICKS.findall(text)), default=0)
