"""Jobs and steps as a whole: what the service refuses although every key and value is of the right shape."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from scanner.workflows.shapes import mapping, sequence
from scanner.workflows.validity.identifiers import step_ids, valid_job_id
from scanner.workflows.validity.matrix import matrix
from scanner.workflows.validity.needs import needs
from scanner.workflows.validity.problem import Problem, Topic
from scanner.workflows.validity.texts import has_expression
from scanner.workflows.validity.waiting import waiting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Part, Path

_GROUP_PREFIXES = frozenset({"org", "organization", "ent", "enterprise"})
_USES = re.compile(r"(?P<where>[^@]+)@(?P<ref>[^@]+)")
_WORKFLOW_PARTS = 5
"""Of ``owner/repository/.github/workflows/file``."""


def jobs(data: dict[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with the jobs of a workflow, each as far as its shape is right."""
    declared = data.get("jobs")
    if not isinstance(declared, dict):
        return
    yield from needs(declared)
    for job_id, job in declared.items():
        path: Path = ("jobs", job_id)
        yield from valid_job_id(job_id, path)
        if isinstance(job, dict):
            yield from _job(job, path)


def _job(job: dict[str, Any], path: Path) -> Iterator[Problem]:
    yield from _group(job.get("runs-on"), (*path, "runs-on"))
    yield from _image(job.get("container"), (*path, "container"))
    for name, service in mapping(job.get("services")).items():
        yield from _image(service, (*path, "services", name))
    yield from matrix(mapping(job.get("strategy")).get("matrix"), (*path, "strategy", "matrix"))
    if isinstance(job.get("uses"), str):
        yield from _workflow_reference(job["uses"], (*path, "uses"))
    steps = sequence(job.get("steps"))
    yield from step_ids(steps, (*path, "steps"))
    yield from waiting(steps, (*path, "steps"))
    for place, step in _steps(steps, (*path, "steps")):
        if isinstance(step.get("uses"), str):
            yield from _action_reference(step["uses"], (*place, "uses"))


def _steps(steps: list[Any], path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for index, step in enumerate(steps):
        if isinstance(step, dict):
            yield (*path, index), step
            yield from _steps(sequence(step.get("parallel")), (*path, index, "parallel"))


def _problem(path: Path, text: str, part: Part = "value") -> Problem:
    return Problem(path, part, text, Topic.JOB)


def _group(runs_on: Any, path: Path) -> Iterator[Problem]:
    group = mapping(runs_on).get("group")
    if not isinstance(group, str) or has_expression(group) or "/" not in group:
        return
    prefix, _, name = group.partition("/")
    invalid = f"Invalid runs-on group name '{group}'."
    if "/" in name or prefix not in _GROUP_PREFIXES:
        yield _problem(
            (*path, "group"),
            f"{invalid} Please use 'organization/' or 'enterprise/' prefix to target a single runner group.",
        )
    elif not name:
        yield _problem((*path, "group"), invalid)


def _image(container: Any, path: Path) -> Iterator[Problem]:
    if isinstance(container, dict) and not any(has_expression(key) for key in container) and not container.get("image"):
        yield _problem(path, "Container image cannot be empty")


def _action_reference(uses: str, path: Path) -> Iterator[Problem]:
    if has_expression(uses) or uses.startswith(("./", ".\\", "docker://", "$/")):
        return
    found = _USES.fullmatch(uses)
    parts = re.split(r"[/\\]", found["where"]) if found else []
    if len(parts) < 2 or not all(parts[:2]):  # noqa: PLR2004 - owner and repository
        yield _problem(path, f"Expected format {{org}}/{{repo}}[/path]@ref. Actual '{uses}'")


def _workflow_reference(uses: str, path: Path) -> Iterator[Problem]:
    invalid = "invalid value workflow reference"
    if has_expression(uses):
        return
    where, at, ref = uses.partition("@")
    if uses.startswith(("./", "$/")):
        parts = ["", "", *where.split("/")[1:]]
        if at:
            yield _problem(path, f"{invalid}: cannot specify version when calling local workflows")
            return
    else:
        parts = where.split("/")
        if len(parts) < 2 or not all(parts[:2]):  # noqa: PLR2004 - owner and repository
            prefixed = "references to workflows must be prefixed with format 'owner/repository/' or './'"
            yield _problem(path, f"{invalid}: {prefixed} for local workflows")
            return
        if not ref:
            yield _problem(path, f"{invalid}: no version specified")
            return
    if parts[2:4] != [".github", "workflows"] or len(parts) != _WORKFLOW_PARTS:
        top = "workflows must be defined at the top level of the .github/workflows/ directory"
        yield _problem(path, f"{invalid}: {top}")
    elif not parts[-1].endswith((".yml", ".yaml")):
        yield _problem(path, f"{invalid}: references to workflows must be to a file with a .yml or .yaml extension")
