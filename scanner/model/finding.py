"""A violation with an address and an identity."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scanner.model.document import Source
    from scanner.model.place import Path, Span
    from scanner.model.rule import Rule, Severity


class Located(StrEnum):
    """How sure the place is."""

    EXACT = "exact"
    """The rule named the path."""
    NEAREST = "nearest"
    """The narrowest place that could be proved."""
    DOCUMENT = "document"
    """Only the document is known."""


class FindingStatus(StrEnum):
    """Whether a finding counts."""

    OPEN = "open"
    SUPPRESSED = "suppressed"


@dataclass(frozen=True, slots=True)
class RelatedLocation:
    """Another place that explains a finding."""

    message: str
    source: Source
    span: Span


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation, stamped by the engine with rule, place and identity."""

    rule: Rule
    severity: Severity
    """The rule's, or what the rule says of this case."""
    message: str
    subject: str
    """For people, e.g. ``Deployment shop/cart, container web``."""
    source: Source
    span: Span
    path: Path
    located: Located
    fingerprint: str
    """Hexadecimal; independent of lines, messages and file order."""
    related: tuple[RelatedLocation, ...] = ()
    is_flow: bool = False
    """Whether `related` tells how data come here, from their origin on."""
    remediation: str = ""
    status: FindingStatus = FindingStatus.OPEN
    justification: str = ""
    """Why it is accepted, where it is suppressed."""
    folded_into: str = ""
    """The fingerprint of the same finding of the object that owns this one's; empty where it is shown by itself."""
    rendered_by: tuple[str, ...] = ()
    """Directories of the charts and overlays that render what it is about."""
    copies: tuple[tuple[str, int], ...] = ()
    """Kinds of owned objects that have the same finding, and how many of each: ``(("Pod", 3),)``."""
    address: str = ""
    """Of the object in a cluster, where the finding is shown in the file that defines it."""

    @property
    def object_address(self) -> str:
        """The address of the object in a cluster; empty where files were judged."""
        return self.address or (self.source.path if self.source.live else "")
