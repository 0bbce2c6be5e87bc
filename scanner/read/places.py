"""A path to a place in a document's tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.read.nodes import AliasNode, Entry, MappingNode, Node, ScalarNode, SequenceNode, resolved
from scanner.read.scalar_offsets import source_range

if TYPE_CHECKING:
    from scanner.model import Part, Path
    from scanner.read.lines import Lines

Offsets = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a path leads."""

    node: Node
    entry: Entry | None
    """None for the root and for list items."""
    missing: bool
    """Whether the path goes on to something that does not exist."""


def offsets_of(root: Node, path: Path, part: Part, within: Offsets | None, lines: Lines) -> Offsets:
    """Return the offsets of ``path``; see `scanner.model.Locator` for what they cover."""
    place = _find(root, path)
    if place.missing:
        return _key(place, lines)
    if within is not None:
        node = resolved(place.node)
        exact = source_range(lines.text, node, within) if isinstance(node, ScalarNode) else None
        if exact is not None:
            return exact
    if part == "key":
        return _key(place, lines)
    if part == "entry" and place.entry is not None:
        return _entry(place.entry, lines)
    return _one_line_value(place.node, lines) or _key(place, lines)


def _find(root: Node, path: Path) -> _Place:
    node, entry = root, None
    for step in path:
        here = resolved(node)
        found: Entry | None = None
        if isinstance(here, MappingNode):
            found = lookup(here, step)
            if found is None:
                return _Place(node, entry, missing=True)
            node, entry = found.value, found
        elif isinstance(here, SequenceNode) and isinstance(step, int) and 0 <= step < len(here.items):
            node, entry = here.items[step], None
        else:
            return _Place(node, entry, missing=True)
    return _Place(node, entry, missing=False)


def lookup(mapping: MappingNode, name: str | int) -> Entry | None:
    """Return the entry that gives a key its value: the last one, or one of a mapping that is merged after it."""
    for entry in reversed(mapping.entries):
        if not entry.merge:
            if entry.name == name:
                return entry
            continue
        merged = resolved(entry.value)
        several = merged.items if isinstance(merged, SequenceNode) else [merged]
        for one in several:
            inner = resolved(one)
            found = lookup(inner, name) if isinstance(inner, MappingNode) else None
            if found is not None:
                return found
    return None


def _one_line_value(node: Node, lines: Lines) -> Offsets | None:
    """Return the value's own offsets, if it is not empty and stands on one line."""
    if isinstance(node, (MappingNode, SequenceNode)):
        shown = node.flow
    else:
        shown = isinstance(node, AliasNode) or node.style not in {"|", ">"}
    if shown and node.end > node.start and lines.on_one_line(node.start, node.end):
        return node.start, node.end
    return None


def _entry(entry: Entry, lines: Lines) -> Offsets:
    key = _clipped(entry.key, lines)
    value = _one_line_value(entry.value, lines)
    if value is not None and lines.on_one_line(entry.key.start, value[1]):
        return entry.key.start, value[1]
    return key


def _key(place: _Place, lines: Lines) -> Offsets:
    """Return the key, or what stands for something that has none."""
    if place.entry is not None:
        return _clipped(place.entry.key, lines)
    return _first_entry(place.node, lines)


def _first_entry(node: Node, lines: Lines) -> Offsets:
    while True:
        if isinstance(node, MappingNode) and node.entries and not _inline(node, lines):
            return _entry(node.entries[0], lines)
        if isinstance(node, SequenceNode) and node.items and not _inline(node, lines):
            node = node.items[0]
            continue
        return _one_line_value(node, lines) or _clipped(node, lines)


def _inline(node: MappingNode | SequenceNode, lines: Lines) -> bool:
    return _one_line_value(node, lines) is not None


def _clipped(node: Node, lines: Lines) -> Offsets:
    """Return the node's first line; for an empty value the last character before it, such as a list item's dash."""
    if node.end > node.start:
        if lines.on_one_line(node.start, node.end):
            return node.start, node.end
        return node.start, max(node.start + 1, min(node.end, lines.line_end(node.start)))
    before = node.start
    while before > 0 and lines.text[before - 1] in " \t\r\n":
        before -= 1
    return max(0, before - 1), before
