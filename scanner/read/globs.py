"""Exclusion patterns, in the manner of .gitignore: https://git-scm.com/docs/gitignore#_pattern_format.

A pattern without a slash, or with one at its end only, matches a name at any depth. One with a slash elsewhere is
relative to the root. A trailing slash matches directories only. ``*`` and ``?`` do not match a slash, ``**`` does,
``[a-z]`` is a class. What lies below an excluded directory is excluded. ``!`` is not supported.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


def excluder(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Return a predicate on POSIX paths of files, relative to the root. Raises `UsageError`."""
    alternatives = "|".join(f"(?:{_regex(pattern)})" for pattern in patterns if pattern.strip("/"))
    if not alternatives:
        return lambda _path: False
    try:
        compiled = re.compile(alternatives, re.DOTALL)
    except re.error as error:  # a class such as [z-a]
        raise UsageError(f"The exclusion patterns {', '.join(patterns)} are not valid: {error}.") from error
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
        elif body[at] == "[" and (end := body.find("]", at + 2)) > 0:
            inner = body[at + 1 : end].replace("\\", "\\\\")
            yield "[" + ("^/" + inner[1:] if inner[0] in "!^" else inner) + "]"
            at = end + 1
        else:
            yield re.escape(body[at])
            at += 1
