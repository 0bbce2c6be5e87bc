"""Whether two scalars say the same, as the API server reads them."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scanner.kubernetes.duration import parse_duration
from scanner.kubernetes.quantity import parse_quantity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scanner.kubernetes.schema.shape import Expression


def same_scalar(stated: Any, live: Any, kind: Expression) -> bool:
    """Return whether a stated scalar and a live one are the same value of a type."""
    if isinstance(stated, bool) or isinstance(live, bool):
        return stated is live
    if stated == live:
        return True
    read = _READERS.get(_name(kind))
    if read is None:
        return False
    one, other = read(stated), read(live)
    return one is not None and one == other


def is_zero(value: Any) -> bool:
    """Return whether a value is empty: null, false, zero, or a collection of nothing but such."""
    if isinstance(value, dict):
        return all(is_zero(item) for item in value.values())
    if isinstance(value, list):
        return not value
    return not value


def _name(kind: Expression) -> str:
    if isinstance(kind, str):
        return kind
    if kind.get("x-kubernetes-int-or-string") is True:
        return "int-or-string"
    return {"byte": "bytes", "date-time": "time", "duration": "duration"}.get(str(kind.get("format")), "")


def _quantity(value: Any) -> Any:
    return parse_quantity(value.strip() if isinstance(value, str) else value)


def _text(value: Any) -> str | None:
    return None if isinstance(value, dict | list) else str(value)


def _bytes(value: Any) -> bytes | None:
    try:
        return base64.b64decode("".join(value.split()), validate=True) if isinstance(value, str) else None
    except (binascii.Error, ValueError):
        return None


def _time(value: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found


def _duration(value: Any) -> Any:
    return parse_duration(value) if isinstance(value, str) else None


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "bytes": _bytes,
    "duration": _duration,
    "int-or-string": _text,
    "integer-or-string": _text,
    "quantity": _quantity,
    "time": _time,
}
"""By type what a value amounts to; None where it is none of that type."""
