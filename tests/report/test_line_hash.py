"""GitHub's line hash against the vectors of its own tests."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.report.line_hash import hashes_of, line_hashes
from scanner.report.source_lines import lines_of
from tests.report.reports import source

LOREM = (
    *(f"a7f2ff13bc495cf2:{number}" for number in range(1, 7)),
    "a7f2ff1481e87703:1",
    "a9cf91f7bbf1862b:1",
    "55ec222b86bcae53:1",
    "cc97dc7b1d7d8f7b:1",
    "c129715d7a2bc9a3:1",
)
VECTORS = {
    "": ("c129715d7a2bc9a3:1",),
    " a\nb\n  \t\tc\n d": ("271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"),
    "Lorem ipsum dolor sit amet.\n" * 10: LOREM,
    "Lorem ipsum dolor sit amet.\r\n" * 10: LOREM,
    "Lorem ipsum dolor sit amet.\r" * 10: LOREM,
}


def rolled(text: str) -> dict[int, str]:
    """Restate the definition as the rolling hash that it is, one UTF-16 code unit after the other."""
    raw = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-16-le", "surrogatepass")
    kept = [unit for at in range(0, len(raw), 2) if (unit := raw[at] | raw[at + 1] << 8) not in (9, 32)]
    window, value, found, seen = [0] * 100, 0, {}, {}  # type: ignore[var-annotated]
    started: dict[int, int] = {}
    line, fresh = 0, True
    for index, unit in enumerate([*kept, 65535, *[0] * 100]):
        if index - 100 in started:
            text_value = f"{value:x}"
            seen[text_value] = seen.get(text_value, 0) + 1
            found[started[index - 100]] = f"{text_value}:{seen[text_value]}"
        if fresh and index <= len(kept):
            line += 1
            started[index] = line
        fresh = unit == 10
        value = (37 * value + unit - pow(37, 100, 2**64) * window[index % 100]) % 2**64
        window[index % 100] = unit
    return found


@pytest.mark.parametrize(("text", "expected"), VECTORS.items())
def test_vectors(text: str, expected: tuple[str, ...]) -> None:
    assert hashes_of(text) == expected


@given(st.text(st.sampled_from("ab \t\r\n\x0b\u2028漢😀\ufeff"), max_size=400))
def test_it_is_the_rolling_hash(text: str) -> None:
    assert dict(enumerate(hashes_of(text), start=1)) == rolled(text)


@given(st.text(st.sampled_from("a \r\n"), max_size=60))
def test_each_line_has_a_hash(text: str) -> None:
    where = source(text, "x.yaml")
    assert len(line_hashes(where)) == len(lines_of(where))


def test_the_byte_order_mark_counts() -> None:
    plain = source("a: 1\n")
    marked = type(plain)(plain.path, plain.text, plain.digest, byte_order_mark=True)
    assert line_hashes(marked) == hashes_of("\ufeffa: 1\n")
    assert line_hashes(marked)[0] != line_hashes(plain)[0]


def test_an_edit_above_or_a_new_indentation_changes_nothing() -> None:
    tail = "x" * 120
    before = hashes_of(f"a: 1\nb:\n  c: {tail}\n")
    after = hashes_of(f"# new\na: 1\nb:\n      c:\t{tail}\r\n")
    assert after[3] == before[2]
