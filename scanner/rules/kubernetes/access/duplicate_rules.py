"""Roles that say the same twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.kubernetes.rbac import RBAC
from scanner.model import Match, Profile, Related, Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.access.grants import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes.policy_rule import PolicyRule
    from scanner.model import Path


@rule(
    id="duplicate-role-rule",
    title="Role has the same rule twice",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=ROLES,
    remediation="Remove the second rule.",
    tags=("kubernetes", "hygiene", "rbac"),
    profile=Profile.STRICT,
    references=("https://kubernetes.io/docs/reference/access-authn-authz/rbac/#role-and-clusterrole",),
)
def duplicate_role_rule(role: KubernetesObject) -> Iterator[Match]:
    """A rule of a role grants exactly what an earlier one grants.

    ## Why it matters

    Whoever takes a permission away finds one of the two rules and believes it gone. Until then it does no harm, which
    makes this low.

    ## Avoid

    ```yaml
    rules:
      - apiGroups: [""]
        resources: [pods, services]
        verbs: [get, list]
      - apiGroups: [""]
        resources: [services, pods]
        verbs: [list, get]
    ```

    ## Prefer

    ```yaml
    rules:
      - apiGroups: [""]
        resources: [pods, services]
        verbs: [get, list]
    ```

    ## References

    - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#role-and-clusterrole
    """
    if role.group != RBAC:
        return
    first: dict[tuple[frozenset[str], ...], Path] = {}
    for entry in role.inventory.access.rules(role):
        granted = _granted(entry)
        if not entry.resource_names or not entry.verb_names:
            continue
        earlier = first.setdefault(granted, entry.path)
        if earlier != entry.path:
            related = (Related("The first of them is this.", earlier, part="entry"),)
            yield Match(entry.path, f"{role.title} grants the same by an earlier rule.", "entry", related=related)


def _granted(entry: PolicyRule) -> tuple[frozenset[str], ...]:
    return entry.group_names, entry.resource_names, entry.verb_names, entry.names
