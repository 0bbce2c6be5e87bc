"""What the service refuses in a workflow."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scanner.model import Part, Path


class Topic(StrEnum):
    """What a problem is about."""

    STRUCTURE = "structure"
    """Keys, types and values."""
    EVENT = "event"
    """What stands below ``on``."""
    JOB = "job"
    """Jobs and steps as a whole: ids, needs, containers, matrices, references."""
    EXPRESSION = "expression"
    """Expressions: syntax, contexts and functions."""
    CALL = "call"
    """A reusable workflow that is called."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why the service refuses the workflow."""

    path: Path
    """From the root of the workflow's document."""
    part: Part
    """Whether the key or the value is wrong."""
    text: str
    """In the service's words, without the place, and without a full stop where the service writes none."""
    topic: Topic
    within: tuple[int, int] | None = None
    """The offsets of an expression in a scalar's value."""
    file: str = ""
    """The reference of the called workflow in which the problem is; empty for the workflow itself."""
