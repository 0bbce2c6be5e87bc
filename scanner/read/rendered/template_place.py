"""Where in a Helm template a value of a rendered object stands, as far as that can be proved.

A place is proved where the template has one line, and one only, that can have written the value under these keys: each
key on the way stands there once (the branches of an ``if`` that write something else do not count), each item of a list
is like one item of the template, and no other item is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.read.build import build
from scanner.read.kubernetes_scalars import KUBERNETES
from scanner.read.limits import Limits
from scanner.read.refused import Refused
from scanner.read.rendered.actions import MASK, may_write
from scanner.read.rendered.tree import existing

if TYPE_CHECKING:
    from scanner.model import Path
    from scanner.read.rendered.template import Node, Template

_LIMITS = Limits(max_depth=50, max_alias_nodes=1_000)
_DEEPEST = 12
"""Levels of keys by which an item or document is told from others."""


@dataclass(frozen=True, slots=True)
class Found:
    """The line that writes a place of an object, or the nearest one around it."""

    node: Node | None
    """None where not even the document is proved."""
    exact: bool


def find(template: Template, data: dict[str, Any], path: Path) -> Found:
    """Return the place of ``path`` of the rendered object ``data``."""
    documents = [one for one in template.documents if one.children and _agrees(one, data, 0)]
    if len(documents) != 1 or not template.certain:
        return Found(documents[0].children[0] if len(documents) == 1 else None, exact=False)
    (node,) = documents
    known, _ = existing(data, path)
    value: Any = data
    for step in known:
        within, value = value, value[step]
        below = _item(node, within, step) if isinstance(step, int) else _entry(node, step, value)
        if below is None:
            return Found(_shown(node), exact=False)
        node = below
    return Found(_shown(node), exact=True)


def _shown(node: Node) -> Node:
    """Return the node itself, or for a document its first key."""
    return node.children[0] if node.column < 0 else node


def _entry(node: Node, key: str, value: Any) -> Node | None:
    found = [child for child in node.children if child.key == key and _writes(child, value, 0)]
    return found[0] if len(found) == 1 else None


def _item(node: Node, items: list[Any], index: int) -> Node | None:
    """Return the item of the template that became this one, and nothing else."""
    found = [child for child in node.children if child.is_item and _writes(child, items[index], 0)]
    if len(found) != 1:
        return None
    others = (other for position, other in enumerate(items) if position != index)
    return None if any(_writes(found[0], other, 0) for other in others) else found[0]


def _writes(node: Node, value: Any, level: int) -> bool:
    """Whether a node can have come out as ``value``."""
    if node.is_block_scalar:
        return isinstance(value, str)
    if not node.raw:
        return _agrees(node, value, level)
    if MASK in node.raw:
        return node.raw[0] in "[{" or may_write(node.raw, value)
    try:
        written = build(node.raw, 0, len(node.raw), KUBERNETES, _LIMITS).data
    except Refused:
        return isinstance(value, str)  # the first line of several
    return bool(written == value) and type(written) is type(value)


def _agrees(node: Node, value: Any, level: int) -> bool:
    """Whether what stands below a node is in ``value``: all of it, other than what stands in an ``if``."""
    if level > _DEEPEST or not node.children:
        return not isinstance(value, str | int | float) or not node.children
    if not isinstance(value, dict):
        return isinstance(value, list) and all(child.is_item for child in node.children)
    keys = {child.key for child in node.children if child.key is not None and MASK not in child.key}
    return all(_key_agrees(node, key, value, level) for key in keys)


def _key_agrees(node: Node, key: str, value: dict[str, Any], level: int) -> bool:
    children = [child for child in node.children if child.key == key]
    if key not in value:
        return all(child.depth > node.depth for child in children)
    return any(_writes(child, value[key], level + 1) for child in children)
