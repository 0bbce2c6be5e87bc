"""Scalars as GitHub reads them: the YAML 1.2 core schema, as its own reader implements it.

Sources, below https://github.com/actions/runner/tree/main/src/Sdk/WorkflowParser: Conversion/YamlObjectReader.cs
(words, numbers, the five tags), ObjectTemplating/TemplateReader.cs (keys become strings, compared without case).
All numbers are doubles there; here a whole one is an int, which compares and prints the same.
"""

from __future__ import annotations

import functools
import math
import re
from typing import Any

from scanner.read.dialect import Dialect, quoted
from scanner.read.refused import BadScalar

_TAG = "tag:yaml.org,2002:"

_WORDS: dict[str, tuple[str, Any]] = {
    **dict.fromkeys(("true", "True", "TRUE"), ("bool", True)),
    **dict.fromkeys(("false", "False", "FALSE"), ("bool", False)),
    **dict.fromkeys(("", "null", "Null", "NULL", "~"), ("null", None)),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), ("float", math.inf)),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), ("float", -math.inf)),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), ("float", math.nan)),
}
_DECIMAL = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0x(?P<hex>[0-9a-fA-F]+)|0o(?P<octal>[0-7]+)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NUMERIC = frozenset("0123456789+-.")
_EXACT = 2**53


def _whole(number: float) -> int | float:
    return int(number) if number.is_integer() and abs(number) < _EXACT else number


def _based(text: str, digits: str, base: int) -> int:
    """GitHub parses these into a signed 32-bit integer, so that the upper half is negative."""
    number = int(digits, base) if len(digits.lstrip("0")) <= len("37777777777") else 2**32
    if number >= 2**32:
        raise BadScalar(f"The number {quoted(text)} is beyond 32 bits; GitHub refuses it.")
    return number - 2**32 if number >= 2**31 else number


def _resolve(text: str) -> tuple[str, Any]:
    """Return the kind (bool, null, int, float, str) and the value."""
    word = _WORDS.get(text)
    if word is not None:
        return word
    if text[0] not in _NUMERIC:
        return "str", text
    if _DECIMAL.fullmatch(text):
        return "int", _whole(float(text))  # rounds to infinity where it is out of range, as GitHub does
    if match := _BASED.fullmatch(text):
        return "int", _based(text, match["hex"], 16) if match["hex"] else _based(text, match["octal"], 8)
    if _FLOAT.fullmatch(text):
        return "float", _whole(float(text))
    return "str", text


@functools.lru_cache(maxsize=8192)
def plain(text: str) -> Any:
    """Return the value of an untagged plain scalar."""
    return _resolve(text)[1]


def _tagged_resolve(tag: str, text: str, plain_style: bool) -> tuple[str, Any]:
    name = tag.removeprefix(_TAG) if tag.startswith(_TAG) else ""
    if name == "str":
        return "str", text
    if name not in {"bool", "float", "int", "null"}:
        shown = f"!!{name}" if name else tag
        raise BadScalar(f"GitHub knows no tag {quoted(shown)}.")
    if not plain_style:
        raise BadScalar(f"GitHub takes the tag '!!{name}' on plain values only.")
    kind, value = _resolve(text)
    if kind == name or (name == "float" and kind == "int"):
        return kind, value
    raise BadScalar(f"The value {quoted(text)} cannot be read as !!{name}.")


def tagged(tag: str, text: str, plain_style: bool) -> Any:
    """Return the value of a scalar with an explicit tag; `BadScalar` for those that GitHub refuses."""
    return _tagged_resolve(tag, text, plain_style)[1]


@functools.lru_cache(maxsize=8192)
def key(text: str, tag: str | None, plain_style: bool) -> str:
    """Return the string that a scalar becomes as a key: null is the empty string."""
    if tag is None and not plain_style:
        return text
    kind, value = _resolve(text) if tag is None else _tagged_resolve(tag, text, plain_style)
    if kind == "null":
        return ""
    if kind == "bool":
        return "true" if value else "false"
    return str(value) if kind != "float" else f"{value:.15g}"


WORKFLOW = Dialect("workflow", plain, tagged, key, merges=False, folds_case=True, finite=False)
"""GitHub's reader of workflows, actions and, closely enough, dependabot files."""
