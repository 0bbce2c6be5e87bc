"""Roles of text in the terminal, and their colours. No meaning is carried by colour alone."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.style import Style

Segment: TypeAlias = tuple[str, str]
"""Text and its role; the role is a key of `STYLES`, or empty for plain text."""

Line: TypeAlias = list[Segment]

STYLES = {
    "critical": "bold white on red",
    "high": "bold red",
    "medium": "bold yellow",
    "low": "bold cyan",
    "info": "bold blue",
    "critical-mark": "bold red",
    "high-mark": "bold red",
    "medium-mark": "bold yellow",
    "low-mark": "bold cyan",
    "info-mark": "bold blue",
    "related-mark": "blue",
    "unknown": "bold magenta",
    "gutter": "blue",
    "message": "bold",
    "quiet": "dim",
    "good": "bold green",
}


def painter(color: bool) -> Callable[[Line], str]:
    """Return what turns a line into text, with ANSI's 16 colours where ``color`` is true."""
    return _painted if color else _plain


def _plain(line: Line) -> str:
    return "".join(text for text, _ in line).rstrip()


def _painted(line: Line) -> str:
    from rich.color import ColorSystem  # only where there is colour: it costs a twentieth of the start-up

    return "".join(
        _style(role).render(text, color_system=ColorSystem.STANDARD) if role else text for text, role in line
    )


@cache
def _style(role: str) -> Style:
    from rich.style import Style  # as above

    return Style.parse(STYLES[role])
