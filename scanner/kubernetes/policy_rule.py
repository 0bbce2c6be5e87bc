"""One rule of a role: which verbs it allows on what.

Source: ``pkg/apis/rbac/v1/evaluation_helpers.go`` in kubernetes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scanner.kubernetes.setting import Setting
    from scanner.model import Path

ANY = "*"


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """One entry of a role's ``rules``."""

    path: Path
    groups: tuple[Setting, ...]
    """The items of ``apiGroups``, with their places; so the next three."""
    resources: tuple[Setting, ...]
    verbs: tuple[Setting, ...]
    names: frozenset[str]
    """``resourceNames``; empty where it holds for all."""
    group_names: frozenset[str] = field(repr=False)
    """``*`` where no group is given: the API server refuses such a rule, and it must not pass for a harmless one."""
    resource_names: frozenset[str] = field(repr=False)
    verb_names: frozenset[str] = field(repr=False)

    @classmethod
    def of(cls, entry: Setting) -> PolicyRule:
        """Read one item of ``rules``."""
        groups, resources, verbs = (entry.read(key).items() for key in ("apiGroups", "resources", "verbs"))
        return cls(
            entry.path,
            groups,
            resources,
            verbs,
            _texts(entry.read("resourceNames").items()),
            _texts(groups) or frozenset({ANY}),
            _texts(resources),
            _texts(verbs),
        )

    def covers_group(self, group: str) -> bool:
        """Return whether it is about an API group."""
        return ANY in self.group_names or group in self.group_names

    def covers_resource(self, resource: str) -> bool:
        """Return whether it is about a resource, or subresource such as ``pods/exec``.

        ``*/exec`` is every ``exec``; ``pods/*`` is nothing that the authorizer expands.
        """
        _, slash, subresource = resource.partition("/")
        return bool(self.resource_names & {ANY, resource}) or (
            bool(slash) and f"*/{subresource}" in self.resource_names
        )

    def covers_verb(self, verbs: frozenset[str]) -> bool:
        """Return whether it allows one of ``verbs``."""
        return ANY in self.verb_names or not verbs.isdisjoint(self.verb_names)

    @property
    def allows_everything(self) -> bool:
        """Whether it allows every verb on every resource."""
        return ANY in self.group_names and ANY in self.resource_names and ANY in self.verb_names and not self.names


def _texts(items: tuple[Setting, ...]) -> frozenset[str]:
    return frozenset(item.value for item in items if isinstance(item.value, str))
