"""Bindings that every pod of a namespace profits from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.kubernetes.rbac import RBAC, SERVICE_ACCOUNT, holders_of, is_bootstrapped
from scanner.model import Match, Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.access.grants import BINDINGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes.rbac import Holder

_ALL_OF_NAMESPACE = "system:serviceaccounts:"


@rule(
    id="default-service-account-bound",
    title="Binding grants a role to every pod of a namespace",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=BINDINGS,
    remediation="Give the workload a service account of its own, and bind that.",
    frameworks=("cis-kubernetes/5.1.5", "nsa-cisa/role-based-access-control", "owasp-k8s/K02"),
    tags=("kubernetes", "security", "rbac"),
    references=("https://kubernetes.io/docs/concepts/security/service-accounts/#default-service-accounts",),
)
def default_service_account_bound(binding: KubernetesObject) -> Iterator[Match]:
    """A binding has a service account named `default`, or all service accounts of a namespace, among its subjects.

    ## Why it matters

    A pod that names no service account runs as `default`, so that every workload of the namespace has the role, the
    least trusted one included. How bad it is depends on the role, which makes this medium.

    ## Avoid

    ```yaml
    subjects:
      - kind: ServiceAccount
        name: default
        namespace: shop
    ```

    ## Prefer

    ```yaml
    subjects:
      - kind: ServiceAccount
        name: cart
        namespace: shop
    ```

    ## References

    - https://kubernetes.io/docs/concepts/security/service-accounts/#default-service-accounts
    """
    if binding.group != RBAC or is_bootstrapped(binding):
        return
    role = binding.inventory.access.reference(binding)
    for holder in holders_of(binding):
        namespace = _namespace(holder)
        if namespace is not None:
            yield Match(
                holder.path,
                f"{binding.title} grants the {role.kind} '{role.name}' to the pods of the namespace '{namespace}' by "
                f"{holder.title}.",
            )


def _namespace(holder: Holder) -> str | None:
    """Return the namespace all of whose pods a subject stands for; None where it stands for something else."""
    if holder.kind == SERVICE_ACCOUNT and holder.name == "default":
        return holder.namespace
    if holder.kind == "Group" and holder.name.startswith(_ALL_OF_NAMESPACE):
        return holder.name.removeprefix(_ALL_OF_NAMESPACE)
    return None
