"""How the parts of the reader say that a text or document cannot be read. It never leaves `scanner.read`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scanner.model import UnreadReason


class Refused(Exception):
    """The reason why something becomes an `Unread`, with the place as offsets (code points) in the source text."""

    def __init__(
        self, reason: UnreadReason, detail: str, *, remedy: str = "", start: int | None = None, end: int | None = None
    ) -> None:
        """Keep the reason, one sentence, what to do, and the place if it is known."""
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.remedy = remedy
        self.start = start
        self.end = end if end is not None else start
        self.before = ""
        """The text up to the place, where there is no text as a whole."""


class BadScalar(ValueError):
    """A scalar that its dialect's reader refuses. The text is one sentence for people."""
