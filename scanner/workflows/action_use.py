"""A step that runs an action of its own repository, with the action's file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scanner.model import DocumentKind
from scanner.workflows.workflow import Action, Workflow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scanner.model import Document
    from scanner.workflows.step import Step

_DIRECTORY = ".github/workflows/"
_LOCAL = ("./", "$/")
_NAMES = ("action.yml", "action.yaml")


@dataclass(frozen=True, slots=True)
class ActionUse:
    """A view of a step of a workflow together with the action that it runs."""

    step: Step
    action: Action = field(repr=False)

    @property
    def document(self) -> Document:
        """The workflow's document."""
        return self.step.document

    @property
    def label(self) -> str:
        """The step's."""
        return self.step.label

    @property
    def identity(self) -> tuple[str, ...]:
        """The step's."""
        return self.step.identity


def action_uses(documents: Iterable[Document]) -> Iterator[ActionUse]:
    """Yield each step that runs an action of its own repository, where that was read.

    The path counts from the root of the repository: ``./`` is the workspace, into which it is checked out as a rule.
    """
    documents = list(documents)
    actions = {document.source.path: document for document in documents if document.kind is DocumentKind.ACTION}
    if not actions:
        return
    for document in documents:
        root, found, _ = document.source.path.rpartition(_DIRECTORY)
        if document.kind is not DocumentKind.WORKFLOW or not found:
            continue
        for job in Workflow(document).jobs:
            for step in job.steps:
                action = _action(root, step, actions)
                if action is not None:
                    yield ActionUse(step, Action(action))


def _action(root: str, step: Step, actions: Mapping[str, Document]) -> Document | None:
    uses = step.data.get("uses")
    if not isinstance(uses, str) or not uses.startswith(_LOCAL):
        return None
    directory = f"{root}{uses[2:]}".strip("/")
    paths = (f"{directory}/{name}".lstrip("/") for name in _NAMES)
    return next((actions[path] for path in paths if path in actions), None)
