"""The expressions in a text: every ``${{ … }}`` with its offsets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from scanner.workflows.expressions.lexer import ExpressionError
from scanner.workflows.expressions.parser import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.workflows.expressions.nodes import Node

_OPEN = "${{"
_CLOSE = "}}"


@dataclass(frozen=True, slots=True)
class Embedded:
    """One ``${{ … }}`` in a text."""

    start: int
    """Offset of the dollar sign in the text."""
    end: int
    """Offset behind the closing braces; the text's end where they are missing."""
    inner: str
    """What stands between the braces, with its spaces."""
    closed: bool = True

    @property
    def within(self) -> tuple[int, int]:
        """The range in the text, as `scanner.model.Match.within` takes it."""
        return self.start, self.end

    def parse(self) -> Node:
        """Parse it; node offsets count from the beginning of `inner`. Raises `ExpressionError`."""
        if not self.closed:
            raise ExpressionError("the closing braces are missing", len(self.inner), phase="lexing")
        return _parsed(self.inner)


@lru_cache(maxsize=4096)
def _parsed(inner: str) -> Node:
    return parse(inner)


def embedded(text: str) -> Iterator[Embedded]:
    """Yield every expression in ``text`` from left to right.

    Braces inside an expression's quoted text do not close it, as in GitHub's own reader. An expression that is never
    closed is yielded with ``closed=False``: GitHub refuses such a workflow.
    """
    position = 0
    while (start := text.find(_OPEN, position)) >= 0:
        end = _end(text, start + len(_OPEN))
        if end is None:
            yield Embedded(start, len(text), text[start + len(_OPEN) :], closed=False)
            return
        yield Embedded(start, end, text[start + len(_OPEN) : end - len(_CLOSE)])
        position = end


def without_expressions(text: str) -> str:
    """Return ``text`` with an ellipsis in place of each expression.

    For people: some readers of reports take ``${{ }}`` for a placeholder of their own.
    """
    parts: list[str] = []
    position = 0
    for expression in embedded(text):
        parts.extend((text[position : expression.start], "…"))
        position = expression.end
    return "".join((*parts, text[position:]))


def _end(text: str, position: int) -> int | None:
    """Return the offset behind the braces that close the expression whose inside begins at ``position``."""
    while True:
        close = text.find(_CLOSE, position)
        quote = text.find("'", position)
        if close < 0:
            return None
        if quote < 0 or close < quote:
            return close + len(_CLOSE)
        ending = text.find("'", quote + 1)
        if ending < 0:
            return None
        position = ending + 1
