"""The expressions in one text: whether they may be there, parse, and name what exists there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.workflows.expressions import FUNCTIONS, ExpressionError, embedded, parse
from scanner.workflows.validity.availability import Availability

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_ALLOWED = "A template expression is not allowed in this context"
_EMPTY = "An expression was expected"
_OPEN = "The expression is not closed. An unescaped ${{ sequence was found, but the closing }} sequence was not found."
_INSERT = "insert"
_NO_DIRECTIVE = "The directive 'insert' is not allowed in this context."
_NO_DIRECTIVE_IN_TEXT = (
    f"{_NO_DIRECTIVE} Directives are not supported for expressions that are embedded within a string. "
    "Directives are only supported when the entire value is an expression."
)

_NOTHING = Availability(frozenset(), FUNCTIONS)

Refusal = tuple[str, tuple[int, int] | None]
"""What the service says, and the offsets in the text where that is about a part of it."""


def has_expression(text: str) -> bool:
    """Whether the service looks for expressions in ``text``."""
    return "${{" in text


def is_insert(key: str) -> bool:
    """Whether a key is ``${{ insert }}``, whose value's keys are put in its place."""
    found = list(embedded(key.strip()))
    return (
        len(found) == 1
        and found[0].closed
        and found[0].inner.strip() == _INSERT
        and found[0].within
        == (
            0,
            len(key.strip()),
        )
    )


def refused_text(text: str, available: Availability | None, *, condition: bool = False) -> Iterator[Refusal]:
    """Yield what the service refuses in ``text``; at most one refusal an expression.

    ``available``: None where there may be no expressions. ``condition``: the text is one even without its braces.
    """
    if not has_expression(text):
        if condition and available is not None and text.strip():
            yield from _refused(text, 0, available)
        return
    if available is None:
        # GitHub parses first: what names a context is refused for that.
        refused = list(_each(text, _NOTHING))
        yield from refused or [(NOT_ALLOWED, next(embedded(text)).within)]
        return
    yield from _each(text, available)


def _each(text: str, available: Availability) -> Iterator[Refusal]:
    for found in embedded(text):
        if not found.closed:
            yield _OPEN, found.within
        elif not found.inner.strip():
            yield _EMPTY, found.within
        elif found.inner.strip() == _INSERT:
            whole = found.within == (0, len(text))
            yield (_NO_DIRECTIVE if whole else _NO_DIRECTIVE_IN_TEXT), found.within
        else:
            yield from _refused(found.inner, found.start + len("${{"), available)


def _refused(inner: str, offset: int, available: Availability) -> Iterator[Refusal]:
    stripped = inner.strip()
    start = offset + len(inner) - len(inner.lstrip())
    try:
        parse(stripped, available.contexts, available.functions)
    except ExpressionError as error:
        yield error.within(stripped), (start, start + len(stripped))
