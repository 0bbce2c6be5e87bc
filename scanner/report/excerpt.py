"""An excerpt of source with its spans underlined, as lines of painted segments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.report.neutralise import one_line, units
from scanner.report.source_lines import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scanner.model import Source, Span
    from scanner.report.paint import Line

LABEL_LIMIT = 160
"""Characters of a label beside an underline."""

LEAST_ROOM = 20
"""Cells that a line of source gets, however narrow the terminal."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A span to underline."""

    span: Span
    label: str
    role: str
    """A key of `scanner.report.paint.STYLES`."""
    primary: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What all excerpts of one finding share."""

    gutter: int
    """Digits of the greatest line number."""
    width: int
    """Cells from the left edge to the end of a line of source."""
    in_github_actions: bool

    @property
    def room(self) -> int:
        """Cells that are left for source."""
        return max(LEAST_ROOM, self.width - self.gutter - 3)

    def rail(self, number: str = "") -> Line:
        """Return the left edge: a right-aligned line number and a bar."""
        return [(f"{number:>{self.gutter}} |", "gutter")]


def excerpt(source: Source, marks: Sequence[Mark], frame: Frame) -> Iterator[Line]:
    """Yield the marked lines, one line of context round each primary mark, and the underlines with their labels.

    Of a span over several lines the first is underlined, and the label says where it ends.
    """
    lines = lines_of(source)
    placed = [mark for mark in marks if 0 < mark.span.line <= len(lines)]
    if not placed:
        return
    yield frame.rail()
    previous = 0
    for number in _shown(lines, placed):
        if previous and number > previous + 1:
            yield [("...", "gutter")]
        previous = number
        here = [mark for mark in placed if mark.span.line == number]
        yield from _marked_line(lines[number - 1], number, here, frame)
    yield frame.rail()


def _shown(lines: Sequence[str], marks: Sequence[Mark]) -> list[int]:
    """Return the 1-based numbers of the lines to show; blank lines give no context."""
    marked = {mark.span.line for mark in marks}
    around = {mark.span.line + step for mark in marks if mark.primary for step in (-1, 1)}
    context = {number for number in around if 0 < number <= len(lines) and lines[number - 1].strip()}
    return sorted(marked | context)


def _marked_line(line: str, number: int, marks: Sequence[Mark], frame: Frame) -> Iterator[Line]:
    window = _Window.of(line, marks[0].span.column - 1 if marks else 0, frame)
    yield [*frame.rail(str(number)), (f" {window.text}" if window.text else "", "")]
    for mark in marks:
        start = mark.span.column - 1
        end = mark.span.end_column - 1 if mark.span.end_line == number else len(line)
        before, length = window.cells(start, end)
        underline = ("^" if mark.primary else "-") * length
        yield [*frame.rail(), (" " * (before + 1), ""), (f"{underline} {_label(mark)}".rstrip(), mark.role)]


def _label(mark: Mark) -> str:
    label = one_line(mark.label, LABEL_LIMIT)
    if mark.span.end_line == mark.span.line:
        return label
    return f"{label} (to line {mark.span.end_line})".lstrip()


@dataclass(frozen=True, slots=True)
class _Window:
    """The part of a line that is shown."""

    units: tuple[str, ...]
    first: int
    """Offset in the line of the first unit."""
    left: str
    right: str
    """An ellipsis where something is left out on that side."""

    @classmethod
    def of(cls, line: str, focus: int, frame: Frame) -> _Window:
        """Return what fits into the room, with ``focus`` (an offset in the line) in it.

        Only a stretch round the focus is looked at, so that a line of a megabyte costs no more than any other.
        """
        room = frame.room
        focus = min(focus, len(line))
        first = max(0, focus - room)
        stretch = line[first : focus + room]
        shown = units(stretch, in_github_actions=frame.in_github_actions)
        if first == 0 and len(stretch) == len(line) and _cells("".join(shown)) <= room:
            return cls(tuple(shown), 0, "", "")
        begin = 0
        if first or _cells("".join(shown[:focus])) > room * 2 // 3:
            begin = _suffix_start(shown, focus - first, room // 3)
        left = "…" if first + begin else ""
        stop = _prefix_end(shown, begin, room - len(left) - 1)
        right = "…" if first + stop < len(line) else ""
        return cls(tuple(shown[begin:stop]), first + begin, left, right)

    @property
    def text(self) -> str:
        return f"{self.left}{''.join(self.units)}{self.right}".rstrip()

    def cells(self, start: int, end: int) -> tuple[int, int]:
        """Return the cells before the stretch ``start`` to ``end`` (offsets in the line), and in it: at least one."""
        low = min(max(0, start - self.first), len(self.units))
        high = min(max(low, end - self.first), len(self.units))
        before = _cells("".join(self.units[:low]))
        return before + len(self.left), max(1, _cells("".join(self.units[:high])) - before)


def _cells(text: str) -> int:
    """Return how many cells of a terminal visible text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # only where characters may be wide: it costs a twentieth of the start-up

    return cell_len(text)


def _suffix_start(shown: Sequence[str], end: int, room: int) -> int:
    """Return where the longest stretch that ends at ``end`` and fits into ``room`` cells begins."""
    begin, used = end, 0
    while begin > 0 and (used := used + _cells(shown[begin - 1])) <= room:
        begin -= 1
    return begin


def _prefix_end(shown: Sequence[str], begin: int, room: int) -> int:
    """Return where the longest stretch that begins at ``begin`` and fits into ``room`` cells ends."""
    stop, used = begin, 0
    while stop < len(shown) and (used := used + _cells(shown[stop])) <= room:
        stop += 1
    return stop
