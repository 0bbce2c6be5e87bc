"""Going through an object side by side with its type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.kubernetes.schema.problem import ProblemKind
from scanner.kubernetes.schema.scalars import READERS
from scanner.kubernetes.schema.shape import Form, Shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes.schema.schemas import Schemas
    from scanner.model import Path


@dataclass(frozen=True, slots=True)
class Node:
    """A collection and the type that it should be of; a scalar only where it is wrong, for it is judged in passing."""

    value: Any
    path: Path
    shape: Shape
    owner: Node | None = None
    """The nearest mapping with fields that it stands in."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong, not yet put into words."""

    kind: ProblemKind
    node: Node
    """The value that is wrong, or the mapping that a field is too much in, or missing from."""
    key: str = ""
    """The name of that field."""


def walk(root: Node, schemas: Schemas) -> Iterator[Fault]:
    """Yield what is wrong below ``root``. Without recursion: an object may be nested to any depth."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        form = node.shape.form
        if not isinstance(node.value, list if form is Form.LIST else dict):
            yield Fault(ProblemKind.WRONG_TYPE, node)
        elif form is Form.FIELDS:
            yield from _fields(node, schemas, waiting)
        else:
            yield from _items(node, schemas, waiting)


def _items(node: Node, schemas: Schemas, waiting: list[Node]) -> Iterator[Fault]:
    """Go through a list, or a mapping with free keys, in which nulls are pruned."""
    inner = schemas.shape(node.shape.inner)
    if inner.form is Form.ANY:
        return
    is_list = node.shape.form is Form.LIST
    for step, item in enumerate(node.value) if is_list else node.value.items():
        if item is None:
            if is_list and not inner.nullable:
                yield Fault(ProblemKind.WRONG_TYPE, Node(item, (*node.path, step), inner, node.owner))
        elif inner.form is not Form.SCALAR:
            waiting.append(Node(item, (*node.path, step), inner, node.owner))
        elif not _is_right(item, inner):
            yield Fault(ProblemKind.WRONG_TYPE, Node(item, (*node.path, step), inner, node.owner))


def _fields(node: Node, schemas: Schemas, waiting: list[Node]) -> Iterator[Fault]:
    value, shape = node.value, node.shape
    for key, item in value.items():
        expression = shape.fields.get(key)
        if expression is None:
            if not shape.open:
                yield Fault(ProblemKind.UNKNOWN_FIELD, node, key)
            continue
        inner = schemas.shape(expression)
        if item is None or inner.form is Form.ANY:
            continue
        if inner.form is not Form.SCALAR:
            waiting.append(Node(item, (*node.path, key), inner, node))
        elif not _is_right(item, inner):
            yield Fault(ProblemKind.WRONG_TYPE, Node(item, (*node.path, key), inner, node))
    if node.path[:1] != ("status",):
        for key in shape.required:
            if value.get(key) is None and not _may_be_null(node, key, schemas):
                yield Fault(ProblemKind.MISSING_FIELD, node, key)


def _is_right(value: Any, shape: Shape) -> bool:
    return READERS[shape.name][0](value) and (not shape.enum or (type(value) is bool, value) in shape.enum)


def _may_be_null(node: Node, key: str, schemas: Schemas) -> bool:
    """Whether a null that is written stands for a value: only a CRD can say so."""
    expression = node.shape.fields.get(key)
    if key not in node.value or not isinstance(expression, dict):
        return False
    return schemas.shape(expression).nullable
