"""What a rule may say. A rule names places by path; it never sees a line number, its own id or its severity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scanner.model.document import Document
    from scanner.model.place import Part, Path, Span
    from scanner.model.rule import Severity


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that explains a match."""

    message: str
    path: Path
    document: Document | None = None
    """None where it is the match's own document."""
    part: Part = "value"
    span: Span | None = None
    """Only where a path cannot say it: the first of two equal keys."""


@dataclass(frozen=True, slots=True)
class Match:
    """One violation."""

    path: Path
    """From the root of the subject's document. May name something that is missing: its nearest ancestor is shown."""
    message: str
    """One sentence that names the thing and what is wrong with it, plain text, ending in a full stop."""
    part: Part = "value"
    within: tuple[int, int] | None = None
    """A range of offsets in the scalar at `path`, end exclusive."""
    related: tuple[Related, ...] = ()
    is_flow: bool = False
    """Whether `related` tells how data come to this place: from their origin, hop by hop, the place itself left out."""
    severity: Severity | None = None
    """How bad this case is, where that differs from the rule's severity, which is that of the worst case."""
    remediation: str = ""
    """What to do in this case, where it says more than the rule's own remediation."""
    span: Span | None = None
    """Only where a path cannot say it: the second of two equal keys."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """The rule could not decide, because what it needs may lie outside what was scanned."""

    reason: str
    """One sentence, e.g. "No NetworkPolicy of namespace shop was scanned."."""
