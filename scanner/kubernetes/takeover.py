"""What leads to everything, where it holds for the whole cluster.

Source: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from scanner.kubernetes.policy_rule import PolicyRule

EVERYTHING = "do everything"

_CORE = ""
_RBAC = "rbac.authorization.k8s.io"
_LEADS_THERE = (
    ("read every Secret of the cluster", _CORE, ("secrets",), frozenset({"get", "list", "patch", "update", "watch"})),
    ("impersonate others", _CORE, ("groups", "serviceaccounts", "users"), frozenset({"impersonate"})),
    ("ask for the tokens of others", _CORE, ("serviceaccounts/token",), frozenset({"create"})),
    ("grant what it does not have", _RBAC, ("clusterroles",), frozenset({"escalate"})),
)


def deeds_of(rules: Iterable[PolicyRule]) -> set[str]:
    """Return all of these things that ``rules`` allow."""
    return {deed for rule in rules if not rule.names for deed in _deeds(rule)}


def worst(deeds: Collection[str]) -> str:
    """Return the first of ``deeds`` in the order of this module; empty where there is none."""
    return next((deed for deed in (EVERYTHING, *(one[0] for one in _LEADS_THERE)) if deed in deeds), "")


def _deeds(rule: PolicyRule) -> Iterable[str]:
    if rule.allows_everything:
        yield EVERYTHING
    for deed, group, resources, verbs in _LEADS_THERE:
        if rule.covers_group(group) and rule.covers_verb(verbs) and any(map(rule.covers_resource, resources)):
            yield deed
