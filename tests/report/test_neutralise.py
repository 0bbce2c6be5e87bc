"""Nothing from a repository drives a terminal, reorders text or commands GitHub's runner."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.report import FORMATS, RenderOptions
from scanner.report.neutralise import encodable, guard_log, one_line, units, visible
from tests.report.reports import HOSTILE, REPORTS, report

TEXT_FORMATS = ("concise", "markdown", "terminal")
COMMAND = re.compile(r"^\s*::|##\[", re.MULTILINE)
COLOR = re.compile(r"\x1b\[[0-9;]*m")
ANY_TEXT = st.text(st.characters(), max_size=60)


def harmful(text: str) -> set[str]:
    """Return control, format, surrogate and separator characters other than the line feed and the space."""
    bad = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return {character for character in text if character != "\n" and unicodedata.category(character) in bad}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, and ünïcödé 漢字 😀", "plain, and ünïcödé 漢字 😀"),
        ("\x1b[2J", r"\x1b[2J"),
        ("a\nb\tc\rd", r"a\nb\tc\rd"),
        ("\u202eevil\u2069", r"\u202eevil\u2069"),
        ("\u200b\ufeff\u2028\x9b\x7f\0", r"\u200b\ufeff\u2028\x9b\x7f\x00"),
        ("\U000e0041", r"\U000e0041"),
        ("\udc80.yaml", r"\udc80.yaml"),
        ("no\xa0break", r"no\xa0break"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  a\n\n  b\t\r\nc  ", "a b c"),
        ("two  spaces", "two spaces"),
        ("x" * 50, "x" * 39 + "…"),
        ("\u2028a\x1b", r"a\x1b"),
        ("", ""),
    ],
)
def test_one_line(text: str, shown: str) -> None:
    assert one_line(text, 40) == shown


@given(ANY_TEXT)
def test_what_is_shown_is_harmless(text: str) -> None:
    assert harmful(visible(text)) == harmful(one_line(text)) == harmful("".join(units(text))) == set()
    assert "\n" not in visible(text) + one_line(text)
    assert len(units(text)) == len(text)
    encodable(text).encode("utf-8")


@given(st.text(st.sampled_from(":# [\n\ta"), max_size=30))
def test_no_command_is_left_in_a_log(text: str) -> None:
    assert not COMMAND.search(guard_log(text))


def test_units_break_commands_in_place() -> None:
    assert units("a##[b", in_github_actions=True) == ["a", "#", "#", " [", "b"]
    assert units("a##[b") == list("a##[b")


@pytest.mark.parametrize("name", TEXT_FORMATS)
@pytest.mark.parametrize("color", [False, True])
@pytest.mark.parametrize("report", ["hostile", "hostile-cluster"])
def test_hostile_text_is_harmless_in_every_format(name: str, color: bool, report: str) -> None:
    options = RenderOptions(color=color, show_suppressed=True, in_github_actions=True)
    text = FORMATS[name](REPORTS[report], options)
    assert harmful(COLOR.sub("", text)) == set()
    assert not COMMAND.search(COLOR.sub("", text))
    assert "octocat" in text


@pytest.mark.parametrize("name", ["json", "sarif"])
@pytest.mark.parametrize("report", ["hostile", "hostile-cluster"])
def test_hostile_text_is_harmless_in_json(name: str, report: str) -> None:
    text = FORMATS[name](REPORTS[report], RenderOptions(show_suppressed=True))
    assert text.isascii()
    assert harmful(text) == set()
    assert not COMMAND.search(text)


def test_the_guard_is_needed() -> None:
    text = FORMATS["concise"](REPORTS["hostile"], RenderOptions())
    assert COMMAND.search(text), "the hostile report no longer tries to command the runner"
    assert HOSTILE not in FORMATS["concise"](report(), RenderOptions())
