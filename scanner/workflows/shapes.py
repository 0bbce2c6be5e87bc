"""Reading data of any shape: a workflow may hold an expression, or nonsense, wherever a mapping or list belongs."""

from __future__ import annotations

import json
from typing import Any


def mapping(value: Any) -> dict[str, Any]:
    """Return ``value`` where it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> list[Any]:
    """Return ``value`` where it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def text(value: Any) -> str:
    """Return ``value`` where it is text, else empty text."""
    return value if isinstance(value, str) else ""


def names(value: Any) -> tuple[str, ...]:
    """Return the texts of what may be one text or a list of them, e.g. ``needs`` and ``runs-on``."""
    if isinstance(value, str):
        return (value,)
    return tuple(item for item in sequence(value) if isinstance(item, str))


def scalar_text(value: Any) -> str:
    """Return a scalar as GitHub passes it on: ``true``, ``1.5``; null is empty text, and so is what is no scalar."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    return ""
