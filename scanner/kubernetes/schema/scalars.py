"""Which values the API server takes for which scalar type.

Kubernetes' own types are read by ``sigs.k8s.io/json`` into Go values, so what does not fit the Go type is refused:
a number for a string, 3000000000 for an int32. Four types have readers of their own: ``Quantity.UnmarshalJSON``
(apimachinery, ``pkg/api/resource/quantity.go``), ``IntOrString.UnmarshalJSON`` (``pkg/util/intstr/intstr.go``),
``Time.UnmarshalJSON`` (``pkg/apis/meta/v1/time.go``) and ``[]byte``, which is standard base64 (``encoding/json``).
"""

from __future__ import annotations

import base64
import binascii
import functools
import re
from typing import TYPE_CHECKING, Any

from scanner.kubernetes.quantity import parse_quantity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_INT32 = range(-(2**31), 2**31)
_INT64 = range(-(2**63), 2**63)
_LARGEST_SHOWN = 64
"""Bits of an integer in a message."""
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:\d\d)", re.ASCII)


def is_string(value: Any) -> bool:
    """Whether it is a string; a number or boolean is not made one."""
    return isinstance(value, str)


def is_boolean(value: Any) -> bool:
    """Whether it is true or false, not the words as a string."""
    return isinstance(value, bool)


def is_number(value: Any) -> bool:
    """Whether it is any number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_integer(value: Any) -> bool:
    """Whether it is a number without a fraction."""
    return is_number(value) and (isinstance(value, int) or value.is_integer())


def is_int32(value: Any) -> bool:
    """Whether it is an integer of 32 bits."""
    return is_integer(value) and int(value) in _INT32


def is_int64(value: Any) -> bool:
    """Whether it is an integer of 64 bits."""
    return is_integer(value) and int(value) in _INT64


def is_int_or_string(value: Any) -> bool:
    """Whether it is an integer of 32 bits, or any string."""
    return is_string(value) or is_int32(value)


def is_quantity(value: Any) -> bool:
    """Whether it is an amount such as ``250m``; the reader trims spaces."""
    return _is_amount(value) if isinstance(value, str) else parse_quantity(value) is not None


@functools.lru_cache(maxsize=1024)
def _is_amount(text: str) -> bool:
    """Remembered, for manifests repeat the same few."""
    return parse_quantity(text.strip()) is not None


def is_time(value: Any) -> bool:
    """Whether it is a date and time as RFC 3339 has them."""
    return isinstance(value, str) and _RFC_3339.fullmatch(value) is not None


def is_bytes(value: Any) -> bool:
    """Whether it is standard base64 with its padding; line ends in it are passed over."""
    if not isinstance(value, str):
        return False
    try:
        base64.b64decode(value.replace("\r", "").replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):  # ValueError: not ASCII
        return False
    return True


def _integer_or_string(value: Any) -> bool:
    return is_string(value) or is_integer(value)


READERS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "boolean": (is_boolean, "a boolean"),
    "bytes": (is_bytes, "base64"),
    "double": (is_number, "a number"),
    "int-or-string": (is_int_or_string, "an integer of 32 bits or a string"),
    "int32": (is_int32, "an integer of 32 bits"),
    "int64": (is_int64, "an integer of 64 bits"),
    "quantity": (is_quantity, "a quantity such as 500m or 2Gi"),
    "string": (is_string, "a string"),
    "time": (is_time, "a time such as 2026-01-31T12:00:00Z"),
    # Those of custom resources: a JSON Schema knows no widths.
    "integer": (is_integer, "an integer"),
    "integer-or-string": (_integer_or_string, "an integer or a string"),
    "number": (is_number, "a number"),
}
"""By the name of a scalar type: whether a value is one, and what messages call it."""


_TYPES = {float: "a number with a fraction", str: "a string", list: "a list", dict: "a mapping", type(None): "null"}


def describe(value: Any) -> str:
    """Return what a value is, for messages. A string or what is in a collection may be a secret, and is not shown."""
    if isinstance(value, bool):
        return f"the boolean {'true' if value else 'false'}"
    if isinstance(value, int):
        return f"the integer {value}" if value.bit_length() <= _LARGEST_SHOWN else "a huge integer"
    return _TYPES.get(type(value), "something else")
