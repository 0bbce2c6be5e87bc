"""What rules judge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from scanner.model.document import Document


class Subject(Protocol):
    """A typed view of a document or of a part of one: an object, a pod, a container, a workflow, a job, a step."""

    @property
    def document(self) -> Document:
        """The document it is a view of."""

    @property
    def label(self) -> str:
        """For people, e.g. ``Deployment shop/cart, container web``."""

    @property
    def identity(self) -> tuple[str, ...]:
        """What stays the same when the file is edited elsewhere: API group, kind, namespace, name; or workflow path."""


@dataclass(frozen=True, slots=True)
class WholeDocument:
    """A document as such, for rules about its spelling; label and identity are those of what it holds."""

    document: Document
    label: str
    identity: tuple[str, ...]
