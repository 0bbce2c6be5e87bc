"""What other scanners call what our rules judge."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Peer:
    """Another scanner, with its checks and our rules for them."""

    name: str
    """Its command."""
    source: str
    """The address of the list of its checks."""
    rules: Mapping[str, tuple[str, ...]]
    """Its id to the ids of our rules and policies; none where we have no counterpart."""
    remarks: Mapping[str, str] = field(default_factory=dict)
    """Its id to how the two differ, or to why there is no counterpart."""
    honoured: tuple[str, ...] = ()
    """Its ids of which a suppression in a manifest may be honoured."""
