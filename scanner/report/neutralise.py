"""Makes text that comes from a repository harmless to show.

A file name, a message or a line of source may carry escape sequences that drive a terminal, bidirectional controls that
reorder what is seen (https://trojansource.codes), or commands for GitHub's runner. All of it is shown, as visible
escapes.
"""

from __future__ import annotations

import re

MESSAGE_LIMIT = 2000
"""Characters of one message, label or reason that are shown."""

_LEADING_COMMAND = re.compile(r"^([^\S\n]*):(?=:)", re.MULTILINE)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_WHITE = re.compile(r"[\t\n\r\x0b\x0c\x85\u2028\u2029 ]+")


def units(text: str, *, in_github_actions: bool = False) -> list[str]:
    r"""Return what shows each character of ``text``, in order, so that places in it can still be found.

    What Python calls not printable becomes an escape: control and format characters (bidirectional and zero-width ones
    among them), lone surrogates, and every space but the ordinary one. A tab becomes four spaces.
    """
    shown = list(text)
    if not text.isprintable():
        shown = [character if character.isprintable() else _escape(character) for character in text]
    if in_github_actions:
        for place in (found.start() for found in re.finditer(r"##\[", text)):
            shown[place + 2] = " ["
    return shown


def visible(text: str) -> str:
    r"""Return ``text`` with every character visible, line breaks and tabs too: ``\n``, ``\t``, ``\x1b``, ``\u202e``."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else _code(character) for character in text)


def one_line(text: str, limit: int = MESSAGE_LIMIT) -> str:
    """Return ``text`` as one visible line of at most ``limit`` characters: line breaks and tabs become one space."""
    if len(text) <= limit and text.isprintable() and "  " not in text:
        return text.strip()
    return shorten(visible(_WHITE.sub(" ", text).strip()), limit)


def shorten(text: str, limit: int) -> str:
    """Return ``text``, cut with an ellipsis where it is longer than ``limit`` characters."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def encodable(text: str) -> str:
    r"""Return ``text`` with lone surrogates, which undecodable file names carry, as escapes such as ``\udc80``."""
    return _LONE_SURROGATE.sub(lambda found: _code(found.group()), text)


def guard_log(text: str) -> str:
    """Return finished output in which GitHub's runner finds no command.

    It carries out a line that begins with ``::name`` after white space, and the older ``##[name]`` anywhere in a line
    (actions/runner, ActionCommandManager.TryProcessCommand).
    """
    return _LEADING_COMMAND.sub(r"\1: ", text.replace("##[", "## ["))


def _escape(character: str) -> str:
    return "    " if character == "\t" else _code(character)


def _code(character: str) -> str:
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
