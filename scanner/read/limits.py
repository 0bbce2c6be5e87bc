"""What is refused rather than read: hostile or mistaken input is bounded, and named when it is over a bound."""

from __future__ import annotations

from dataclasses import dataclass

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one text. Whatever exceeds one becomes an `Unread`, never an exception."""

    max_bytes: int = 16 * _MIB
    """Of one file. The API server takes requests of 3 MiB, etcd objects of 1.5 MiB; 16 MiB leaves room for lists."""
    max_depth: int = 200
    """Levels of nesting, aliases expanded. The deepest of the real files this was measured on has 27. Python's
    recursion limit of 1,000 then leaves a rule, or a JSON writer, five frames a level."""
    max_alias_nodes: int = 100_000
    """Nodes that aliases stand for, in one document. GitHub stops at 50,000 nodes, go-yaml v2 at 400,000."""
    max_alias_characters: int = 16 * _MIB
    """Characters of source text that aliases stand for, in one document."""
    max_documents: int = 20_000
    """Documents in one text, and objects in all its lists."""
    max_problems: int = 1_000
    """Duplicate keys and the like that are told apart in one document; the last one says that there are more."""
