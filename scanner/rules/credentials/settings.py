"""Credentials in the text of a configuration file: lines that set something to a value."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from scanner.rules.credentials.literals import Literal, find_literals
from scanner.rules.credentials.named import is_named_credential

if TYPE_CHECKING:
    from collections.abc import Iterator

_SETTING = re.compile(
    r"^[ \t]*(?:export[ \t]+|-[ \t]+)?(?P<quote>[\"']?)(?P<name>[A-Za-z][\w.-]{0,100})(?P=quote)[ \t]*[:=][ \t]*"
    r"(?P<value>\S[^\r\n]{0,500})\r?$",
    re.MULTILINE,
)
_COMMENT = re.compile(r"\s+[#;].*$")
_CODE = re.compile(r"[(){}\[\]|&]|=>|\s")
"""What stands in expressions and sentences, and not in a value that is a credential."""


def find_settings(text: str) -> Iterator[Literal]:
    """Yield the credentials in a configuration file, in order: those that tell themselves, and values by their name.

    It understands lines such as ``db.password=…``, ``password: …`` and ``export TOKEN="…"``. Of these the name is
    shown, not the value.
    """
    literals = tuple(find_literals(text))
    starts = [literal.start for literal in literals]
    named = []
    for matched in _SETTING.finditer(text):
        value = _unquoted(_COMMENT.sub("", matched["value"]).strip().rstrip(","))
        told = bisect_left(starts, matched.start()) < bisect_left(starts, matched.end())
        if not told and not _CODE.search(value) and is_named_credential(matched["name"], value):
            named.append(Literal(f"the credential '{matched['name']}'", matched.start("name"), matched.end("name")))
    yield from sorted((*literals, *named), key=lambda literal: literal.start)


def _unquoted(value: str) -> str:
    quoted = value[:1] in {"'", '"'} and value[:1] == value[-1:]
    return value[1:-1] if quoted else value
