"""Bindings to a role, or of a service account, that does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.kubernetes.default_roles import KUBEADM_CLUSTER_INFO, is_default_role
from scanner.kubernetes.rbac import RBAC, SERVICE_ACCOUNT, holders_of
from scanner.model import Match, Severity, Unknown
from scanner.rules.check import rule
from scanner.rules.kubernetes.access.grants import BINDINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import Inventory
    from scanner.kubernetes.rbac import Holder, RoleReference
    from scanner.rules.check import Judgement

_SYSTEM_NAMESPACES = frozenset({"kube-node-lease", "kube-public", "kube-system"})
"""Where the cluster and its provider create roles and service accounts that no manifest names."""


@rule(
    id="role-binding-missing-role",
    title="Binding grants a role that does not exist",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=BINDINGS,
    remediation="Name the role that is meant, or remove the binding.",
    frameworks=("nsa-cisa/role-based-access-control",),
    tags=("kubernetes", "security", "rbac", "correctness"),
    references=("https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding",),
)
def role_binding_missing_role(binding: KubernetesObject) -> Iterator[Judgement]:
    """The role of a binding is not part of the scan.

    ## Why it matters

    The subjects lack what they need, and nothing says so. Whoever creates a role of that name later decides what they
    may do, without the binding being looked at again. It opens nothing today, which makes this medium.

    ## Avoid

    ```yaml
    kind: RoleBinding
    roleRef:
      apiGroup: rbac.authorization.k8s.io
      kind: Role
      name: config-raeder
    ```

    ## Prefer

    ```yaml
    kind: RoleBinding
    roleRef:
      apiGroup: rbac.authorization.k8s.io
      kind: Role
      name: config-reader
    ```

    ## Notes

    The rule decides about a Role where the scan holds another Role of the namespace, and about everything where the
    scan is complete; elsewhere the answer is not known, and said so. The roles that Kubernetes creates itself always
    exist; in the namespaces of the cluster the answer is not known.

    ## References

    - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#rolebinding-and-clusterrolebinding
    """
    inventory = binding.inventory
    reference = inventory.access.reference(binding)
    if binding.group != RBAC or reference.role is not None or not reference.name or _exists(reference):
        return
    what = f"the {reference.kind} '{reference.name}'"
    if reference.namespace in _SYSTEM_NAMESPACES:
        yield Unknown(f"The cluster itself may have created {what} of the namespace '{reference.namespace}'.")
    elif inventory.scope_complete or _knows_roles(inventory, reference):
        where = f" in the namespace '{reference.namespace}'" if reference.namespace else ""
        yield Match(reference.path, f"{binding.title} grants {what}, which does not exist{where}.")
    else:
        yield Unknown(f"{reference.kind} '{reference.name}' was not scanned.")


def _exists(reference: RoleReference) -> bool:
    return is_default_role(reference.kind, reference.namespace, reference.name) or (
        (reference.namespace, reference.name) == ("kube-public", KUBEADM_CLUSTER_INFO)
    )


def _knows_roles(inventory: Inventory, reference: RoleReference) -> bool:
    """Whether roles of that namespace are part of the scan. Of ClusterRoles there may always be others."""
    return reference.kind == "Role" and bool(inventory.of_kind(RBAC, "Role", reference.namespace))


@rule(
    id="binding-subject-missing",
    title="Binding grants a role to a service account that does not exist",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=BINDINGS,
    remediation="Name the service account that is meant, with its namespace, or remove the subject.",
    frameworks=("nsa-cisa/role-based-access-control",),
    tags=("kubernetes", "security", "rbac", "correctness"),
    references=("https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects",),
)
def binding_subject_missing(binding: KubernetesObject) -> Iterator[Judgement]:
    """A service account among the subjects of a binding is not part of the scan, or names no namespace.

    ## Why it matters

    The workload lacks what it needs, or the permission outlived it: whoever may create a service account of that name
    has it. That takes a permission of its own, which makes this low.

    ## Avoid

    ```yaml
    subjects:
      - kind: ServiceAccount
        name: crat
        namespace: shop
    ```

    ## Prefer

    ```yaml
    subjects:
      - kind: ServiceAccount
        name: cart
        namespace: shop
    ```

    ## Notes

    The rule decides where the scan holds a ServiceAccount of the namespace, or is complete; elsewhere the answer is
    not known, and said so. The account `default` exists in every namespace. Users and groups are kept elsewhere and
    are not judged.

    ## References

    - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects
    """
    if binding.group != RBAC:
        return
    for holder in holders_of(binding):
        if holder.kind == SERVICE_ACCOUNT and holder.name:
            yield from _missing(binding, holder)


def _missing(binding: KubernetesObject, holder: Holder) -> Iterator[Judgement]:
    inventory = binding.inventory
    if not holder.namespace:
        yield Match(holder.path, f"{binding.title} names the ServiceAccount '{holder.name}' without its namespace.")
    elif holder.name == "default" or inventory.find("", SERVICE_ACCOUNT, holder.namespace, holder.name):
        return
    elif holder.namespace in _SYSTEM_NAMESPACES:
        yield Unknown(f"The cluster itself may have created {holder.title}.")
    elif inventory.scope_complete or inventory.of_kind("", SERVICE_ACCOUNT, holder.namespace):
        yield Match(holder.path, f"{binding.title} grants a role to {holder.title}, which does not exist.")
    else:
        yield Unknown(f"No ServiceAccount of the namespace '{holder.namespace}' was scanned.")
