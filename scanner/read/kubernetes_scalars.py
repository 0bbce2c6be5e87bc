"""Scalars as the API server's reader sees them: sigs.k8s.io/yaml v1.6, which is go.yaml.in/yaml/v2 followed by JSON.

Sources: https://github.com/yaml/go-yaml/blob/v2.4.2/resolve.go and decode.go (YAML 1.1 words including ``y`` and
``n``, no base 60, integers as `strconv.ParseInt` with base 0 and underscores dropped, timestamps stay text),
https://github.com/kubernetes-sigs/yaml/blob/v1.6.0/yaml.go (keys become strings, `.inf` and `.nan` cannot become JSON).
Numbers are as they come out of that JSON: ``1.0`` and ``1e3`` are integers.
"""

from __future__ import annotations

import base64
import binascii
import functools
import math
import re
import struct
from typing import Any

from scanner.read.dialect import Dialect, quoted
from scanner.read.refused import BadScalar

_TAG = "tag:yaml.org,2002:"
_INT64 = range(-(2**63), 2**63)
_UINT64 = range(2**64)

_WORDS: dict[str, tuple[str, Any]] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), ("bool", True)),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), ("bool", False)),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), ("null", None)),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), ("float", math.nan)),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), ("float", math.inf)),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), ("float", -math.inf)),
}

_INTEGER = re.compile(
    r"(?P<sign>[-+]?)(?:0[xX](?P<hex>[0-9a-fA-F]+)|0[bB](?P<binary>[01]+)|0[oO]?(?P<octal>[0-7]+)"
    r"|(?P<decimal>0|[1-9][0-9]*))"
)
_BINARY_WITH_INNER_SIGN = re.compile(r"0b([-+][01]+)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_DOT_FLOAT = re.compile(r"\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?")
_TIME = r"\d{1,2}:\d{1,2}:\d{1,2}(?:[.,]\d+)?"
_TIMESTAMP = re.compile(rf"\d{{4}}-\d{{1,2}}-\d{{1,2}}(?:[Tt]{_TIME}(?:Z|[-+]\d\d:\d\d)| {_TIME})?", re.ASCII)
_DIGITS = frozenset("0123456789+-")
_BASES = (("hex", 16), ("binary", 2), ("octal", 8), ("decimal", 10))
_FIXED_NOTATION = range(-4, 6)
"""Decimal exponents that Go's shortest ``g`` format writes without an exponent."""
_LONGEST_NUMBER = 400
"""Characters. No 64-bit integer needs more, and a longer decimal is out of a float's range or precision."""


def _integer(text: str) -> int | None:
    if inner := _BINARY_WITH_INNER_SIGN.fullmatch(text):  # go-yaml gives what follows 0b to a parser that takes a sign
        return int(inner[1], 2)
    match = _INTEGER.fullmatch(text)
    if match is None:
        return None
    magnitude = next(int(match[name], base) for name, base in _BASES if match[name] is not None)
    number = -magnitude if match["sign"] == "-" else magnitude
    return number if number in _INT64 or (not match["sign"] and number in _UINT64) else None


def _float(text: str) -> float | None:
    number = float(text)
    return None if math.isinf(number) else number  # strconv.ParseFloat reports what is out of range, and text remains


def _resolve(text: str) -> tuple[str, Any]:
    """Return the kind (bool, null, int, float, str) and the value, before it becomes JSON."""
    word = _WORDS.get(text)
    if word is not None:
        return word
    first = text[0]
    if first == ".":
        number = _float(text.replace("_", "")) if _DOT_FLOAT.fullmatch(text) else None
        return ("str", text) if number is None else ("float", number)
    if first in _DIGITS:
        plain = text.replace("_", "")
        if len(plain) <= _LONGEST_NUMBER:
            integer = _integer(plain)
            if integer is not None:
                return "int", integer
            number = _float(plain) if _FLOAT.fullmatch(plain) else None
            if number is not None:
                return "float", number
    return "str", text


def _as_json(kind: str, value: Any) -> Any:
    """Go writes a whole float below 1e21 without a fraction, and the API server reads that as an integer if it fits."""
    if kind == "float" and value.is_integer() and int(value) in _INT64:
        return int(value)
    return value


@functools.lru_cache(maxsize=8192)
def plain(text: str) -> Any:
    """Return the value of an untagged plain scalar."""
    return _as_json(*_resolve(text))


def _tagged_resolve(tag: str, text: str) -> tuple[str, Any]:
    name = tag.removeprefix(_TAG) if tag.startswith(_TAG) else ""
    if name == "binary":
        try:
            return "str", base64.b64decode("".join(text.split()), validate=True).decode("utf-8", "replace")
        except binascii.Error as error:
            raise BadScalar(f"The !!binary value {quoted(text)} is not base64.") from error
    if name not in {"null", "bool", "int", "float", "timestamp"}:
        return "str", text
    kind, value = _resolve(text)
    if name == "float" and kind == "int" and value in _INT64:
        return "float", float(value)
    if name == kind or (name == "timestamp" and _TIMESTAMP.fullmatch(text)):
        return kind, value
    raise BadScalar(f"The value {quoted(text)} cannot be read as !!{name}.")


def tagged(tag: str, text: str, plain_style: bool) -> Any:
    """Return the value of a scalar with an explicit tag. Unknown tags leave the text as it is; the style is ignored."""
    del plain_style
    return _as_json(*_tagged_resolve(tag, text))


@functools.lru_cache(maxsize=8192)
def key(text: str, tag: str | None, plain_style: bool) -> str:
    """Return the string that a scalar becomes as a key; `BadScalar` for null and for integers beyond 64 bits signed."""
    if tag is not None:
        kind, value = _tagged_resolve(tag, text)
    elif plain_style:
        kind, value = _resolve(text)
    else:
        return text
    if kind == "str":
        return str(value)
    if kind == "bool":
        return "true" if value else "false"
    if kind == "int" and value in _INT64:
        return str(value)
    if kind == "float":
        return _float_key(value)
    raise BadScalar(f"A key must be a string, and {quoted(text)} cannot become one.")


def _float_key(value: float) -> str:
    """Go's ``FormatFloat(value, 'g', -1, 32)``: the shortest text that reads as the same 32-bit float."""
    if math.isnan(value):
        return ".nan"
    try:
        single = struct.pack("<f", value)
    except OverflowError:  # larger than any 32-bit float
        return ".inf" if value > 0 else "-.inf"
    shown = struct.unpack("<f", single)[0]
    if math.isinf(shown):
        return ".inf" if value > 0 else "-.inf"
    digits = next((n for n in range(1, 9) if struct.pack("<f", float(f"{shown:.{n - 1}e}")) == single), 9)
    mantissa, exponent = f"{shown:.{digits - 1}e}".split("e")
    power = int(exponent)
    if power in _FIXED_NOTATION:
        return f"{float(mantissa + 'e' + exponent):.{max(0, digits - 1 - power)}f}"
    return f"{mantissa}e{power:+03d}"


KUBERNETES = Dialect("kubernetes", plain, tagged, key, merges=True, folds_case=False, finite=True)
"""The API server's reader."""
