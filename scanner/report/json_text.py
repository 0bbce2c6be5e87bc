"""JSON text that any reader takes and no log obeys."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.report.neutralise import encodable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_ENCODE = json.JSONEncoder(ensure_ascii=True, allow_nan=False).encode


@dataclass(frozen=True, slots=True)
class Listed:
    """A list whose items are made one at a time, when they are written: there may be very many."""

    make: Callable[[Any], Any]
    """Returns the JSON data of an item."""
    items: Sequence[Any]


def dump(value: Any) -> str:
    r"""Return JSON, ASCII only, ending in a newline. An item of a list stands on one line: a difference is one line.

    ASCII, because escape sequences and bidirectional controls then reach no terminal, and no locale matters. A lone
    surrogate, which strict readers refuse, becomes a visible escape. ``##[`` is spelt ``##\u005b``, the same string to
    a reader of JSON, because GitHub's runner obeys ``##[name]`` anywhere in a log.
    """
    text = _spelt(value, "\n")
    if "\\ud" in text:  # every surrogate is spelt so; a pair of them is an ordinary character
        text = _spelt(_encodable(value), "\n")
    return text.replace("##[", "##\\u005b") + "\n"


def _spelt(value: Any, line: str) -> str:
    """Return JSON whose further lines begin with ``line``. The only item of a list is spelt out, as a mapping is."""
    inner = f"{line}  "
    if isinstance(value, Listed):
        if len(value.items) > 1:
            return "[" + ",".join(f"{inner}{_ENCODE(value.make(item))}" for item in value.items) + f"{line}]"
        value = [value.make(item) for item in value.items]
    if isinstance(value, dict) and value:
        return (
            "{" + ",".join(f"{inner}{_ENCODE(key)}: {_spelt(item, inner)}" for key, item in value.items()) + f"{line}}}"
        )
    if isinstance(value, list) and len(value) == 1:
        return f"[{inner}{_spelt(value[0], inner)}{line}]"
    if isinstance(value, list) and value:
        return "[" + ",".join(f"{inner}{_ENCODE(item)}" for item in value) + f"{line}]"
    return _ENCODE(value)


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, Listed):
        return Listed(lambda item: _encodable(value.make(item)), value.items)
    if isinstance(value, dict):
        return {encodable(key): _encodable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_encodable(item) for item in value]
    return value
