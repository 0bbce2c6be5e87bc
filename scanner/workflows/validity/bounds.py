"""How large a workflow may be for the service.

Source: https://github.com/actions/runner/tree/main/src/Sdk/WorkflowParser (WorkflowFeatures, MemoryCounter).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 100
"""Levels of collections."""
MAX_RESULT_BYTES = 10 * 1024 * 1024
"""Of a workflow with all that it calls, as the service counts them."""

_OBJECT = 24
_TEXT = 26
_CHARACTER = 2


def too_deep(data: Any, max_depth: int) -> bool:
    """Whether collections are nested more than ``max_depth`` deep."""
    return any(depth > max_depth for depth, item in _walk(data) if isinstance(item, dict | list))


def size(data: Any) -> int:
    """Return about how many bytes the service counts for ``data``."""
    total = 0
    for _, item in _walk(data):
        total += _OBJECT
        if isinstance(item, str):
            total += _TEXT + _CHARACTER * len(item)
        elif isinstance(item, dict):
            total += sum(_OBJECT + _TEXT + _CHARACTER * len(key) for key in item)
    return total


def _walk(data: Any) -> Iterator[tuple[int, Any]]:
    pending = [(1, data)]
    while pending:
        depth, item = pending.pop()
        yield depth, item
        if isinstance(item, dict):
            pending.extend((depth + 1, child) for child in item.values())
        elif isinstance(item, list):
            pending.extend((depth + 1, child) for child in item)
