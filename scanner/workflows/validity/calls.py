"""Jobs that call reusable workflows: inputs, secrets and permissions against what the called one declares.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from scanner.workflows.shapes import mapping, scalar_text
from scanner.workflows.validity.allowed_permissions import DEFAULTS, Levels, Policy, excess, granted, levels
from scanner.workflows.validity.jobs import jobs
from scanner.workflows.validity.problem import Problem, Topic
from scanner.workflows.validity.structure import structure
from scanner.workflows.validity.texts import has_expression
from scanner.workflows.validity.workflow_shape import WITHOUT_EVENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scanner.model import Path

    Callee = Callable[[str], dict[str, Any] | None]

MAX_NESTING = 9
"""Workflows that call one another in a row, below the first: ten levels since November 2025."""


@dataclass(frozen=True, slots=True)
class _Caller:
    """A workflow that may call others."""

    data: dict[str, Any]
    allowed: Levels
    """What its jobs may do where it says nothing."""
    file: str
    depth: int


@dataclass(frozen=True, slots=True)
class Calls:
    """How called workflows are found and bounded."""

    callee: Callee
    """Reference to the workflow's data; None where it is not known."""
    policy: Policy = Policy.WRITE
    max_nesting: int = MAX_NESTING
    within_callees: bool = False
    """Whether what is wrong with a called workflow by itself is reported of the call too."""

    def problems(self, data: dict[str, Any], allowed: Levels | None = None) -> Iterator[Problem]:
        """Yield what is wrong with the calls of a workflow, and with those of the workflows that it calls.

        ``allowed``: what it may do where it states nothing; None for what the policy grants.
        """
        yield from self._of(_Caller(data, DEFAULTS[self.policy] if allowed is None else allowed, "", 0))

    def _of(self, caller: _Caller) -> Iterator[Problem]:
        stated = granted(caller.data.get("permissions"))
        for job_id, job in mapping(caller.data.get("jobs")).items():
            reference = mapping(job).get("uses")
            if not isinstance(reference, str):
                continue
            called = self.callee(reference)
            if called is None:
                continue
            own = granted(job.get("permissions"))
            allowed = next(level for level in (own, stated, caller.allowed) if level is not None)
            for problem in self._call(("jobs", job_id), job, called, allowed, caller.depth):
                yield replace(problem, file=problem.file or caller.file)

    def _call(
        self, path: Path, job: dict[str, Any], called: dict[str, Any], allowed: Levels, depth: int
    ) -> Iterator[Problem]:
        reference = job["uses"]
        if depth + 1 > self.max_nesting:
            text = f"would exceed the limit on called workflow depth of {self.max_nesting}"
            yield _problem((*path, "uses"), f"job '{path[-1]}' calls workflow '{reference}', but doing so {text}")
            return
        declared = _declared(called)
        if declared is None:
            text = "workflow is not reusable as it is missing a `on.workflow_call` trigger"
            yield _problem((*path, "uses"), text)
            return
        if self.within_callees:
            for problem in (*structure(called, WITHOUT_EVENTS), *jobs(called)):
                opening = f"Error from called workflow {reference}"
                yield replace(_problem((*path, "uses"), f"{opening}: {problem.text}"), file=reference)
        yield from _given(path, job, declared)
        yield from _permitted(path, reference, called, allowed)
        yield from self._of(_Caller(called, granted(called.get("permissions")) or allowed, reference, depth + 1))


def _problem(path: Path, text: str, *, key: bool = False) -> Problem:
    return Problem(path, "key" if key else "value", text, Topic.CALL)


def _declared(called: dict[str, Any]) -> dict[str, Any] | None:
    """Return what stands below ``on.workflow_call``; None where the workflow cannot be called."""
    on = called.get("on")
    if isinstance(on, dict):
        return mapping(on["workflow_call"]) if "workflow_call" in on else None
    return {} if on == "workflow_call" or (isinstance(on, list) and "workflow_call" in on) else None


def _given(path: Path, job: dict[str, Any], declared: dict[str, Any]) -> Iterator[Problem]:
    for section, noun in (("with", "Input"), ("secrets", "Secret")):
        wanted = mapping(declared.get("inputs" if section == "with" else "secrets"))
        given = job.get(section, {})
        if not isinstance(given, dict) or any(has_expression(name) for name in given):
            continue
        known = {name.lower(): definition for name, definition in wanted.items()}
        for name, value in given.items():
            place = (*path, section, name)
            if name.lower() not in known:
                text = f"Invalid {noun.lower()}, {name} is not defined in the referenced workflow."
                yield _problem(place, text, key=True)
            elif section == "with" and not _fits(value, mapping(known[name.lower()]).get("type")):
                yield _problem(place, f"Unexpected value '{scalar_text(value)}'")
        have = {name.lower() for name in given}
        for name, definition in wanted.items():
            if mapping(definition).get("required") is True and name.lower() not in have:
                text = f"{noun} {name} is required, but not provided while calling."
                yield _problem((*path, "uses"), text)


def declared_defaults(data: dict[str, Any]) -> Iterator[Problem]:
    """Yield the defaults of a reusable workflow's inputs that are not of the input's type."""
    for name, definition in mapping(mapping(_declared(data)).get("inputs")).items():
        default = mapping(definition).get("default")
        if default is not None and not _fits(default, mapping(definition).get("type")):
            path = ("on", "workflow_call", "inputs", name, "default")
            yield Problem(path, "value", f"Unexpected value '{scalar_text(default)}'", Topic.STRUCTURE)


def _fits(value: Any, wanted: Any) -> bool:
    if isinstance(value, str) and has_expression(value):
        return True
    if wanted == "boolean":
        return isinstance(value, bool)
    if wanted == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return not isinstance(value, dict | list)


def _permitted(path: Path, reference: str, called: dict[str, Any], allowed: Levels) -> Iterator[Problem]:
    opening = f"Error calling workflow '{reference}'."
    stated = levels(called.get("permissions"))
    if stated is not None:
        more, instead = excess(stated, allowed)
        if more:
            text = f"{opening} The workflow '{reference}' is requesting '{more}', but is only allowed '{instead}'."
            yield _problem(path, text, key=True)
    for job_id, job in mapping(called.get("jobs")).items():
        requested = levels(mapping(job).get("permissions"))
        more, instead = excess(requested, allowed) if requested is not None else ("", "")
        if more:
            name = scalar_text(mapping(job).get("name")) or job_id
            text = f"{opening} The nested job '{name}' is requesting '{more}', but is only allowed '{instead}'."
            yield _problem(path, text, key=True)
