"""GitHub's ``primaryLocationLineHash``, by which code scanning recognises an alert after edits elsewhere in the file.

Stated here from its definition, not from its code: github/codeql-action, src/fingerprints.ts, as measured in
https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scanner.model import Source

WINDOW = 100
"""A line's hash covers this many characters from its first one that is neither space nor tab."""

_BASE = 37
_MODULUS = 1 << 64
_END = "\uffff"  # fed once after the text
_FLUSH = "\0" * WINDOW  # and these after it, so that the last lines fill a window


@lru_cache(maxsize=16)
def line_hashes(source: Source) -> tuple[str, ...]:
    """Return ``hash:occurrence`` for each line of a source, the first line first."""
    return hashes_of(("\ufeff" if source.byte_order_mark else "") + source.text)


def hashes_of(text: str) -> tuple[str, ...]:
    """Return ``hash:occurrence`` for each line of ``text``.

    The characters are UTF-16 code units without spaces and tabs; CR and CRLF count as LF. The occurrence is how often
    this hash has come up in the file so far, from 1.
    """
    kept = re.sub(r"[ \t]", "", re.sub(r"\r\n|\r", "\n", text))
    kept = re.sub("[\U00010000-\U0010ffff]", _surrogates, kept) + _END
    starts = [0, *(found.end() for found in re.finditer("\n", kept))]
    padded = kept + _FLUSH
    known: dict[str, str] = {}
    seen: dict[str, int] = {}
    hashes = []
    for start in starts:
        window = padded[start : start + WINDOW]
        value = known.get(window)
        if value is None:
            value = known[window] = _hash(window)
        seen[value] = seen.get(value, 0) + 1
        hashes.append(f"{value}:{seen[value]}")
    return tuple(hashes)


def _hash(window: str) -> str:
    value = 0
    for character in window:
        value = value * _BASE + ord(character)
    return f"{value % _MODULUS:x}"


def _surrogates(found: re.Match[str]) -> str:
    offset = ord(found.group()) - 0x10000
    return chr(0xD800 + (offset >> 10)) + chr(0xDC00 + (offset & 0x3FF))
