"""What of a cluster is not known: a question that touches it has no answer, and so is no pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from scanner.kubernetes.pods import BUILTIN_PODS
from scanner.kubernetes.scope import BUILTIN_GROUPS, builtin_is_namespaced

if TYPE_CHECKING:
    from collections.abc import Mapping

GroupKind = tuple[str, str]
"""An API group, empty for the core group, and a kind in it."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Objects of one kind that could not be, or were not to be, listed."""

    reason: str
    """One sentence, e.g. ``NetworkPolicy.networking.k8s.io could not be listed: 403 …``."""
    failed: bool = True
    """Whether it was meant to be listed. Otherwise the configuration leaves it out, and that is no failure."""
    known_in: frozenset[str] = frozenset()
    """The only namespaces in which the kind is known nonetheless."""
    unknown_in: frozenset[str] = frozenset()
    """Where not empty: the only namespaces in which it is not known."""

    def touches(self, namespace: str | None) -> bool:
        """Return whether a question about a namespace, or about all (None), needs what is not known."""
        if namespace is None:
            return True
        if self.unknown_in:
            return namespace in self.unknown_in
        return namespace not in self.known_in


class IncompleteInventory(Exception):
    """A question about other objects that has no answer. `scanner.evaluate.judge` says so of the rule that asked it."""

    def __init__(self, gap: Gap) -> None:
        """Keep what is missing."""
        super().__init__(gap.reason)
        self.gap = gap


@dataclass(frozen=True, slots=True)
class Known:
    """What of a cluster is known. Of files nobody says what is missing: everything that was read is there."""

    served: Mapping[GroupKind, bool] = field(default_factory=lambda: MappingProxyType({}))
    """Whether objects of the kind live in a namespace."""
    gaps: Mapping[GroupKind, Gap] = field(default_factory=lambda: MappingProxyType({}))
    custom: Gap | None = None
    """That there are kinds which Kubernetes does not define itself and which were not asked for."""

    def is_namespaced(self, group: str, kind: str) -> bool | None:
        """Return whether objects of this kind live in a namespace; None where neither Kubernetes nor a cluster says."""
        known = builtin_is_namespaced(group, kind)
        return self.served.get((group, kind)) if known is None else known

    def require(self, group: str, kind: str, namespace: str | None = None) -> None:
        """Raise `IncompleteInventory` unless every object of a kind, in one namespace or anywhere, is known."""
        if self.gaps:
            gap = self.gaps.get((group, kind))
            if gap is not None and gap.touches("" if self.is_namespaced(group, kind) is False else namespace):
                raise IncompleteInventory(gap)

    def require_pods(self, namespace: str) -> None:
        """Raise `IncompleteInventory` unless every pod and template of a namespace is known."""
        for group, kinds in BUILTIN_PODS.items() if self.gaps else ():
            for kind in kinds:
                self.require(group, kind, namespace)

    def require_custom_resources(self, namespace: str) -> None:
        """Raise `IncompleteInventory` unless all custom resources of a namespace are known."""
        if self.custom is not None:
            raise IncompleteInventory(self.custom)
        for (group, kind), gap in self.gaps.items():
            if group not in BUILTIN_GROUPS and gap.failed:
                self.require(group, kind, namespace)


EVERYTHING = Known()
"""What is known of files: all that was read is there, and nobody says what else there may be."""
