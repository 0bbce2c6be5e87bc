"""What was seen of a live cluster, kind by kind: what could not be seen comes first in every report."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class KindStatus(StrEnum):
    """How much of a kind was seen."""

    LISTED = "listed"
    """All of it."""
    PARTIAL = "partial"
    """Some pages of it."""
    REFUSED = "refused"
    """The API server refused, e.g. 403."""
    FAILED = "failed"
    """It was asked for and could not be had: time-outs, broken answers, errors of the server."""
    STALE = "stale"
    """The server that serves its API group does not answer: what it has is not known."""
    NOT_SERVED = "not served"
    """The cluster does not have this kind, so it has no object of it."""
    SKIPPED = "skipped"
    """By configuration: Secrets, kinds and namespaces that were not asked for."""


INCOMPLETE = frozenset({KindStatus.PARTIAL, KindStatus.REFUSED, KindStatus.FAILED, KindStatus.STALE})


@dataclass(frozen=True, slots=True)
class KindCoverage:
    """What was seen of one kind."""

    group: str
    """Empty for the core group."""
    version: str
    """Empty where the kind is not served."""
    kind: str
    status: KindStatus
    listed: int = 0
    """Objects that the server gave."""
    judged: int = 0
    """Objects that rules or policies judged."""
    built_in: int = 0
    """Objects that the API server made itself: they are known to the rules and not judged."""
    history: int = 0
    """ReplicaSets without replicas that their Deployment keeps for a roll-back: not judged."""
    excluded: int = 0
    """Objects in namespaces that the configuration excludes."""
    reason: str = ""
    """Why not all of it was seen, in the server's own words where it gave any."""
    notes: tuple[str, ...] = ()
    """What is to be known of a listing that succeeded, e.g. that it is of two snapshots."""
    accepted: bool = False
    """Whether ``--allow-incomplete`` names it."""

    @property
    def title(self) -> str:
        """E.g. ``Deployment`` or ``Rollout.argoproj.io``."""
        return f"{self.kind}.{self.group}" if self.group else self.kind

    @property
    def incomplete(self) -> bool:
        """Whether some of it may not have been seen, accepted or not."""
        return self.status in INCOMPLETE


@dataclass(frozen=True, slots=True)
class ObjectReference:
    """One object of a cluster."""

    api_version: str
    kind: str
    namespace: str
    """Empty for what lies in none."""
    name: str
    uid: str
    """Empty where the server does not say."""


@dataclass(frozen=True, slots=True)
class ClusterCoverage:
    """What was seen of a cluster."""

    context: str
    """The name of the kubeconfig's context, ``in-cluster`` in a pod."""
    version: str = ""
    """What the API server calls itself, e.g. ``v1.37.2``."""
    kinds: tuple[KindCoverage, ...] = ()
    """By group and kind."""
    namespaces: tuple[str, ...] = ()
    """The only ones that were asked for; empty for all."""
    excluded_namespaces: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    """What could not be had of the cluster as a whole, e.g. its list of kinds."""
    files_only: tuple[str, ...] = ()
    """Ids of selected rules that are about how files are written."""
    objects: Mapping[str, ObjectReference] = field(default_factory=lambda: MappingProxyType({}))
    """By address: the objects that have findings."""

    @property
    def gaps(self) -> tuple[KindCoverage, ...]:
        """The kinds of which some may not have been seen."""
        return tuple(kind for kind in self.kinds if kind.incomplete)

    @property
    def incomplete(self) -> bool:
        """Whether something may not have been seen that nobody accepted."""
        return bool(self.problems) or any(not kind.accepted for kind in self.gaps)
