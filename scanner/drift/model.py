"""The result of a comparison of git and a cluster."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.errors import EXIT_CLEAN, EXIT_INCOMPLETE, EXIT_VIOLATIONS

if TYPE_CHECKING:
    from scanner.drift.compare import Difference
    from scanner.drift.managers import Manager, Outside
    from scanner.model import ClusterCoverage, Finding, Located, Source, Span, Unread


@dataclass(frozen=True, slots=True)
class Place:
    """Where git states something."""

    source: Source
    span: Span
    located: Located


@dataclass(frozen=True, slots=True)
class Changed:
    """A stated value that the cluster does not have."""

    difference: Difference
    place: Place
    setters: tuple[Manager, ...]
    """Who set what is there, most telling first; empty where nobody owns it, as what was removed."""


@dataclass(frozen=True, slots=True)
class Added:
    """A field that somebody else set and git does not state."""

    outside: Outside
    place: Place
    """The nearest that git states."""


@dataclass(frozen=True, slots=True)
class Drifted:
    """An object that differs."""

    label: str
    """E.g. ``Deployment shop/cart``."""
    address: str
    """In the cluster, e.g. ``cluster/Deployment/shop/cart``."""
    changed: tuple[Changed, ...]
    added: tuple[Added, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """An object that git states and the cluster does not have."""

    label: str
    address: str
    place: Place
    reason: str = ""
    """Empty where there is just no such object."""


@dataclass(frozen=True, slots=True)
class Extra:
    """An object that the cluster has among those of git and git does not state."""

    label: str
    address: str
    reason: str
    """Why it belongs there, one sentence."""
    setters: tuple[Manager, ...]


@dataclass(frozen=True, slots=True)
class NotCompared:
    """An object that git states and that could not, or must not, be compared."""

    label: str
    place: Place
    reason: str
    incomplete: bool = True
    """False for what is left out on purpose, as Secrets."""


@dataclass(frozen=True, slots=True)
class DriftReport:
    """Everything that a format may show, sorted."""

    verdicts: tuple[Finding, ...]
    """Findings that the live objects have and their manifests have not, at the place in git."""
    drifted: tuple[Drifted, ...]
    missing: tuple[Missing, ...]
    extra: tuple[Extra, ...]
    not_compared: tuple[NotCompared, ...]
    unread: tuple[Unread, ...]
    cluster: ClusterCoverage
    compared: int
    """Objects that were compared."""
    unjudged: tuple[str, ...] = ()
    """Why rules or policies could not say whether their verdict changed."""

    @property
    def has_drift(self) -> bool:
        """Whether git and the cluster differ."""
        return bool(self.drifted or self.missing or self.extra)

    @property
    def incomplete(self) -> bool:
        """Whether something could not be compared, or nothing was."""
        return (
            self.cluster.incomplete
            or any(item.incomplete for item in self.unread)
            or any(item.incomplete for item in self.not_compared)
            or bool(self.unjudged)
            or not (self.compared or self.missing)
        )

    def exit_code(self) -> int:
        """0 no drift, 1 drift, 3 incomplete (and no drift that is known)."""
        if self.has_drift:
            return EXIT_VIOLATIONS
        return EXIT_INCOMPLETE if self.incomplete else EXIT_CLEAN
