"""Steps that wait for others, or cancel them: these must have begun before.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.workflows.shapes import mapping, sequence
from scanner.workflows.validity.problem import Problem, Topic
from scanner.workflows.validity.texts import has_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Path


def waiting(steps: list[Any], path: Path) -> Iterator[Problem]:
    """Yield the names in ``wait`` and ``cancel`` that no step before has."""
    begun: set[str] = set()
    for index, step in enumerate(steps):
        for key in ("wait", "cancel"):
            for name, place in _names(mapping(step).get(key), (*path, index, key)):
                if name.lower() not in begun:
                    yield Problem(place, "value", f"No step before has the identifier '{name}'", Topic.JOB)
        begun |= {one.lower() for one in _ids(step)}


def _ids(step: Any) -> Iterator[str]:
    identifier = mapping(step).get("id")
    if isinstance(identifier, str):
        yield identifier
    for inner in sequence(mapping(step).get("parallel")):
        yield from _ids(inner)


def _names(value: Any, path: Path) -> Iterator[tuple[str, Path]]:
    if isinstance(value, str):
        if not has_expression(value):
            yield value, path
        return
    for index, item in enumerate(sequence(value)):
        if isinstance(item, str) and not has_expression(item):
            yield item, (*path, index)
