"""A ``uses:``: the action that a step runs, or the reusable workflow that a job calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.workflows.action_reference import ActionReference, action_reference

if TYPE_CHECKING:
    from scanner.model import Document, Path
    from scanner.workflows.step import Step
    from scanner.workflows.workflow import Job


@dataclass(frozen=True, slots=True)
class Uses:
    """A view of one ``uses:``, so that a rule about foreign code need not know whether a step or a job names it."""

    owner: Step | Job
    reference: ActionReference
    path: Path
    """Of the ``uses:`` itself."""

    @classmethod
    def of(cls, owner: Step | Job, data: dict[str, Any], path: Path) -> Uses | None:
        """Return the ``uses:`` of ``data`` at ``path``; None where there is none or it is no text."""
        value = data.get("uses")
        return cls(owner, action_reference(value), (*path, "uses")) if isinstance(value, str) else None

    @property
    def document(self) -> Document:
        """The owner's document."""
        return self.owner.document

    @property
    def label(self) -> str:
        """The owner's label."""
        return self.owner.label

    @property
    def identity(self) -> tuple[str, ...]:
        """The owner's identity."""
        return self.owner.identity
