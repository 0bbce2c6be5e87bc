"""What a called workflow may do: never more than the job that calls it.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from scanner.workflows.validity.job_shapes import SCOPES

_LEVELS = ("none", "read", "write")
_ALL = (
    "actions",
    "checks",
    "contents",
    "deployments",
    "discussions",
    "issues",
    "packages",
    "pages",
    "pull-requests",
    "repository-projects",
    "statuses",
    "security-events",
    "id-token",
)
"""What ``read-all`` and ``write-all`` ask for, in the order in which the service names them."""

Levels = dict[str, int]
"""Scope to 0 (none), 1 (read) or 2 (write); an absent scope is 0."""


class Policy(StrEnum):
    """What a repository or organisation grants where a workflow says nothing."""

    LIMITED_READ = "LimitedRead"
    WRITE = "Write"


DEFAULTS: dict[Policy, Levels] = {
    Policy.LIMITED_READ: {"contents": 1, "packages": 1},
    Policy.WRITE: {scope: 2 for scope in SCOPES if scope != "id-token"},
}
ANYTHING_AT_ALL: Levels = dict.fromkeys(SCOPES, 2)
"""Of a workflow that others call: what they grant it is not known."""


def levels(value: Any) -> Levels | None:
    """Return what ``permissions`` states; None where it is absent or malformed."""
    if value == "read-all":
        return dict.fromkeys(_ALL, 1)
    if value == "write-all":
        return dict.fromkeys(_ALL, 2)
    if isinstance(value, dict):
        return {scope: _LEVELS.index(level) for scope, level in value.items() if level in _LEVELS}
    return None


def granted(value: Any) -> Levels | None:
    """Return what ``permissions`` grants to a called workflow; None where it is absent or malformed."""
    stated = levels(value)
    if stated is not None and value in ("read-all", "write-all"):
        return dict.fromkeys(SCOPES, stated["actions"])
    return stated


def excess(requested: Levels, allowed: Levels) -> tuple[str, str]:
    """Return what is requested beyond what is allowed, and what is allowed instead; empty where nothing is."""
    order = [scope for scope in _ALL if scope in requested] + sorted(set(requested) - set(_ALL))
    beyond = [scope for scope in order if requested[scope] > allowed.get(scope, 0)]
    return _spelled(beyond, requested), _spelled(beyond, allowed)


def _spelled(scopes: list[str], of: Levels) -> str:
    return ", ".join(f"{scope}: {_LEVELS[of.get(scope, 0)]}" for scope in scopes)
