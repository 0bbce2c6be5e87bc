"""Where something is: a path in a document, a span in a source text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Keys and zero-based list indexes from the root of a document, e.g. ``("spec", "containers", 0, "image")``."""

Part: TypeAlias = Literal["value", "key", "entry"]
"""What of a path is meant: its value, its key, or both (the entry). A list item has no key: its entry is its value."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of source text. Lines and columns are 1-based, columns count code points, the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int
