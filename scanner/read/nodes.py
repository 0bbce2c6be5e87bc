"""One document as a tree of nodes with offsets. Built only for documents in which something must be located."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from yaml import events as ev

from scanner.read.dialect import is_merge
from scanner.read.events import base_of, end_of, parse, start_of

if TYPE_CHECKING:
    from scanner.read.dialect import Dialect
    from scanner.read.split import Chunk


@dataclass(slots=True, eq=False)
class ScalarNode:
    """A scalar; offsets in the source text, end exclusive."""

    start: int
    end: int
    value: str
    style: str
    """Empty for plain, else one of ``'``, ``"``, ``|``, ``>``; ``json`` for a JSON string."""


@dataclass(slots=True, eq=False)
class AliasNode:
    """An alias and what it stands for."""

    start: int
    end: int
    target: ScalarNode | MappingNode | SequenceNode


@dataclass(slots=True, eq=False)
class Entry:
    """A key and its value."""

    name: str
    key: ScalarNode | AliasNode
    value: Node
    merge: bool = False


@dataclass(slots=True, eq=False)
class MappingNode:
    """A mapping, with its entries as they were written."""

    start: int
    end: int
    flow: bool
    entries: list[Entry] = field(default_factory=list)
    waiting: ScalarNode | AliasNode | None = None
    """While it is being built: the key that waits for its value."""
    name: str = ""
    merge: bool = False


@dataclass(slots=True, eq=False)
class SequenceNode:
    """A sequence."""

    start: int
    end: int
    flow: bool
    items: list[Node] = field(default_factory=list)


Node: TypeAlias = ScalarNode | AliasNode | MappingNode | SequenceNode


def resolved(node: Node) -> ScalarNode | MappingNode | SequenceNode:
    """Return what an alias stands for, or the node itself."""
    return node.target if isinstance(node, AliasNode) else node


_PROPERTIES = re.compile(r"(?:(?:&[^\s,\[\]{}]+|!<[^>]*>|![^\s,\[\]{}]*)(?:\s++|#[^\r\n]*(?:[\r\n]|\Z))*+)*+")
"""Anchor and tag, and the white space and comments after them: https://yaml.org/spec/1.2.2/#69-node-properties."""


class _Composer:
    def __init__(self, text: str, base: int, dialect: Dialect) -> None:
        self.text = text
        self.base = base
        self.dialect = dialect
        self.root: Node | None = None
        self.stack: list[MappingNode | SequenceNode] = []
        self.anchors: dict[str, ScalarNode | MappingNode | SequenceNode] = {}
        self.spelling: dict[int, tuple[str, str | None, bool]] = {}
        """By `id` of an anchored scalar: how it reads as a key."""

    def take(self, event: ev.Event) -> None:
        base = self.base
        if isinstance(event, ev.ScalarEvent):
            node = ScalarNode(self.content(event), base + end_of(event), event.value, event.style or "")
            spelling = (event.value, event.tag, not event.style if event.tag else event.implicit[0])
            if event.anchor is not None:
                self.anchors[event.anchor] = node
                self.spelling[id(node)] = spelling
            self.attach(node, spelling)
        elif isinstance(event, (ev.MappingStartEvent, ev.SequenceStartEvent)):
            kind = MappingNode if isinstance(event, ev.MappingStartEvent) else SequenceNode
            opened = kind(self.content(event), base + end_of(event), bool(event.flow_style))
            if event.anchor is not None:
                self.anchors[event.anchor] = opened
            self.stack.append(opened)
        elif isinstance(event, (ev.MappingEndEvent, ev.SequenceEndEvent)):
            closed = self.stack.pop()
            closed.end = base + end_of(event)
            self.attach(closed, None)
        elif isinstance(event, ev.AliasEvent):
            target = self.anchors[str(event.anchor)]
            alias = AliasNode(base + start_of(event), base + end_of(event), target)
            self.attach(alias, self.spelling.get(id(target)))

    def content(self, event: ev.ScalarEvent | ev.CollectionStartEvent) -> int:
        """Return where a node's content starts, after its anchor and tag."""
        start, end = self.base + start_of(event), self.base + end_of(event)
        if event.anchor is None and event.tag is None:
            return start
        match = _PROPERTIES.match(self.text, start, end)
        return start if match is None else match.end()

    def attach(self, node: Node, spelling: tuple[str, str | None, bool] | None) -> None:
        top = self.stack[-1] if self.stack else None
        if top is None:
            self.root = node
        elif isinstance(top, SequenceNode):
            top.items.append(node)
        elif top.waiting is not None:
            top.entries.append(Entry(top.name, top.waiting, node, top.merge))
            top.waiting = None
        elif spelling is not None and isinstance(node, (ScalarNode, AliasNode)):
            text, tag, plain = spelling
            top.waiting = node
            merge = is_merge(text, tag, plain)
            top.merge = merge and self.dialect.merges
            top.name = "<<" if merge else self.dialect.key(text, tag, plain)


def compose(text: str, chunk: Chunk, dialect: Dialect) -> Node | None:
    """Return the tree of a document that `build` has accepted; None where it is empty."""
    composer = _Composer(text, base_of(text, chunk.start, chunk.end), dialect)
    for event in parse(text, chunk.start, chunk.end):
        composer.take(event)
    return composer.root
