from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.workflows.scripts import commands


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("", []),
        ("make", ["make"]),
        ("make a && make b || make c; make d | tee e", ["make a", "make b", "make c", "make d", "tee e"]),
        ("if make a; then make b; else make c; fi", ["make a", "make b", "make c", "fi"]),
        ("A=1 B='2' make", ["make"]),
        ("sudo make", ["make"]),
        ("x=$(git push)", ["x=", "git push"]),
        ("# git push\nmake # git push", ["make"]),
        ("echo a#b", ["echo a#b"]),
        ("git \\\n  push", ["git     push"]),
        ("git `\n  push", ["git     push"]),
        ("echo ${{ a || b }} && make", ["echo xxxxxxxxxxxxx", "make"]),
    ],
)
def test_commands(script: str, expected: list[str]) -> None:
    assert [command.text for command in commands(script)] == expected


@given(st.text(alphabet="a b#\\\n;&|()`${}'=!", max_size=60))
def test_ranges_lie_in_the_script_and_do_not_overlap(script: str) -> None:
    position = 0
    for command in commands(script):
        assert position <= command.start < command.end <= len(script)
        assert command.end - command.start == len(command.text)
        position = command.end


def test_large_scripts_take_time_in_proportion() -> None:
    script = "git push ${{ 'a' }} ${{ b }} \\\n" * 40_000
    assert len(list(commands(script))) == 1
