"""Credentials in a text that can be told by themselves: known formats, and addresses with a password in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.rules.credentials.formats import FORMATS
from scanner.rules.credentials.placeholders import is_put_in_later

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCHEME_END = "://"
_USER_INFO = re.compile(r"[\w.%+~$(){}-]{0,100}:(?P<password>[^\s/@?#\"'<>]{1,200})@[\w$({\[]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}$")
_LONGEST_SCHEME = 31

_SHORTEST = 20
"""Characters of the shortest of the known formats, an access key of AWS; most values that are looked at have fewer."""

_FEWEST_CHARACTERS = 5
"""How many different characters the part after the prefix must have; fewer are ``xxxxxxxx`` and ``12341234``."""


@dataclass(frozen=True, slots=True)
class Literal:
    """Where a credential stands in a text, and what it is. The credential itself is not kept."""

    what: str
    """With its article, e.g. ``a GitHub token``."""
    start: int
    end: int
    """Offsets of what may be shown: of an address, only what comes before its password. The end is exclusive."""


def find_literals(text: str) -> Iterator[Literal]:
    """Yield the credentials in ``text`` that can be told by themselves, in order; the time is linear in its length."""
    found = (*_known_formats(text), *_addresses(text))
    yield from sorted(found, key=lambda literal: literal.start)


def _known_formats(text: str) -> Iterator[Literal]:
    for one in FORMATS if len(text) >= _SHORTEST else ():
        at = text.find(one.prefix)
        while at >= 0:
            matched = one.pattern.match(text, at) if _may_begin(text, at) else None
            if matched is None:
                at = text.find(one.prefix, at + len(one.prefix))
                continue
            if not _is_example(matched.group().removeprefix(one.prefix)):
                yield Literal(one.name, at, matched.end())
            at = text.find(one.prefix, matched.end())


def _may_begin(text: str, at: int) -> bool:
    """Whether what begins here is not the middle of a word; a dash, as of a private key, may follow anything."""
    before = text[at - 1] if at else " "
    return not text[at].isalnum() or not (before.isalnum() or before in "-_")


def _is_example(rest: str) -> bool:
    """Whether what follows the prefix was written for documentation, as AWS's own AKIA…EXAMPLE."""
    return "EXAMPLE" in rest.upper() or len(set(rest)) < _FEWEST_CHARACTERS


def _addresses(text: str) -> Iterator[Literal]:
    """Yield the addresses with a user's password, as ``postgres://shop:…@db``, up to the password."""
    at = text.find(_SCHEME_END)
    while at >= 0:
        after = at + len(_SCHEME_END)
        scheme = _SCHEME.search(text[max(0, at - _LONGEST_SCHEME) : at])
        matched = _USER_INFO.match(text, after)
        if scheme and matched and not is_put_in_later(matched["password"]):
            yield Literal("an address with a password", at - len(scheme.group()), matched.start("password") - 1)
        at = text.find(_SCHEME_END, after)
