"""The functions of expressions.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#functions.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.workflows.expressions.json_text import MAX_CHARACTERS, NotKnown, TooDeep, TooLarge, from_json, to_json
from scanner.workflows.expressions.values import (
    UNKNOWN,
    Filtered,
    Unknown,
    Value,
    as_text,
    equal,
    folded,
    is_primitive,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

TOO_LARGE = "The maximum allowed memory size was exceeded"

_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{(?P<index>\d{1,3})(?::[^{}]*)?\}|[{}]")


class EvaluationError(ValueError):
    """An expression that parses and cannot be evaluated. The text is what the service says."""


def contains(whole: Value, part: Value) -> Value:
    """Whether an array holds an item, or a text another; without case."""
    if isinstance(whole, Filtered):
        whole = whole.items
    if isinstance(whole, list):
        return _any(equal(item, part) for item in whole)
    return _on_texts(lambda left, right: right in left, whole, part)


def starts_with(whole: Value, part: Value) -> Value:
    """Whether a text starts with another, without case."""
    return _on_texts(str.startswith, whole, part)


def ends_with(whole: Value, part: Value) -> Value:
    """Whether a text ends with another, without case."""
    return _on_texts(str.endswith, whole, part)


def format_text(template: Value, *arguments: Value) -> Value:
    """Replace ``{0}`` and so on; two braces stand for one."""
    if isinstance(template, Unknown):
        return UNKNOWN
    written = as_text(template)
    pieces: list[str] = []
    length = position = 0
    for found in _PLACEHOLDER.finditer(written):
        piece = _replaced(written, found, arguments)
        if isinstance(piece, Unknown):
            return UNKNOWN
        pieces.extend((written[position : found.start()], piece))
        position = found.end()
        length += len(piece)
        if length > MAX_CHARACTERS:
            raise EvaluationError(TOO_LARGE)
    return "".join((*pieces, written[position:]))


def _replaced(written: str, found: re.Match[str], arguments: tuple[Value, ...]) -> str | Unknown:
    if found["index"] is None:
        if len(found[0]) == 1:
            raise EvaluationError(f"The following format string is invalid: {written}")
        return found[0][0]
    index = int(found["index"])
    if index >= len(arguments):
        raise EvaluationError(f"The following format string references more arguments than were supplied: {written}")
    argument = arguments[index]
    return argument if isinstance(argument, Unknown) else as_text(argument)


def join(values: Value, separator: Value = ",") -> Value:
    """Join the items of an array, as texts."""
    if isinstance(values, Unknown) or isinstance(separator, Unknown):
        return UNKNOWN
    if is_primitive(values):
        return as_text(values)
    if isinstance(values, Filtered):
        values = values.items
    if not isinstance(values, list):
        return ""
    if any(isinstance(item, Unknown) for item in values):
        return UNKNOWN
    between = as_text(separator) if is_primitive(separator) else ","
    texts = [as_text(item) for item in values]
    if sum(map(len, texts)) + len(between) * len(texts) > MAX_CHARACTERS:
        raise EvaluationError(TOO_LARGE)
    return between.join(texts)


def to_json_text(value: Value) -> Value:
    """Return a value as indented JSON."""
    try:
        return to_json(value)
    except (NotKnown, TooDeep):
        return UNKNOWN
    except TooLarge as error:
        raise EvaluationError(TOO_LARGE) from error


def from_json_text(value: Value) -> Value:
    """Return the value that a text of JSON spells."""
    if isinstance(value, Unknown):
        return UNKNOWN
    try:
        return from_json(as_text(value))
    except TooDeep:
        return UNKNOWN
    except ValueError as error:
        raise EvaluationError(f"Error parsing fromJson: {error}") from error


def _on_texts(test: Callable[[str, str], bool], whole: Value, part: Value) -> Value:
    if isinstance(whole, Unknown) or isinstance(part, Unknown):
        return UNKNOWN
    if not is_primitive(whole) or not is_primitive(part):
        return False
    return test(folded(as_text(whole)), folded(as_text(part)))


def _any(answers: Iterable[bool | None]) -> Value:
    unknown = False
    for answer in answers:
        if answer:
            return True
        unknown = unknown or answer is None
    return UNKNOWN if unknown else False


BUILT_IN: dict[str, Callable[..., Value]] = {
    "contains": contains,
    "endswith": ends_with,
    "format": format_text,
    "fromjson": from_json_text,
    "join": join,
    "startswith": starts_with,
    "tojson": to_json_text,
}
"""By name in lower case. ``case`` is not here: it evaluates only what it needs. What others give (``hashFiles``, the
status of jobs and steps) no file tells."""
