"""The subjects in workflow and action files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.model import DocumentKind
from scanner.workflows.action_use import action_uses
from scanner.workflows.caller import callers
from scanner.workflows.workflow import Action, Workflow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.model import Document, Subject
    from scanner.workflows.step import Step


def subjects(documents: Iterable[Document]) -> Iterator[Subject]:
    """Yield the views of each workflow and action, in the order of the file.

    A workflow: `Workflow`, then each `Job`, its `Uses` where it calls a workflow, each `Step` and its `Uses`. An
    action: `Action`, then its steps likewise. Other documents have none. At last a `Caller` for each workflow that
    calls others of its repository, and an `ActionUse` for each step that runs one of its actions.
    """
    documents = list(documents)
    for document in documents:
        if document.kind is DocumentKind.WORKFLOW:
            yield from _of_workflow(Workflow(document))
        elif document.kind is DocumentKind.ACTION:
            action = Action(document)
            yield action
            yield from _of_steps(action.steps)
    yield from callers(documents)
    yield from action_uses(documents)


def _of_workflow(workflow: Workflow) -> Iterator[Subject]:
    yield workflow
    for job in workflow.jobs:
        yield job
        if job.uses is not None:
            yield job.uses
        yield from _of_steps(job.steps)


def _of_steps(steps: Iterable[Step]) -> Iterator[Subject]:
    for step in steps:
        yield step
        if step.uses is not None:
            yield step.uses
