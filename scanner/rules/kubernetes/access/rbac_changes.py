"""Roles that change what others, or they themselves, may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.kubernetes.default_roles import CLUSTER_ROLES_FOR_PEOPLE
from scanner.kubernetes.rbac import RBAC
from scanner.model import Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.access.grants import ROLES, WRITE, Grant, Power, grants, judge, matches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Match

_BIND_ESCALATE = (Power(RBAC, ("clusterroles", "roles"), frozenset({"bind", "escalate"}), own_verbs=True),)
"""Not only for the whole cluster: to ``bind`` a ClusterRole in a namespace is asked of that namespace."""

_ROLES = (
    Power(RBAC, ("clusterroles",), WRITE, cluster_scoped=True),
    Power(RBAC, ("roles",), WRITE),
)
_ROLE_BINDINGS = (
    Power(RBAC, ("clusterrolebindings",), WRITE, cluster_scoped=True),
    Power(RBAC, ("rolebindings",), WRITE),
)


@rule(
    id="bind-escalate",
    title="Role grants what its holder does not have",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=ROLES,
    remediation="Remove escalate; name in resourceNames the roles that may be bound.",
    frameworks=("cis-kubernetes/5.1.8", "nsa-cisa/role-based-access-control", "owasp-k8s/K02"),
    tags=("kubernetes", "security", "rbac"),
    references=(
        "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#escalate-verb",
        "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping",
    ),
)
def bind_escalate(role: KubernetesObject) -> Iterator[Match]:
    """A role has the verbs `bind` or `escalate` on roles.

    ## Why it matters

    The API server lets nobody grant what they do not have themselves, but for these two verbs: with `escalate` one
    writes any permission into a role, with `bind` one takes any role. Both lead to everything, which makes this high.

    ## Avoid

    ```yaml
    rules:
      - apiGroups: [rbac.authorization.k8s.io]
        resources: [clusterroles]
        verbs: [bind]
    ```

    ## Prefer

    ```yaml
    rules:
      - apiGroups: [rbac.authorization.k8s.io]
        resources: [clusterroles]
        resourceNames: [shop-reader]
        verbs: [bind]
    ```

    ## Notes

    `bind` on named roles is exempt, unless `admin`, `edit` or `cluster-admin` is among them; `escalate` is not. All
    verbs, `*`, on roles that are named include both.

    ## References

    - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#escalate-verb
    - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
    """
    found = (grant for grant in grants(role, _BIND_ESCALATE, named=True) if _escalates(grant))
    yield from matches(role, found, "grant what they do not have")


def _escalates(grant: Grant) -> bool:
    names = grant.rule.names
    return not names or grant.place.text == "escalate" or bool(names & (CLUSTER_ROLES_FOR_PEOPLE - {"view"}))


@rule(
    id="manage-rbac",
    title="Role writes roles",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=ROLES,
    remediation="Leave roles to the pipeline that applies the manifests, or name them in resourceNames.",
    frameworks=("nsa-cisa/role-based-access-control", "owasp-k8s/K02"),
    tags=("kubernetes", "security", "rbac"),
    references=(
        "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping",
    ),
)
def manage_rbac(role: KubernetesObject) -> Iterator[Match]:
    """A role can create or change Roles or ClusterRoles.

    ## Why it matters

    Whoever writes roles spreads what they have to others, where nobody reviews it. They can add only what they hold
    themselves, unless `bind-escalate` says otherwise, which makes this medium.

    ## Avoid

    ```yaml
    rules:
      - apiGroups: [rbac.authorization.k8s.io]
        resources: [roles, clusterroles]
        verbs: [create, update, patch]
    ```

    ## Prefer

    ```yaml
    rules:
      - apiGroups: [rbac.authorization.k8s.io]
        resources: [roles, clusterroles]
        verbs: [get, list, watch]
    ```

    ## References

    - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
    """
    yield from judge(role, _ROLES, "write roles")


@rule(
    id="rolebinding-create",
    title="Role binds roles",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=ROLES,
    remediation="Leave bindings to the pipeline that applies the manifests, or name them in resourceNames.",
    frameworks=("nsa-cisa/role-based-access-control", "owasp-k8s/K02"),
    tags=("kubernetes", "security", "rbac"),
    references=(
        "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping",
    ),
)
def rolebinding_create(role: KubernetesObject) -> Iterator[Match]:
    """A role can create RoleBindings or ClusterRoleBindings, or change whom they bind.

    ## Why it matters

    Whoever binds gives all that they have to anybody they like, and keeps it there by another account when their own
    is taken away. They can give only what they hold, unless `bind-escalate` says otherwise, which makes this medium.

    ## Avoid

    ```yaml
    rules:
      - apiGroups: [rbac.authorization.k8s.io]
        resources: [rolebindings, clusterrolebindings]
        verbs: [create, update, patch]
    ```

    ## Prefer

    ```yaml
    rules:
      - apiGroups: [rbac.authorization.k8s.io]
        resources: [rolebindings, clusterrolebindings]
        verbs: [get, list, watch]
    ```

    ## References

    - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
    """
    yield from judge(role, _ROLE_BINDINGS, "bind roles")
