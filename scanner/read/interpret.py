"""One document's text to data, in the dialect of whoever would read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.model import DocumentKind
from scanner.read.build import Built, build
from scanner.read.classify import Role, content_kind, looks_like_workflow
from scanner.read.kubernetes_scalars import KUBERNETES
from scanner.read.workflow_scalars import WORKFLOW

if TYPE_CHECKING:
    from scanner.read.dialect import Dialect
    from scanner.read.limits import Limits
    from scanner.read.split import Chunk

KINDS_BY_ROLE = {Role.WORKFLOW: DocumentKind.WORKFLOW, Role.DEPENDABOT: DocumentKind.DEPENDABOT}
"""What is certain from the path alone."""


@dataclass(slots=True)
class Interpreted:
    """One document that could be read."""

    chunk: Chunk
    built: Built
    dialect: Dialect
    kind: DocumentKind | None
    """None where it is nothing that is judged."""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """Reads documents of one text."""

    text: str
    path: str
    """By which GitHub would know the file."""
    role: Role
    limits: Limits

    def yaml(self, chunk: Chunk) -> Interpreted:
        """Read a YAML document; raises `Refused`."""
        certain = KINDS_BY_ROLE.get(self.role)
        if certain is not None:
            return Interpreted(chunk, self._build(chunk, WORKFLOW), WORKFLOW, certain)
        if self._may_be_github(self.text[chunk.start : chunk.end]):
            read = self._github(chunk)
            if read is not None:
                return read
        built = self._build(chunk, KUBERNETES)
        kind = content_kind(self.path, built.data)
        if kind is DocumentKind.KUBERNETES or not _is_github(kind, built.data):
            return Interpreted(chunk, built, KUBERNETES, kind)
        # The probe goes by the text, and misses a flow mapping, or apiVersion inside a script.
        return self._github(chunk) or Interpreted(chunk, built, KUBERNETES, None)

    def json(self, chunk: Chunk, built: Built) -> Interpreted:
        """Take a document that was read as JSON, which has one dialect only."""
        return Interpreted(chunk, built, KUBERNETES, content_kind(self.path, built.data))

    def _may_be_github(self, text: str) -> bool:
        if "apiVersion" in text:
            return False
        return looks_like_workflow(text) or (self.role is Role.ACTION and "runs" in text)

    def _github(self, chunk: Chunk) -> Interpreted | None:
        built = self._build(chunk, WORKFLOW)
        kind = content_kind(self.path, built.data)
        return None if kind in {None, DocumentKind.KUBERNETES} else Interpreted(chunk, built, WORKFLOW, kind)

    def _build(self, chunk: Chunk, dialect: Dialect) -> Built:
        return build(self.text, chunk.start, chunk.end, dialect, self.limits)


def _is_github(kind: DocumentKind | None, data: Any) -> bool:
    """Whether data read in the Kubernetes dialect, where ``on`` is true, is a workflow or an action."""
    if kind is not None:
        return True
    return isinstance(data, dict) and "jobs" in data and "true" in data and "apiVersion" not in data
