"""What the token of a job may do.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions. A scope that a
mapping does not name is ``none``; where nothing is set, the repository's or organisation's default applies, which no
file shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.model import Path


class Grant(StrEnum):
    """How permissions are stated."""

    UNSET = "unset"
    """Not at all: the default of the repository applies."""
    READ_ALL = "read-all"
    WRITE_ALL = "write-all"
    SCOPES = "scopes"
    """A mapping; an empty one grants nothing."""
    MALFORMED = "malformed"
    """Something that GitHub refuses."""


@dataclass(frozen=True, slots=True)
class Permissions:
    """The permissions that hold for a job, or that a workflow states."""

    grant: Grant
    path: Path
    """Where they are stated; where they are unset, where they would be."""
    scopes: Mapping[str, str]
    """Scope to ``read``, ``write`` or ``none``; empty unless `grant` is `Grant.SCOPES`."""

    @property
    def writes(self) -> tuple[str, ...]:
        """The scopes that may be written, e.g. ``("contents", "id-token")``; not those of ``write-all``."""
        return tuple(scope for scope, level in self.scopes.items() if level == "write")

    @property
    def may_write(self) -> bool:
        """Whether the token can, or for all that is known may, change something."""
        return self.grant in {Grant.UNSET, Grant.WRITE_ALL, Grant.MALFORMED} or bool(self.writes)

    @property
    def grants_nothing(self) -> bool:
        """Whether the token is known to be of no use."""
        return self.grant is Grant.SCOPES and all(level == "none" for level in self.scopes.values())


def permissions(value: Any, path: Path) -> Permissions:
    """Return the permissions stated as ``value`` at ``path``; null states nothing."""
    match value:
        case None:
            return Permissions(Grant.UNSET, path, {})
        case "read-all":
            return Permissions(Grant.READ_ALL, path, {})
        case "write-all":
            return Permissions(Grant.WRITE_ALL, path, {})
        case dict():
            scopes = {scope: level for scope, level in value.items() if isinstance(level, str)}
            return Permissions(Grant.SCOPES, path, scopes)
        case _:
            return Permissions(Grant.MALFORMED, path, {})
