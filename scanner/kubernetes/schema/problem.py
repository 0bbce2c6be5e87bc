"""What may be wrong with an object by its schema."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scanner.model import Path


class ProblemKind(Enum):
    """The kinds of problems; each is a rule."""

    UNKNOWN_FIELD = "unknown field"
    WRONG_TYPE = "wrong type"
    MISSING_FIELD = "missing field"
    UNKNOWN_KIND = "unknown kind"


@dataclass(frozen=True, slots=True)
class SchemaProblem:
    """One problem of one object."""

    kind: ProblemKind
    path: Path
    """From the root of the object. Of a missing field: where it belongs."""
    message: str
    """What the object does wrong, with the suggestion where there is one: a sentence without its subject and full stop,
    e.g. ``sets 'spec.replica', which DeploymentSpec does not have; 'replicas' is probably meant``."""
    suggestion: str = ""
    """What is probably meant: ``imagePullPolicy``, ``resources.limits``, ``apps/v1``; of a wrong type, a sentence that
    says how to write it. Empty where nobody knows."""
