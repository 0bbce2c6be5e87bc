"""What a rule is, apart from the function or policy that carries it out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum


class Severity(Enum):
    """How bad a violation is. Ordered: ``Severity.HIGH > Severity.LOW``."""

    INFO = "info"
    """For conftest's ``warn``: shown, and never a reason to fail."""
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for info to 4 for critical."""
        return _RANKS[self]

    def __lt__(self, other: Severity) -> bool:
        return self.rank < other.rank

    def __le__(self, other: Severity) -> bool:
        return self.rank <= other.rank

    def __gt__(self, other: Severity) -> bool:
        return self.rank > other.rank

    def __ge__(self, other: Severity) -> bool:
        return self.rank >= other.rank


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


class FailOn(StrEnum):
    """The least severity that makes the exit code 1."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NEVER = "never"

    def reached_by(self, severity: Severity) -> bool:
        """Whether a finding of this severity fails the scan."""
        return self is not FailOn.NEVER and severity >= Severity(self.value)


class Profile(StrEnum):
    """Which rules are carried out unless they are selected by id."""

    DEFAULT = "default"
    """What is worth waking for."""
    STRICT = "strict"
    """Everything."""


class RuleOrigin(StrEnum):
    """Who wrote a rule."""

    BUILTIN = "builtin"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's identity and documentation. Its id names the problem: ``run-as-root``."""

    id: str
    title: str
    """A short sentence that states the problem, without a full stop: "Container may run as root"."""
    severity: Severity
    documentation: str
    """Markdown: what it finds, then the sections ``Why it matters``, ``Avoid``, ``Prefer``, ``References``."""
    remediation: str
    """One sentence that says what to do."""
    origin: RuleOrigin
    frameworks: tuple[str, ...] = ()
    """Control ids as ``framework/control``, e.g. ``pss/restricted``, ``cis-kubernetes/5.2.7``."""
    tags: tuple[str, ...] = ()
    """``kubernetes`` or ``workflows``, and topics such as ``reliability``."""
    profile: Profile = Profile.DEFAULT
    """The least strict profile that carries it out."""
    references: tuple[str, ...] = ()
    """Addresses of specifications and guides."""
