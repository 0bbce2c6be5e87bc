"""What the tests of reading share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.model import Document, Unread
from scanner.read import Limits, read_bytes

if TYPE_CHECKING:
    from scanner.model import Span

POD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n"


def outcomes(
    text: str | bytes, path: str = "a.yaml", *, named: bool = True, limits: Limits | None = None
) -> list[Document | Unread]:
    """Read one text."""
    content = text.encode() if isinstance(text, str) else text
    return list(read_bytes(path, content, limits or Limits(), named=named))


def documents(text: str | bytes, path: str = "a.yaml") -> list[Document]:
    """Read one text that must be readable."""
    found = outcomes(text, path)
    unread = [item for item in found if isinstance(item, Unread)]
    assert not unread
    return [item for item in found if isinstance(item, Document)]


def document(text: str | bytes, path: str = "a.yaml") -> Document:
    """Read the only document of a text."""
    (only,) = documents(text, path)
    return only


def unread(text: str | bytes, path: str = "a.yaml", *, named: bool = True, limits: Limits | None = None) -> Unread:
    """Read a text from which nothing can be judged, for one reason."""
    (only,) = outcomes(text, path, named=named, limits=limits)
    assert isinstance(only, Unread)
    return only


def covered(text: str, span: Span) -> str:
    """Return the text that a span covers, by nothing but lines and columns."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if span.line == span.end_line:
        return lines[span.line - 1][span.column - 1 : span.end_column - 1]
    inner = lines[span.line : span.end_line - 1]
    return "\n".join([lines[span.line - 1][span.column - 1 :], *inner, lines[span.end_line - 1][: span.end_column - 1]])
