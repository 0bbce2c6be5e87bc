"""What is wrong, in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.kubernetes.schema import suggest
from scanner.kubernetes.schema.problem import ProblemKind, SchemaProblem
from scanner.kubernetes.schema.scalars import READERS, describe
from scanner.kubernetes.schema.shape import Form

if TYPE_CHECKING:
    from scanner.kubernetes.schema.schemas import Schemas
    from scanner.kubernetes.schema.walk import Fault, Node
    from scanner.model import Path

_LONGEST_TEXT = 200
"""Characters of a path or of an enumeration in a message."""

_INTEGER = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_UNQUOTED = {"boolean": re.compile(r"true|false"), **dict.fromkeys(("int32", "int64", "integer", "number"), _INTEGER)}
"""What would be right without its quotes."""


def problem(fault: Fault, schemas: Schemas, kind: str) -> SchemaProblem:
    """Put a fault of an object of this kind into words."""
    node = fault.node
    match fault.kind:
        case ProblemKind.UNKNOWN_FIELD:
            return _unknown_field(node, fault.key, schemas, kind)
        case ProblemKind.MISSING_FIELD:
            path = (*node.path, fault.key)
            return SchemaProblem(fault.kind, path, f"lacks '{_shown(path)}', which {_name(node, kind)} requires")
        case _:
            message = f"sets '{_shown(node.path)}' to {describe(node.value)}, where {_expected(node)} belongs"
            return SchemaProblem(fault.kind, node.path, message, _mend(node))


def _unknown_field(node: Node, key: str, schemas: Schemas, kind: str) -> SchemaProblem:
    path = (*node.path, key)
    suggestion = _suggestion(node, key, schemas)
    message = f"sets '{_shown(path)}', which {_name(node, kind)} does not have"
    if suggestion:
        message = f"{message}; '{suggestion}' is probably meant"
    return SchemaProblem(ProblemKind.UNKNOWN_FIELD, path, message, suggestion)


def _suggestion(node: Node, key: str, schemas: Schemas) -> str:
    """Return the field of a similar name, or else where one of this name belongs: one mapping out, or further in."""
    spelling = suggest.similar(key, node.shape.fields)
    if spelling:
        return "" if spelling in node.value else spelling
    owner = node.owner
    if owner is not None and key in owner.shape.fields and key not in owner.value:
        return _shown((*owner.path, key))
    return suggest.below(key, node.shape, schemas)


def _expected(node: Node) -> str:
    shape = node.shape
    if shape.form is Form.SCALAR:
        is_of_type, name = READERS[shape.name]
        if is_of_type(node.value):
            return f"one of {_cut(', '.join(sorted(repr(value) for _, value in shape.enum)))}"
        return name
    return "a list" if shape.form is Form.LIST else "a mapping"


def _mend(node: Node) -> str:
    """Return how to write it, where that is plain."""
    value, shape = node.value, node.shape
    if shape.name == "string" and isinstance(value, bool | int | float):
        return "Put the value in quotes."
    if isinstance(value, str) and shape.name in _UNQUOTED and _UNQUOTED[shape.name].fullmatch(value):
        return "Write the value without quotes."
    if shape.form is Form.LIST and value != "":
        return "Write a list: begin each item with a dash."
    return ""


def _name(node: Node, kind: str) -> str:
    """Name the type of a mapping; where it has no name, say where the mapping stands."""
    return node.shape.name or (f"'{_shown(node.path)}'" if node.path else kind)


def _shown(path: Path) -> str:
    """Write a path as ``spec.containers[0].image``."""
    return _cut("".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix("."))


def _cut(text: str) -> str:
    """Leave out the middle of what is long."""
    half = _LONGEST_TEXT // 2
    return text if len(text) <= _LONGEST_TEXT else f"{text[:half]}…{text[-half:]}"
