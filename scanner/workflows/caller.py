"""A workflow that calls others of its repository, with the files that it calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scanner.model import DocumentKind
from scanner.workflows.workflow import Workflow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scanner.model import Document

_DIRECTORY = ".github/workflows/"
_LOCAL = ("./", "$/")


@dataclass(frozen=True, slots=True)
class Caller:
    """A view of a workflow together with those that it can call by ``./`` or ``$/``."""

    workflow: Workflow
    files: Mapping[str, Document] = field(repr=False)
    """By path, all workflows that were read."""

    @property
    def document(self) -> Document:
        """The workflow's document."""
        return self.workflow.document

    @property
    def label(self) -> str:
        """The workflow's."""
        return self.workflow.label

    @property
    def identity(self) -> tuple[str, ...]:
        """The workflow's."""
        return self.workflow.identity

    def called(self, reference: str) -> Document | None:
        """Return the workflow that ``uses`` names; None for another repository's, and for one that was not read."""
        root, found, _ = self.document.source.path.rpartition(_DIRECTORY)
        if not found or not reference.startswith(_LOCAL):
            return None
        return self.files.get(root + reference[2:])


def callers(documents: Iterable[Document]) -> Iterator[Caller]:
    """Yield each workflow that calls one of its own repository."""
    files = {document.source.path: document for document in documents if document.kind is DocumentKind.WORKFLOW}
    for document in files.values():
        workflow = Workflow(document)
        if any(str(job.data.get("uses", "")).startswith(_LOCAL) for job in workflow.jobs):
            yield Caller(workflow, files)
