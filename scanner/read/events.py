"""YAML text to parser events, by libyaml where PyYAML has it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from scanner.model import UnreadReason
from scanner.read.refused import Refused

try:
    from yaml import CLoader as _Parser  # libyaml; 15 times faster than the pure parser, same events
except ImportError:  # pragma: no cover - PyYAML built without libyaml
    from yaml import Loader as _Parser  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml.events import Event

_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""https://yaml.org/spec/1.2.2/#51-character-set, as libyaml enforces it."""


def parse(text: str, start: int, end: int) -> Iterator[Event]:
    """Yield the events of one document; their marks count from ``start``.

    Raises `Refused` with the parser's own words, its place and, for the usual causes, the remedy. Nothing is
    constructed here: tags are names only, so hostile tags do nothing.
    """
    start = base_of(text, start, end)
    try:
        parser = _Parser(text[start:end])
        try:
            yield from iter(parser.get_event, None)
        finally:
            parser.dispose()
    except yaml.reader.ReaderError as error:
        raise _forbidden(text, start, end, error) from error
    except yaml.MarkedYAMLError as error:
        raise _syntax(text, start, end, error) from error


def start_of(event: Event) -> int:
    """Return the offset at which a parser's event starts."""
    return event.start_mark.index  # type: ignore[union-attr] # only hand-made events have no marks


def end_of(event: Event) -> int:
    """Return the offset at which a parser's event ends."""
    return event.end_mark.index  # type: ignore[union-attr] # as above


def base_of(text: str, start: int, end: int) -> int:
    """Return the offset in ``text`` that the marks of `parse` count from: libyaml drops a byte order mark uncounted."""
    while start < end and text[start] == "\ufeff":
        start += 1
    return start


def _forbidden(text: str, start: int, end: int, error: yaml.reader.ReaderError) -> Refused:
    match = _FORBIDDEN.search(text, start, end)
    if match is None:
        return Refused(UnreadReason.ENCODING, f"YAML does not allow this text: {error.reason}.", start=start)
    char = match[0]
    name = "a NUL character" if char == "\0" else f"the control character U+{ord(char):04X}"
    return Refused(
        UnreadReason.ENCODING,
        f"The text contains {name}, which YAML does not allow.",
        remedy="Remove the character, or write it as an escape in double quotes.",
        start=match.start(),
        end=match.end(),
    )


def _syntax(text: str, start: int, end: int, error: yaml.MarkedYAMLError) -> Refused:
    at, begun = (
        end if mark is None else min(start + mark.index, end) for mark in (error.problem_mark, error.context_mark)
    )
    context = f" {error.context}" if error.context else ""
    return Refused(
        UnreadReason.SYNTAX,
        f"Not well-formed YAML{context}: {error.problem or 'it is not YAML'}.",
        remedy=_remedy(text, at, begun, end),
        start=at,
        end=at + 1,
    )


def _remedy(text: str, at: int, begun: int, end: int) -> str:
    """Return what to do, where a character gives it away: the one at fault, or the one where its token began."""
    line_start = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    line = text[line_start : next((i for i in range(at, end) if text[i] in "\r\n"), end)]
    indentation = line[: len(line) - len(line.lstrip(" \t"))]
    if "\t" in indentation or text[at : at + 1] == "\t":
        return "Indent with spaces: YAML does not allow tabs there."
    for place in (at, begun):
        if place < end and text[place] in "@`%*&!|>":
            return f"A plain value cannot begin with '{text[place]}': put it in quotes."
    if "{{" in line:
        return "Braces begin a mapping in YAML: put the value in quotes."
    if ": " in line.split(":", 1)[-1]:
        return "If the value contains a colon followed by a space, put it in quotes."
    return ""
