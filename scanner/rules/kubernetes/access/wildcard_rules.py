"""Roles that allow everything of a kind, including what does not exist yet."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.kubernetes.rbac import is_bootstrapped
from scanner.model import Match, Related, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import Setting

_GRANTED = {
    "apiGroups": "the resources of every API group",
    "resources": "every resource",
    "verbs": "every verb",
    "nonResourceURLs": "every path of the API server",
}

_MOST_RELATED = 5
"""A role may be bound thousands of times; a few bindings show who has it."""


@rule(
    id="wildcard-rules",
    title="Role grants by wildcard",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=("ClusterRole", "Role"),
    remediation="Name the API groups, resources and verbs that are needed.",
    frameworks=("cis-kubernetes/5.1.3", "nsa-cisa/role-based-access-control", "owasp-k8s/K02"),
    tags=("kubernetes", "security", "rbac"),
    references=(
        "https://kubernetes.io/docs/concepts/security/rbac-good-practices/",
        "https://kubernetes.io/docs/reference/access-authn-authz/rbac/",
    ),
)
def wildcard_rules(role: KubernetesObject) -> Iterator[Match]:
    """A rule of the Role or ClusterRole has a wildcard.

    ## Why it matters

    `*` grants what nobody thought of: secrets, `escalate` and `bind`, subresources such as `pods/exec`, and every
    resource that is installed later. Whoever is bound to the role can often take over the namespace or the cluster,
    which makes this high.

    ## Avoid

    ```yaml
    rules:
      - apiGroups: ["*"]
        resources: ["*"]
        verbs: ["*"]
    ```

    ## Prefer

    ```yaml
    rules:
      - apiGroups: [apps]
        resources: [deployments]
        verbs: [get, list, watch]
    ```

    ## Notes

    Each wildcard is a finding; the bindings of the role in the same scan are shown beside it. The roles that
    Kubernetes creates itself, and ClusterRoles that are aggregated from others, are exempt.

    ## References

    - https://kubernetes.io/docs/concepts/security/rbac-good-practices/
    - https://kubernetes.io/docs/reference/access-authn-authz/rbac/
    """
    if role.group != "rbac.authorization.k8s.io" or is_bootstrapped(role) or role.read("aggregationRule").is_set:
        return
    related = tuple(islice(_bound(role), _MOST_RELATED))
    for entry in role.read("rules").items():
        for field, granted in _GRANTED.items():
            for item in entry.read(field).items():
                if _is_wildcard(field, item.text):
                    on = _objects(entry, field)
                    yield Match(item.path, f"{role.title} grants {granted}{on}: '{item.text}'.", related=related)


def _objects(entry: Setting, field: str) -> str:
    """Return what a wildcard is for, e.g. `` on 'pods' and 2 more``, `` of the API group 'apps'``."""
    names = [item.text for kind in ("resources", "nonResourceURLs") for item in entry.read(kind).items() if item.text]
    groups = [item.text or "core" for item in entry.read("apiGroups").items() if isinstance(item.value, str)]
    of_group = f" of the API group {_listed(groups)}" if groups and "*" not in groups else ""
    if field == "verbs" and names and "*" not in names:
        return f" on {_listed(names)}"
    if field == "verbs" and names:
        return f" on every resource{of_group}"
    return of_group if field == "resources" else ""


def _listed(names: list[str]) -> str:
    return f"'{names[0]}' and {len(names) - 1} more" if len(names) > 1 else f"'{names[0]}'"


def _is_wildcard(field: str, text: str) -> bool:
    """Return whether ``text`` is one of the forms that the authorizer expands.

    Source: ``ResourceMatches`` and ``NonResourceURLMatches`` in kubernetes, ``pkg/apis/rbac/v1/evaluation_helpers.go``.
    """
    if field == "resources":
        return text == "*" or text.startswith("*/")
    return text == "*" or (field == "nonResourceURLs" and text == "/*")


def _bound(role: KubernetesObject) -> Iterator[Related]:
    for binding in role.inventory.bindings_of(role):
        for subject in binding.read("subjects").items():
            who = f"{subject.read('kind').text} '{subject.read('name').text}'"
            yield Related(f"{binding.title} grants it to {who}.", subject.read("name").path, binding.document)
