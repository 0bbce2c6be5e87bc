"""A workflow file and its jobs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.workflows.permissions import Grant, Permissions, permissions
from scanner.workflows.shapes import mapping, names, scalar_text, sequence, text
from scanner.workflows.step import Step, steps
from scanner.workflows.triggers import Trigger, triggers
from scanner.workflows.uses import Uses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Document, Path


@dataclass(frozen=True, slots=True)
class Workflow:
    """A view of a file under ``.github/workflows``."""

    document: Document

    @property
    def label(self) -> str:
        """E.g. ``workflow .github/workflows/ci.yml``."""
        return f"workflow {self.document.source.path}"

    @property
    def identity(self) -> tuple[str, ...]:
        """The path: GitHub knows a workflow by it."""
        return (self.document.source.path,)

    @property
    def name(self) -> str:
        """Its display name; empty where it has none."""
        return text(self.document.data.get("name"))

    @property
    def triggers(self) -> dict[str, Trigger]:
        """The events that start it."""
        return triggers(self.document.data.get("on"))

    @property
    def permissions(self) -> Permissions:
        """What it states for jobs that state nothing themselves."""
        return permissions(self.document.data.get("permissions"), ("permissions",))

    @property
    def env(self) -> dict[str, Any]:
        """Its variables; empty where they are one expression."""
        return mapping(self.document.data.get("env"))

    @property
    def jobs(self) -> Iterator[Job]:
        """Its jobs, in their order."""
        for job_id, data in mapping(self.document.data.get("jobs")).items():
            yield Job(self, str(job_id), mapping(data))


@dataclass(frozen=True, slots=True)
class Job:
    """One entry under ``jobs:``."""

    workflow: Workflow
    id: str
    data: dict[str, Any]

    @property
    def document(self) -> Document:
        """The workflow's document."""
        return self.workflow.document

    @property
    def path(self) -> Path:
        """Where it is in the document."""
        return "jobs", self.id

    @property
    def label(self) -> str:
        """E.g. ``workflow .github/workflows/ci.yml, job build``."""
        return f"{self.workflow.label}, job {self.id}"

    @property
    def identity(self) -> tuple[str, ...]:
        """The workflow's path and the job's id."""
        return (*self.workflow.identity, "jobs", self.id)

    @property
    def name(self) -> str:
        """Its display name; empty where it has none."""
        return text(self.data.get("name"))

    @property
    def needs(self) -> tuple[str, ...]:
        """The ids of the jobs it waits for."""
        return names(self.data.get("needs"))

    @property
    def runs_on(self) -> tuple[str, ...]:
        """The labels of its runner, or one expression; the labels of a ``group:`` mapping too."""
        value = self.data.get("runs-on")
        return names(value["labels"] if isinstance(value, dict) and "labels" in value else value)

    @property
    def environment(self) -> str:
        """The name of its environment; empty where it has none."""
        value = self.data.get("environment")
        return scalar_text(value["name"] if isinstance(value, dict) and "name" in value else value)

    @property
    def condition(self) -> Any:
        """Its ``if:``; None where it has none."""
        return self.data.get("if")

    @property
    def timeout_minutes(self) -> Any:
        """Its ``timeout-minutes``: a number or an expression; None where it has none."""
        return self.data.get("timeout-minutes")

    @property
    def env(self) -> dict[str, Any]:
        """Its own variables; empty where they are one expression."""
        return mapping(self.data.get("env"))

    @property
    def permissions(self) -> Permissions:
        """What holds for it: its own permissions, else the workflow's.

        Its own replace the workflow's altogether, also where they are malformed.
        """
        own = permissions(self.data.get("permissions"), (*self.path, "permissions"))
        return self.workflow.permissions if own.grant is Grant.UNSET else own

    @property
    def uses(self) -> Uses | None:
        """The reusable workflow it calls."""
        return Uses.of(self, self.data, self.path)

    @property
    def steps(self) -> Iterator[Step]:
        """Its steps, in their order; those of a ``parallel:`` block after one another."""
        yield from steps(self, sequence(self.data.get("steps")), (*self.path, "steps"))


@dataclass(frozen=True, slots=True)
class Action:
    """A view of an ``action.yml``."""

    document: Document

    @property
    def label(self) -> str:
        """E.g. ``action .github/actions/build/action.yml``."""
        return f"action {self.document.source.path}"

    @property
    def identity(self) -> tuple[str, ...]:
        """The path."""
        return (self.document.source.path,)

    @property
    def runs(self) -> dict[str, Any]:
        """How it runs."""
        return mapping(self.document.data.get("runs"))

    @property
    def inputs(self) -> dict[str, Any]:
        """Its declared inputs."""
        return mapping(self.document.data.get("inputs"))

    @property
    def steps(self) -> Iterator[Step]:
        """The steps of a composite action."""
        yield from steps(self, sequence(self.runs.get("steps")), ("runs", "steps"))
