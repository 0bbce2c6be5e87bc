"""The actions of a Go template: where they are, what they open and close, and what may come out of a text with some."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

MASK = "\ue000"
"""Stands for each character of an action: from the private use area, so that it is in no real template."""
OPENING = frozenset({"if", "range", "with", "define", "block"})
_SILENT = OPENING | {"end", "else", "break", "continue"}
_WORD = re.compile(r"\{\{-?\s*([A-Za-z]+)?")
_ASSIGNMENT = re.compile(r"\{\{-?\s*(?:\$\w*\s*:?=|/\*)")
_INDENT = re.compile(r"\bn?indent\s+\(?\s*[1-9]")
_TOKEN = re.compile(r"""["`']|\}\}""")


@dataclass(frozen=True, slots=True)
class Action:
    """One ``{{ … }}``; offsets in the text, end exclusive."""

    start: int
    end: int
    word: str
    """Its first word: ``if``, ``include``; empty where there is none."""
    writes: bool
    """Whether something may come out of it in its place."""
    indents: bool
    """Whether what comes out is indented."""
    defined: bool
    """Whether it stands in a ``define``, or ends one."""


def actions_of(text: str) -> list[Action]:
    """Return the actions of a template in order. What is not closed goes to the end of the text."""
    found: list[Action] = []
    open_words: list[str] = []
    defines = 0
    start = text.find("{{")
    while start >= 0:
        end = _end(text, start)
        inner = text[start:end]
        matched = _WORD.match(inner)
        word = (matched.group(1) if matched else None) or ""
        writes = word not in _SILENT and _ASSIGNMENT.match(inner) is None
        found.append(Action(start, end, word, writes, _INDENT.search(inner) is not None, defines > 0))
        if word in OPENING:
            open_words.append(word)
            defines += word == "define"
        elif word == "end" and open_words:
            defines -= open_words.pop() == "define"
        start = text.find("{{", end)
    return found


def _end(text: str, start: int) -> int:
    inner = start + 2
    if text.startswith(("/*", "- /*"), inner):
        closed = text.find("*/", inner)
        closed = text.find("}}", closed) if closed >= 0 else -1
        return closed + 2 if closed >= 0 else len(text)
    while matched := _TOKEN.search(text, inner):
        mark = matched.group()
        if mark == "}}":
            return matched.end()
        inner = _quote_end(text, matched.end(), mark)
    return len(text)


def _quote_end(text: str, start: int, mark: str) -> int:
    """Return where a quoted text ends; a raw one knows no escapes: https://go.dev/ref/spec#String_literals."""
    while (end := text.find(mark, start)) >= 0:
        before = end
        while mark != "`" and text[before - 1] == "\\":
            before -= 1
        if (end - before) % 2 == 0:
            return end + 1
        start = end + 1
    return len(text)


def masked(text: str, actions: list[Action]) -> str:
    """Return the text with every action masked, and what a ``define`` holds: it comes out elsewhere, if at all.

    Line breaks stay, so that offsets and lines are those of the text.
    """
    parts: list[str] = []
    position = 0
    for action in actions:
        before = text[position : action.start]
        parts.append(_mask(before) if action.defined else before)
        parts.append(_mask(text[action.start : action.end]))
        position = action.end
    parts.append(text[position:])
    return "".join(parts)


def _mask(text: str) -> str:
    return re.sub(r"[^\r\n]", MASK, text)


def may_write(raw: str, value: Any) -> bool:
    """Whether a masked scalar, as written in a template, can have come out as ``value``."""
    if raw[:1] in {'"', "'"} and raw[-1:] == raw[:1]:
        if "\\" in raw:
            return isinstance(value, str)
        raw = raw[1:-1]
    parts = re.split(f"{MASK}+", raw)
    if isinstance(value, dict | list):
        return not any(part.strip() for part in parts)
    text = str(value).lower() if isinstance(value, bool) else str(value)
    first, last = parts[0], parts[-1]
    if len(text) < len(first) + len(last) or not text.startswith(first) or not text.endswith(last):
        return False
    at, stop = len(first), len(text) - len(last)
    for part in parts[1:-1]:
        at = text.find(part, at, stop)
        if at < 0:
            return False
        at += len(part)
    return True
