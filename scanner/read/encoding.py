"""Bytes to text: UTF-8, and UTF-16 or UTF-32 where a byte order mark says so."""

from __future__ import annotations

import codecs

from scanner.model import UnreadReason
from scanner.read.refused import Refused

_MARKS = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PROBE = 8192
"""Bytes. Git looks for NUL in the first 8,000 to tell binary files from text."""

_REMEDY = "Save the file as UTF-8."


def decode(content: bytes) -> tuple[str, bool]:
    """Return the text without its byte order mark, and whether there was one.

    Raises `Refused` (encoding or binary) with the first byte that is no text. Source:
    https://yaml.org/spec/1.2.2/#52-character-encodings; without a mark the API server and GitHub assume UTF-8.
    """
    mark, encoding = next(((mark, name) for mark, name in _MARKS if content.startswith(mark)), (b"", "utf-8"))
    try:
        return content[len(mark) :].decode(encoding), bool(mark)
    except UnicodeDecodeError as error:
        if not mark and b"\0" in content[:_PROBE]:
            raise Refused(UnreadReason.BINARY, "The file is binary.") from error
        offset = len(mark) + error.start
        detail = f"Not {encoding.upper()}: invalid byte 0x{content[offset]:02x} at offset {offset}."
        before = content[len(mark) : offset].decode(encoding)
        refused = Refused(UnreadReason.ENCODING, detail, remedy=_REMEDY, start=len(before))
        refused.before = before
        raise refused from error


def mentions(content: bytes, word: bytes) -> bool:
    """Whether ``word`` (ASCII) occurs in the bytes, in whatever encoding they are."""
    return word in content or (b"\0" in content and word in content.replace(b"\0", b""))
