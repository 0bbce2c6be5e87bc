"""Exclusion patterns, in the manner of .gitignore: https://git-scm.com/docs/gitignore#_pattern_format.

A pattern without a slash, or with one at its end only, matches a name at any depth. One with a slash elsewhere is
relative to the root. A trailing slash matches directories only. ``*`` and ``?`` do not match a slash; ``**`` between
slashes stands for any number of directories. ``[a-z]`` is a class (one that cannot be, such as ``[z-a]``, stands for
itself). What lies below an excluded directory
is excluded. ``!`` is not supported.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_ANY_DEPTH = "**"


def excluder(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Return a predicate on POSIX paths of files, relative to the root."""
    alternatives = "|".join(f"(?:{_regex(pattern)})" for pattern in patterns if pattern.strip("/"))
    if not alternatives:
        return lambda _path: False
    compiled = re.compile(alternatives, re.DOTALL)
    return lambda path: compiled.fullmatch(path) is not None


def _regex(pattern: str) -> str:
    directory = pattern.endswith("/")
    body = pattern.rstrip("/")
    steps = body.removeprefix("./").lstrip("/").split("/")
    if "/" not in body:
        steps.insert(0, _ANY_DEPTH)
    suffix = "/.*" if directory else "(?:/.*)?"
    if steps[-1] == _ANY_DEPTH:
        suffix = "/.*" + (suffix if directory else "")
        while steps and steps[-1] == _ANY_DEPTH:
            steps.pop()
        if not steps:
            return ".*/.*" if directory else ".*"
    start, *groups = _groups(steps)
    expression = "/".join(start)
    if not groups:
        return expression + suffix
    expression += "/" * bool(start)
    # Of what lies between two `**` the first place that matches is as good as any later one, so there is no going
    # back: otherwise a pattern of forty stars would take longer than anybody waits.
    expression += "".join(f"(?>(?:[^/]*/)*?{'/'.join(group)}/)" for group in groups[:-1])
    return f"{expression}(?:[^/]*/)*{'/'.join(groups[-1])}{suffix}"


def _groups(steps: Sequence[str]) -> list[list[str]]:
    """Return the expressions of the steps before, between and after ``**``; only the first group may be empty."""
    groups: list[list[str]] = [[]]
    for index, step in enumerate(steps):
        if step != _ANY_DEPTH:
            groups[-1].append(_step(step))
        elif index == 0 or steps[index - 1] != _ANY_DEPTH:
            groups.append([])
    return groups


def _step(step: str) -> str:
    """Return the expression for one name, without going back as above."""
    chunks = [""]
    for part in _parts(step):
        if part is None:
            chunks.append("")
        else:
            chunks[-1] += part
    first, *rest = chunks
    if not rest:
        return first
    return f"{first}{''.join(f'(?>[^/]*?{chunk})' for chunk in rest[:-1] if chunk)}[^/]*{rest[-1]}"


def _parts(step: str) -> Iterator[str | None]:
    """Yield the expression for each character or class; None for stars."""
    at = 0
    while at < len(step):
        if step[at] == "*":
            yield None
            at += 1
        elif step[at] == "?":
            yield "[^/]"
            at += 1
        elif step[at] == "[" and (end := step.find("]", at + 2)) > 0 and (characters := _class(step[at + 1 : end])):
            yield characters
            at = end + 1
        else:
            yield re.escape(step[at])
            at += 1


def _class(inner: str) -> str:
    """Return the regular expression for a class; empty where it cannot be."""
    negated = inner[0] in "!^" and len(inner) > 1
    members = "".join(char if char == "-" else re.escape(char) for char in (inner[1:] if negated else inner))
    expression = f"[^/{members}]" if negated else f"[{members}]"
    try:
        re.compile(expression)
    except re.error:
        return ""
    return expression
