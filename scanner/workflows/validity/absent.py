"""References to steps, jobs and matrix keys that are not there: to GitHub they are null, without a word.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/contexts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.workflows.expressions import ExpressionError, embedded, parse, references
from scanner.workflows.shapes import mapping, names, sequence
from scanner.workflows.validity.texts import has_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Path
    from scanner.workflows.expressions import Node, Reference

_FILTERS = frozenset({"include", "exclude"})


@dataclass(frozen=True, slots=True)
class Absent:
    """A reference to something that its job does not have."""

    path: Path
    within: tuple[int, int] | None
    context: str
    """``matrix``, ``needs`` or ``steps``."""
    name: str


def absent(job: dict[str, Any], path: Path) -> Iterator[Absent]:
    """Yield what the expressions of a job name and the job does not have.

    A context of which not everything is written out, e.g. a matrix that an expression gives, is left alone.
    """
    known = {"matrix": _matrix(job), "needs": _needs(job), "steps": _steps(job)}
    for place, within, node in _expressions(job, path):
        for reference in references(node):
            if _is_absent(reference, known):
                yield Absent(place, within, reference[0], reference[1])


def _is_absent(reference: Reference, known: dict[str, frozenset[str] | None]) -> bool:
    if len(reference) == 1 or reference[1] == "*":
        return False
    there = known.get(reference[0])
    return there is not None and reference[1] not in there


def _matrix(job: dict[str, Any]) -> frozenset[str] | None:
    """Return the keys of a job's matrix in lower case; None where they are not all written out."""
    strategy = job.get("strategy", {})
    matrix = strategy.get("matrix", {}) if isinstance(strategy, dict) else None
    if not isinstance(matrix, dict) or any(has_expression(key) for key in (*mapping(strategy), *matrix)):
        return None
    keys = {key.lower() for key in matrix if key not in _FILTERS}
    include = matrix.get("include", [])
    if not isinstance(include, list):
        return None
    for item in include:
        if not isinstance(item, dict) or any(has_expression(key) for key in item):
            return None
        keys.update(key.lower() for key in item)
    return frozenset(keys)


def _needs(job: dict[str, Any]) -> frozenset[str] | None:
    wanted = names(job.get("needs"))
    return None if any(map(has_expression, wanted)) else frozenset(name.lower() for name in wanted)


def _steps(job: dict[str, Any]) -> frozenset[str] | None:
    if "steps" not in job or not isinstance(job["steps"], list):
        return None
    return frozenset(_ids(job["steps"]))


def _ids(steps: list[Any]) -> Iterator[str]:
    for step in steps:
        identifier = mapping(step).get("id")
        if isinstance(identifier, str):
            yield identifier.lower()
        yield from _ids(sequence(mapping(step).get("parallel")))


def _expressions(job: dict[str, Any], path: Path) -> Iterator[tuple[Path, tuple[int, int] | None, Node]]:
    pending: list[tuple[Path, Any]] = [(path, job)]
    while pending:
        place, data = pending.pop()
        if isinstance(data, dict):
            pending.extend(((*place, key), item) for key, item in reversed(data.items()))
        elif isinstance(data, list):
            pending.extend(((*place, index), item) for index, item in reversed(list(enumerate(data))))
        elif isinstance(data, str):
            yield from ((place, within, node) for within, node in _parsed(data, condition=place[-1] == "if"))


def _parsed(text: str, *, condition: bool) -> Iterator[tuple[tuple[int, int] | None, Node]]:
    if not has_expression(text):
        if condition:
            try:
                yield None, parse(text)
            except ExpressionError:
                return  # Named by the rule about expressions.
        return
    for found in embedded(text):
        try:
            yield found.within, found.parse()
        except ExpressionError:
            continue  # As above.
