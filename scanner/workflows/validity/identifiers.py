"""Ids of jobs and steps.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_id.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from scanner.workflows.shapes import sequence
from scanner.workflows.validity.problem import Problem, Topic
from scanner.workflows.validity.texts import has_expression

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Part, Path

_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,98}")
_WORDS = (
    "IDs may only contain alphanumeric characters, '_', and '-'. "
    "IDs must start with a letter or '_' and and must be less than 100 characters."
)
"""In the service's own words."""


def _refused(identifier: str, path: Path, part: Part) -> Iterator[Problem]:
    text = f"The identifier '{identifier}' is invalid."
    if not _ID.fullmatch(identifier):
        yield Problem(path, part, f"{text} {_WORDS}", Topic.JOB)
    elif identifier.startswith("__"):
        yield Problem(path, part, f"{text} IDs starting with '__' are reserved.", Topic.JOB)


def valid_job_id(job_id: str, path: Path) -> Iterator[Problem]:
    """Yield what is wrong with a job's id. An empty one and an expression are refused before."""
    if job_id and not has_expression(job_id) and job_id != "<<":
        yield from _refused(job_id, path, "key")


def step_ids(steps: list[Any], path: Path) -> Iterator[Problem]:
    """Yield what is wrong with the ids of a job's steps, and those that are given twice, whatever their case."""
    seen: set[str] = set()
    for place, identifier in _ids(steps, path):
        refused = list(_refused(identifier, place, "value"))
        yield from refused
        if refused:
            continue
        if identifier.lower() in seen:
            text = f"The identifier '{identifier}' may not be used more than once within the same scope."
            yield Problem(place, "value", text, Topic.JOB)
        seen.add(identifier.lower())


def _ids(steps: list[Any], path: Path) -> Iterator[tuple[Path, str]]:
    for index, step in enumerate(steps):
        if isinstance(step, dict):
            identifier = step.get("id")
            if isinstance(identifier, str) and identifier and not has_expression(identifier):
                yield (*path, index, "id"), identifier
            yield from _ids(sequence(step.get("parallel")), (*path, index, "parallel"))
