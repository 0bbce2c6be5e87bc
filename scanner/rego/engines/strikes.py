"""Which queries have cost too much to be tried again."""

from __future__ import annotations

from collections import Counter

LIMIT = 2
"""A query that timed out or ended the engine on this many inputs is not tried on the others, so that a hanging policy
costs a few deadlines and not one for each document."""


class Strikes:
    """Counts, per query, the inputs on which it timed out or ended the engine."""

    def __init__(self) -> None:
        """Start with none."""
        self._counts: Counter[str] = Counter()

    def add(self, query: str) -> None:
        """Note one more."""
        self._counts[query] += 1

    def out(self, query: str) -> bool:
        """Whether the query is not to be tried again."""
        return self._counts[query] >= LIMIT

    def clear(self) -> None:
        """Forget all: other modules were loaded."""
        self._counts.clear()
