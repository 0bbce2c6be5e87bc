"""The expressions in a text: every ``${{ … }}`` with its offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from scanner.workflows.expressions.lexer import ExpressionError
from scanner.workflows.expressions.parser import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scanner.workflows.expressions.nodes import Node

_OPEN = "${{"
_CLOSE = "}}"
_QUOTED_OR_CLOSE = re.compile(r"}}|'[^']*(?:'|(?P<open>\Z))")


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


def masked(text: str, mask: str) -> str:
    """Return ``text`` with each expression replaced by as many of the letter ``mask``, so that all offsets stay."""
    return _substituted(text, lambda expression: mask * (expression.end - expression.start))


def without_expressions(text: str) -> str:
    """Return ``text`` with an ellipsis in place of each expression.

    For people: some readers of reports take ``${{ }}`` for a placeholder of their own.
    """
    return _substituted(text, lambda _: "…")


def _substituted(text: str, substitute: Callable[[Embedded], str]) -> str:
    parts: list[str] = []
    position = 0
    for expression in embedded(text):
        parts.extend((text[position : expression.start], substitute(expression)))
        position = expression.end
    return "".join((*parts, text[position:]))


def _end(text: str, position: int) -> int | None:
    """Return the offset behind the braces that close the expression whose inside begins at ``position``."""
    for found in _QUOTED_OR_CLOSE.finditer(text, position):
        if found[0] == _CLOSE:
            return found.end()
        if found["open"] is not None:
            return None
    return None
