"""A job's matrix, as far as it is written out.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrix.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.workflows.expressions import texts
from scanner.workflows.shapes import mapping, sequence
from scanner.workflows.validity.problem import Problem, Topic
from scanner.workflows.validity.texts import has_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Path

_FILTERS = frozenset({"include", "exclude"})


def matrix(value: Any, path: Path) -> Iterator[Problem]:
    """Yield what is wrong with a matrix. One with an expression is built when the job starts, not before."""
    if not isinstance(value, dict) or any(has_expression(text) for text in texts(value)):
        return
    vectors = {name.lower() for name in value if name not in _FILTERS}
    if not vectors and not value.get("include"):
        yield Problem(path, "value", "Matrix must define at least one vector", Topic.JOB)
    for name, values in value.items():
        if values == [] and name not in _FILTERS:
            yield Problem((*path, name), "value", f"Matrix vector '{name}' does not contain any values", Topic.JOB)
    for index, item in enumerate(sequence(value.get("exclude"))):
        for name in mapping(item):
            if name.lower() not in vectors:
                text = f"Matrix exclude key '{name}' does not match any key within the matrix"
                yield Problem((*path, "exclude", index, name), "key", text, Topic.JOB)
