"""Bindings to groups that anybody is in, or that nobody should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.kubernetes.default_roles import HARMLESS_FOR_EVERYBODY, KUBEADM_CLUSTER_INFO
from scanner.kubernetes.rbac import RBAC, holders_of, is_bootstrapped
from scanner.model import Match, Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.access.grants import BINDINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes.rbac import Holder

_ANONYMOUS = {
    ("Group", "system:unauthenticated"): "whoever does not log in",
    ("User", "system:anonymous"): "whoever does not log in",
}
_LOGGED_IN = {
    ("Group", "system:authenticated"): "whoever logs in",
    ("Group", "system:serviceaccounts"): "every service account of the cluster",
}
_MASTERS = {("Group", "system:masters"): "the group 'system:masters'"}


def _bound(binding: KubernetesObject, subjects: dict[tuple[str, str], str]) -> Iterator[tuple[Holder, str, str]]:
    """Yield each subject that is one of ``subjects``, what it is called, and the name of the role."""
    if binding.group != RBAC or is_bootstrapped(binding):
        return
    role = binding.inventory.access.reference(binding)
    for holder in holders_of(binding):
        who = subjects.get((holder.kind, holder.name))
        if who:
            yield holder, who, f"{role.kind} '{role.name}'"


def _is_harmless(binding: KubernetesObject) -> bool:
    name = binding.inventory.access.reference(binding).name
    return name in HARMLESS_FOR_EVERYBODY or (name == KUBEADM_CLUSTER_INFO and binding.namespace == "kube-public")


@rule(
    id="bind-anonymous",
    title="Binding grants a role to whoever does not log in",
    severity=Severity.CRITICAL,
    judges=KubernetesObject,
    kinds=BINDINGS,
    remediation="Remove the subject, and give clients a service account.",
    frameworks=("nsa-cisa/role-based-access-control", "owasp-k8s/K02", "nsa-cisa/authentication", "owasp-k8s/K09"),
    tags=("kubernetes", "security", "rbac"),
    references=("https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-requests",),
)
def bind_anonymous(binding: KubernetesObject) -> Iterator[Match]:
    """A binding has the group `system:unauthenticated` or the user `system:anonymous` among its subjects.

    ## Why it matters

    Whoever reaches the API server has the role, without a password or a certificate; where it is reachable from the
    Internet that is everybody, and scanners look for it. Nothing else has to go wrong first, which makes this critical.

    ## Avoid

    ```yaml
    subjects:
      - apiGroup: rbac.authorization.k8s.io
        kind: Group
        name: system:unauthenticated
    ```

    ## Prefer

    ```yaml
    subjects:
      - kind: ServiceAccount
        name: monitoring
        namespace: monitoring
    ```

    ## Notes

    Exempt are the bindings that Kubernetes creates itself, the roles that it means for this, such as
    `system:public-info-viewer`, and the one by which kubeadm shows joining nodes the cluster's address.

    ## References

    - https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-requests
    """
    if not _is_harmless(binding):
        for holder, who, role in _bound(binding, _ANONYMOUS):
            yield Match(holder.path, f"{binding.title} grants the {role} to {who}: '{holder.name}'.")


@rule(
    id="bind-system-authenticated",
    title="Binding grants a role to whoever logs in",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=BINDINGS,
    remediation="Name the groups or service accounts that need the role.",
    frameworks=("nsa-cisa/role-based-access-control", "owasp-k8s/K02"),
    tags=("kubernetes", "security", "rbac"),
    references=(
        "https://kubernetes.io/docs/concepts/security/rbac-good-practices/",
        "https://kubernetes.io/docs/reference/access-authn-authz/rbac/#service-account-permissions",
    ),
)
def bind_system_authenticated(binding: KubernetesObject) -> Iterator[Match]:
    """A binding has the group `system:authenticated` or `system:serviceaccounts` among its subjects.

    ## Why it matters

    Every user and the service account of every pod is in these groups, those to come included; on some cloud
    platforms so is anybody with an account of the provider. How bad it is depends on the role, which makes this medium.

    ## Avoid

    ```yaml
    subjects:
      - apiGroup: rbac.authorization.k8s.io
        kind: Group
        name: system:authenticated
    ```

    ## Prefer

    ```yaml
    subjects:
      - apiGroup: rbac.authorization.k8s.io
        kind: Group
        name: developers
    ```

    ## Notes

    Exempt are the bindings that Kubernetes creates itself, and the roles that it means for everybody, such as
    `system:discovery` and `system:service-account-issuer-discovery`.

    ## References

    - https://kubernetes.io/docs/concepts/security/rbac-good-practices/
    - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#service-account-permissions
    """
    if not _is_harmless(binding):
        for holder, who, role in _bound(binding, _LOGGED_IN):
            yield Match(holder.path, f"{binding.title} grants the {role} to {who}: '{holder.name}'.")


@rule(
    id="bind-system-masters",
    title="Binding relies on the group system:masters",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=BINDINGS,
    remediation="Make a group of your own, and bind it to what it needs.",
    frameworks=("cis-kubernetes/5.1.7", "nsa-cisa/role-based-access-control", "owasp-k8s/K02"),
    tags=("kubernetes", "security", "rbac"),
    references=("https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege",),
)
def bind_system_masters(binding: KubernetesObject) -> Iterator[Match]:
    """A binding has the group `system:masters` among its subjects.

    ## Why it matters

    Members of `system:masters` pass every check of authorization, webhooks included, and no binding can take it away
    from them. To bind the group adds nothing, but shows that somebody is meant to be in it, which makes this medium.

    ## Avoid

    ```yaml
    subjects:
      - apiGroup: rbac.authorization.k8s.io
        kind: Group
        name: system:masters
    ```

    ## Prefer

    ```yaml
    subjects:
      - apiGroup: rbac.authorization.k8s.io
        kind: Group
        name: platform-operators
    ```

    ## Notes

    The binding that Kubernetes creates itself is exempt.

    ## References

    - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
    """
    for holder, who, role in _bound(binding, _MASTERS):
        yield Match(holder.path, f"{binding.title} grants the {role} to {who}, which may do everything anyway.")
