"""Roles that can read Secrets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.access.grants import READ, ROLES, Power, effective_holders, grants, matches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Match

_SECRETS = (Power("", ("secrets",), READ),)


@rule(
    id="secrets-access-cluster",
    title="Role reads the Secrets of every namespace",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=("ClusterRole",),
    remediation="Name the Secrets in resourceNames, or bind the role by RoleBindings in the namespaces that need it.",
    frameworks=("cis-kubernetes/5.1.2", "nsa-cisa/role-based-access-control", "owasp-k8s/K02"),
    tags=("kubernetes", "security", "rbac"),
    references=("https://kubernetes.io/docs/concepts/security/rbac-good-practices/#listing-secrets",),
)
def secrets_access_cluster(role: KubernetesObject) -> Iterator[Match]:
    """A ClusterRole reads all Secrets, and is bound for the whole cluster or not known to be bound.

    ## Why it matters

    Among the Secrets of a cluster are the tokens and passwords of everything in it. Whoever may get, list or watch
    them all, or change them, which answers with their content, can become any of their owners; that makes this high.

    ## Avoid

    ```yaml
    kind: ClusterRole
    rules:
      - apiGroups: [""]
        resources: [secrets]
        verbs: [get, list, watch]
    ```

    ## Prefer

    ```yaml
    kind: Role
    rules:
      - apiGroups: [""]
        resources: [secrets]
        resourceNames: [shop-database]
        verbs: [get]
    ```

    ## Notes

    Rules with `resourceNames` are exempt. A ClusterRole that RoleBindings alone grant is judged by
    `secrets-access-namespace`, and what `*` in `resources` grants by `wildcard-rules`. Where the scan is complete, a
    role that nothing binds is no finding.

    ## References

    - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#listing-secrets
    """
    yield from matches(role, grants(role, _SECRETS), "read the Secrets of every namespace", cluster_wide=True)


@rule(
    id="secrets-access-namespace",
    title="Role reads all Secrets of a namespace",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=ROLES,
    remediation="Name the Secrets that are needed in resourceNames, with the verb get.",
    frameworks=("cis-kubernetes/5.1.2", "nsa-cisa/role-based-access-control", "owasp-k8s/K02"),
    tags=("kubernetes", "security", "rbac"),
    references=("https://kubernetes.io/docs/concepts/security/rbac-good-practices/#listing-secrets",),
)
def secrets_access_namespace(role: KubernetesObject) -> Iterator[Match]:
    """A role reads all Secrets of the namespaces in which it is bound.

    ## Why it matters

    The Secrets of a namespace belong to all its applications, and to its service accounts where they have tokens. One
    broken application then gives away the others; it stays within the namespace, which makes this medium.

    ## Avoid

    ```yaml
    kind: Role
    rules:
      - apiGroups: [""]
        resources: [secrets]
        verbs: [get, list]
    ```

    ## Prefer

    ```yaml
    kind: Role
    rules:
      - apiGroups: [""]
        resources: [secrets]
        resourceNames: [shop-database]
        verbs: [get]
    ```

    ## Notes

    Judged are Roles, and ClusterRoles that RoleBindings alone grant. Rules with `resourceNames` are exempt; what `*`
    in `resources` grants is for `wildcard-rules` to say. Where the scan is complete, a role that nothing binds is no
    finding.

    ## References

    - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#listing-secrets
    """
    if role.kind == "Role":
        yield from matches(role, grants(role, _SECRETS), f"read all Secrets of the namespace '{role.namespace}'")
        return
    holders = effective_holders(role)
    if holders and all(holder.scope for holder in holders):
        yield from matches(role, grants(role, _SECRETS), "read all Secrets of the namespaces it is bound in")
