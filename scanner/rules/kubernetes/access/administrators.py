"""Bindings that make somebody an administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.kubernetes.rbac import holders_of, is_bootstrapped
from scanner.model import Match, Related, Severity, Unknown
from scanner.rules.check import rule
from scanner.rules.kubernetes.access.grants import people

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes.rbac import RoleReference
    from scanner.rules.check import Judgement

_BROAD = {
    "admin": "read every Secret and create every workload of the cluster",
    "edit": "read every Secret and create every workload of the cluster",
}
"""What the default roles for people allow where they are bound for the whole cluster."""


@rule(
    id="cluster-admin-binding",
    title="Binding gives every permission in the cluster",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=("ClusterRoleBinding",),
    remediation="Bind a role with the permissions that are needed, in the namespaces in which they are.",
    frameworks=("cis-kubernetes/5.1.1", "nsa-cisa/role-based-access-control", "owasp-k8s/K02"),
    tags=("kubernetes", "security", "rbac"),
    references=(
        "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege",
        "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles",
    ),
)
def cluster_admin_binding(binding: KubernetesObject) -> Iterator[Judgement]:
    """A ClusterRoleBinding grants `cluster-admin`, or a ClusterRole that allows everything by wildcards.

    ## Why it matters

    Whoever is bound can do everything, to everybody, and nothing limits it; with a service account, so can whoever
    breaks into its pods. It is seldom needed and often left over from a first installation, which makes this high.

    ## Avoid

    ```yaml
    kind: ClusterRoleBinding
    roleRef:
      apiGroup: rbac.authorization.k8s.io
      kind: ClusterRole
      name: cluster-admin
    ```

    ## Prefer

    ```yaml
    kind: RoleBinding
    metadata:
      namespace: shop
    roleRef:
      apiGroup: rbac.authorization.k8s.io
      kind: ClusterRole
      name: edit
    ```

    ## Notes

    The binding that Kubernetes creates itself is exempt, as is one without subjects: it gives nothing to anybody.

    ## References

    - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
    - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
    """
    reference = binding.inventory.access.reference(binding)
    holders = holders_of(binding)
    if not holders or is_bootstrapped(binding):
        return
    if binding.inventory.access.everything_by(reference):
        yield Match(
            reference.path,
            f"{binding.title} lets {people(holders)} do everything in the cluster, by the ClusterRole "
            f"'{reference.name}'.",
            related=tuple(_role(reference)),
        )
    else:
        yield from _not_followed(reference)


@rule(
    id="admin-role-binding",
    title="Binding makes an administrator",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("ClusterRoleBinding", "RoleBinding"),
    remediation="Bind a role with the permissions that are needed.",
    frameworks=("cis-kubernetes/5.1.1", "nsa-cisa/role-based-access-control", "owasp-k8s/K02"),
    tags=("kubernetes", "security", "rbac"),
    references=("https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles",),
)
def admin_role_binding(binding: KubernetesObject) -> Iterator[Judgement]:
    """A RoleBinding grants every permission in its namespace, or a ClusterRoleBinding grants `admin` or `edit`.

    ## Why it matters

    Every permission in a namespace includes its Secrets, its role bindings and its quotas, which not even `admin` has
    wholly. `admin` and `edit` are made for one namespace: bound for the cluster they read every Secret and run
    workloads as any service account. It is short of ruling the cluster outright, which makes this medium.

    ## Avoid

    ```yaml
    kind: RoleBinding
    metadata:
      namespace: shop
    roleRef:
      apiGroup: rbac.authorization.k8s.io
      kind: ClusterRole
      name: cluster-admin
    ```

    ## Prefer

    ```yaml
    kind: RoleBinding
    metadata:
      namespace: shop
    roleRef:
      apiGroup: rbac.authorization.k8s.io
      kind: ClusterRole
      name: edit
    ```

    ## Notes

    Bindings that Kubernetes creates itself are exempt, as are those without subjects. A ClusterRoleBinding to
    `cluster-admin` is judged by `cluster-admin-binding`.

    ## References

    - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
    """
    access = binding.inventory.access
    reference = access.reference(binding)
    holders = holders_of(binding)
    if not holders or is_bootstrapped(binding):
        return
    who = f"{binding.title} lets {people(holders)}"
    by = f"by the {reference.kind} '{reference.name}'"
    if binding.kind == "RoleBinding" and access.everything_by(reference):
        deed = f"do everything in the namespace '{binding.namespace}'"
        yield Match(reference.path, f"{who} {deed}, {by}.", related=tuple(_role(reference)))
    elif binding.kind == "ClusterRoleBinding" and reference.kind == "ClusterRole" and reference.name in _BROAD:
        yield Match(reference.path, f"{who} {_BROAD[reference.name]}, {by}.", related=tuple(_role(reference)))
    elif binding.kind == "RoleBinding":
        yield from _not_followed(reference)


def _not_followed(reference: RoleReference) -> Iterator[Unknown]:
    role = reference.role
    if role is not None and role.read("aggregationRule").is_set and role.inventory.access.truncated:
        yield Unknown("More ClusterRoles are aggregated into each other than are followed.")


def _role(reference: RoleReference) -> Iterator[Related]:
    if reference.role is not None:
        path = ("rules",) if reference.role.read("rules").is_set else ("aggregationRule",)
        yield Related(f"{reference.role.title} is this.", path, reference.role.document)
