"""What aliases stand for: looked up by name, and counted, so that an alias bomb is refused before anything walks it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scanner.model import UnreadReason
from scanner.read.dialect import quoted
from scanner.read.refused import Refused

if TYPE_CHECKING:
    from scanner.read.limits import Limits

Spelling = tuple[str, str | None, bool]
"""Text, tag and plainness of a scalar, to be read as a key."""


@dataclass(slots=True, eq=False)
class Anchor:
    """A node with an anchor, complete."""

    value: Any
    height: int
    """Levels of collections: 0 for a scalar."""
    nodes: int
    """How many it holds, itself included, aliases expanded."""
    characters: int
    spelling: Spelling | None = None
    """None for a collection."""


@dataclass(slots=True, eq=False)
class _OpenAnchor:
    name: str
    depth: int
    nodes: int
    at: int
    deepest: int


@dataclass(slots=True, eq=False)
class Anchors:
    """The anchors of one document. A name may be given anew: https://yaml.org/spec/1.2.2/#71-alias-nodes."""

    limits: Limits
    named: dict[str, Anchor | None] = field(default_factory=dict)
    """None while the anchor's collection is open: an alias to it would contain itself."""
    opened: list[_OpenAnchor] = field(default_factory=list)
    nodes: int = 0
    """Nodes that aliases stood for up to now."""
    characters: int = 0
    """Characters of source that aliases stood for up to now."""

    def open(self, name: str, depth: int, nodes: int, at: int) -> None:
        """Note the beginning of an anchored collection at ``depth``, after ``nodes`` nodes, at offset ``at``."""
        self.named[name] = None
        self.opened.append(_OpenAnchor(name, depth, nodes + self.nodes, at + self.characters, depth))

    def reach(self, depth: int) -> None:
        """Note that the document goes to ``depth`` here."""
        if self.opened and depth > self.opened[-1].deepest:
            self.opened[-1].deepest = depth

    def close(self, value: Any, nodes: int, at: int) -> None:
        """Note the end of the innermost anchored collection."""
        begun = self.opened.pop()
        self.named[begun.name] = Anchor(
            value,
            begun.deepest - begun.depth + 1,
            nodes + self.nodes - begun.nodes + 1,
            at + self.characters - begun.at,
        )
        self.reach(begun.deepest)

    def use(self, name: str, depth: int) -> Anchor:
        """Return what an alias within ``depth`` collections stands for; raises `Refused` without a place."""
        shown = quoted("*" + name)
        if name not in self.named:
            remedy = f"Put the value in quotes if {shown} is meant as text."
            raise Refused(UnreadReason.SYNTAX, f"Undefined alias {shown}.", remedy=remedy)
        anchor = self.named[name]
        if anchor is None:
            raise Refused(UnreadReason.TOO_MANY_ALIASES, f"The alias {shown} contains itself.")
        self.nodes += anchor.nodes
        self.characters += anchor.characters
        limits = self.limits
        if self.nodes > limits.max_alias_nodes or self.characters > limits.max_alias_characters:
            bounds = f"{limits.max_alias_nodes:,} nodes or {limits.max_alias_characters:,} characters"
            raise Refused(UnreadReason.TOO_MANY_ALIASES, f"The aliases stand for more than {bounds}.")
        if depth + anchor.height > limits.max_depth:
            raise Refused(UnreadReason.TOO_DEEP, f"Nested more than {limits.max_depth} levels deep.")
        self.reach(depth + anchor.height)
        return anchor
