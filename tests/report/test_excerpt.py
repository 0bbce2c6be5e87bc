"""Excerpts: carets stand under what they mean, whatever the characters, and nothing is longer than the room."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from scanner.model import Span
from scanner.report.excerpt import LEAST_ROOM, Frame, Mark, excerpt
from scanner.report.neutralise import units
from tests.report.reports import source


def drawn(text: str, *marks: Mark, width: int = 100, in_github_actions: bool = False) -> list[str]:
    """Return the excerpt's lines without the frame's empty first and last one."""
    lines = excerpt(source(text), marks, Frame(1, width, in_github_actions))
    return ["".join(part for part, _ in line).rstrip() for line in lines][1:-1]


def primary(line: int, column: int, end_column: int, label: str = "here", end_line: int = 0) -> Mark:
    return Mark(Span(line, column, end_line or line, end_column), label, "high-mark", primary=True)


def related(line: int, column: int, end_column: int, label: str = "there") -> Mark:
    return Mark(Span(line, column, line, end_column), label, "related-mark", primary=False)


def test_one_line_of_context_on_each_side() -> None:
    assert drawn("a: 1\nb: 2\nc: 3\nd: 4\ne: 5\n", primary(3, 4, 5)) == [
        "2 | b: 2",
        "3 | c: 3",
        "  |    ^ here",
        "4 | d: 4",
    ]


def test_blank_lines_are_no_context() -> None:
    assert drawn("a: 1\n\nc: 3\n  \n", primary(3, 1, 2)) == ["3 | c: 3", "  | ^ here"]


def test_related_places_have_no_context_and_gaps_are_shown() -> None:
    assert drawn("a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nf: 6\n", primary(6, 1, 2), related(1, 1, 5), related(6, 4, 5)) == [
        "1 | a: 1",
        "  | ---- there",
        "...",
        "5 | e: 5",
        "6 | f: 6",
        "  | ^ here",
        "  |    - there",
    ]


def test_a_span_over_lines_is_drawn_on_its_first() -> None:
    assert drawn("run: |\n  one\n  two\n", primary(1, 1, 4, end_line=3)) == [
        "1 | run: |",
        "  | ^^^^^^ here (to line 3)",
        "2 |   one",
    ]


@pytest.mark.parametrize(
    "line", ["漢字: 値", "😀: ☸️ x", "\ta: \x1b[2Jb", "e\u0301: x", "\u202ea: b", "##[error]: ##[x]"]
)
@pytest.mark.parametrize("in_github_actions", [False, True])
def test_carets_stand_under_the_span(line: str, in_github_actions: bool) -> None:
    start = line.index(":")
    shown = drawn(line, primary(1, start + 1, len(line) + 1, ""), in_github_actions=in_github_actions)
    before = "".join(units(line, in_github_actions=in_github_actions)[:start])
    after = "".join(units(line, in_github_actions=in_github_actions)[start:])
    assert shown[1] == "  | " + " " * cell_len(before) + "^" * cell_len(after)


def test_a_long_line_is_cut_on_both_sides() -> None:
    line = "x" * 500 + "HERE" + "y" * 500
    assert drawn(line, primary(1, 501, 505), width=44) == [
        "1 | …xxxxxxxxxxxxxHEREyyyyyyyyyyyyyyyyyyyyy…",
        "  |               ^^^^ here",
    ]


def test_a_long_span_ends_at_the_edge() -> None:
    assert drawn("key: " + "v" * 500, primary(1, 1, 506), width=30) == [
        "1 | key: vvvvvvvvvvvvvvvvvvvv…",
        "  | " + "^" * 25 + " here",
    ]


def test_a_label_is_short() -> None:
    assert drawn("a", primary(1, 1, 2, "word " * 100))[1].endswith("…")
    assert len(drawn("a", primary(1, 1, 2, "word " * 100))[1]) < 180


@pytest.mark.parametrize(("line", "column"), [(1, 50), (1, 2), (3, 1), (99, 1), (0, 1)])
def test_a_span_outside_the_text_draws_no_nonsense(line: int, column: int) -> None:
    shown = drawn("a\n", primary(line, column, column))
    assert shown == ([] if line > 2 or line < 1 else ["1 | a", "  |  ^ here"])


@given(
    st.text(st.characters(exclude_characters="\r\n"), max_size=300),
    st.integers(1, 400),
    st.integers(0, 400),
    st.integers(1, 120),
)
def test_a_line_never_exceeds_its_room(line: str, column: int, length: int, width: int) -> None:
    shown = drawn(line, primary(1, column, column + length, ""), width=width)
    room = max(LEAST_ROOM, width - 4)
    assert all(cell_len(text[4:]) <= room + 1 for text in shown)


def test_a_line_of_a_megabyte_costs_no_more() -> None:
    line = "x" * 1_000_000
    shown = drawn(line, *(primary(1, 900_000 + index, 900_010 + index) for index in range(200)))
    assert len(shown) == 201
