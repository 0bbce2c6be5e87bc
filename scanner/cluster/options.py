"""How an audit is to be made."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from scanner.cluster.listing import ListOptions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.model import Document


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """What the user asked for."""

    namespaces: tuple[str, ...] = ()
    """The only namespaces to look at; empty for all."""
    excluded_namespaces: tuple[str, ...] = ()
    """Namespaces whose objects are known to the rules and not judged."""
    kinds: tuple[str, ...] = ()
    """The only kinds to judge, as ``Deployment`` or ``Rollout.argoproj.io``; empty for all that rules are about."""
    allow_incomplete: tuple[str, ...] = ()
    """Kinds that may be incomplete without making the audit so."""
    secret_metadata: bool = False
    """Whether to list the names and labels of Secrets."""
    listing: ListOptions = field(default_factory=ListOptions)
    manifests: Mapping[str, Document] = field(default_factory=lambda: MappingProxyType({}))
    """Objects of git by the address that they have in the cluster: findings are shown there."""
    most_policy_objects: int = 50_000
    """Whole objects that are kept for policies; more are named as not evaluated."""
