"""Exclusion patterns, in the manner of .gitignore: https://git-scm.com/docs/gitignore#_pattern_format.

A pattern without a slash, or with one at its end only, matches a name at any depth. One with a slash elsewhere is
relative to the root. A trailing slash matches directories only. ``*`` and ``?`` do not match a slash, ``**`` does,
``[a-z]`` is a class (one that cannot be, such as ``[z-a]``, stands for itself). What lies below an excluded directory
is excluded. ``!`` is not supported.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


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
    anchored = "/" in body
    body = body.removeprefix("./").lstrip("/")
    prefix = "" if anchored or body.startswith("**/") else "(?:.*/)?"
    suffix = "/.*" if directory else "(?:/.*)?"
    return prefix + "".join(_parts(body)) + suffix


def _parts(body: str) -> Iterator[str]:
    at = 0
    while at < len(body):
        if body.startswith("**/", at) and (at == 0 or body[at - 1] == "/"):
            yield "(?:.*/)?"
            at += 3
        elif body.startswith("**", at):
            yield ".*"
            at += 2
        elif body[at] == "*":
            yield "[^/]*"
            at += 1
        elif body[at] == "?":
            yield "[^/]"
            at += 1
        elif body[at] == "[" and (end := body.find("]", at + 2)) > 0 and (characters := _class(body[at + 1 : end])):
            yield characters
            at = end + 1
        else:
            yield re.escape(body[at])
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
