"""The commands in a shell script, as far as they can be told without running it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.workflows.expressions import masked

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMMENT = re.compile(r"^[ \t]*#[^\n]*|(?<=[ \t])#[ \t][^\n]*", re.MULTILINE)
_CONTINUATION = re.compile(r"\\\r?\n|`\r?\n|\^\r?\n")
_SEPARATOR = re.compile(r"&&|\|\||[;\n|&]|\$\(|[()`]")
_LEADING = re.compile(r"\s*(?:(?:if|then|else|elif|do|while|until|time|sudo|exec|command|!|\{)\s+|\w+=\S*\s+)*")


GIT = r"git\s+(?:-\S+\s+(?:[^-\s]\S*\s+)?)*?"
"""A pattern for ``git`` and its own options, e.g. ``-C path`` and ``--no-pager``, up to the subcommand."""


@dataclass(frozen=True, slots=True)
class Command:
    """One simple command."""

    text: str
    """On one line; each expression is a run of the letter x, so that what it holds is not taken for shell."""
    start: int
    end: int
    """Its range in the script, without the words that lead into it and blanks around it."""


def commands(script: str) -> Iterator[Command]:
    """Yield the simple commands of ``script``.

    Good for finding a command by its name: comments are left out and continued lines joined; quoting is not followed,
    so a text that contains a separator is cut in two.
    """
    flat = _flattened(script)
    position = 0
    for separator in _SEPARATOR.finditer(flat):
        yield from _command(flat, position, separator.start())
        position = separator.end()
    yield from _command(flat, position, len(flat))


def _flattened(script: str) -> str:
    """Return the script, character for character, with expressions, comments and line continuations blotted out."""
    script = _CONTINUATION.sub(lambda found: " " * len(found[0]), masked(script, "x"))
    return _COMMENT.sub(lambda found: " " * len(found[0]), script)


def _command(flat: str, start: int, end: int) -> Iterator[Command]:
    leading = _LEADING.match(flat, start, end)
    start = leading.end() if leading else start
    text = flat[start:end].rstrip()
    if text:
        yield Command(text, start, start + len(text))
