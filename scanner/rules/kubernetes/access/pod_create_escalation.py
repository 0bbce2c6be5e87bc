"""Roles that reach a powerful service account by creating a pod that uses it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Related, Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.access.grants import MOST_RELATED, ROLES, effective_holders, evidence, grants, lets
from scanner.rules.kubernetes.access.pod_access import WORKLOADS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes.rbac import Holder, Master


@rule(
    id="pod-create-escalation",
    title="Role creates pods beside a service account that rules the cluster",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=ROLES,
    remediation="Move the powerful service account to a namespace of its own, in which nobody else creates workloads.",
    frameworks=("cis-kubernetes/5.1.4", "nsa-cisa/role-based-access-control", "owasp-k8s/K02"),
    tags=("kubernetes", "security", "rbac"),
    references=("https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation",),
)
def pod_create_escalation(role: KubernetesObject) -> Iterator[Match]:
    """Somebody may create workloads in a namespace whose service account can take over the cluster.

    ## Why it matters

    A pod may use any service account of its namespace. Whoever creates one beside an account with `cluster-admin`, or
    with what leads there, has that account's power by writing its name; which makes this high.

    ## Avoid

    ```yaml
    kind: RoleBinding
    metadata:
      name: developers-deploy
      namespace: platform # where the operator with cluster-admin lives
    ```

    ## Prefer

    ```yaml
    kind: RoleBinding
    metadata:
      name: developers-deploy
      namespace: shop
    ```

    ## Notes

    Reported are only roles and accounts whose bindings are part of the scan; both are shown beside the finding. An
    account counts as powerful where a ClusterRoleBinding lets it do everything, read all Secrets, impersonate, ask for
    tokens, or grant what it does not have. Those who hold such power themselves escalate nothing.

    ## References

    - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation
    """
    found = tuple(grants(role, WORKLOADS))
    if not found:
        return
    gains = tuple(islice(_gains(role), MOST_RELATED))
    if not gains:
        return
    holders = tuple(dict.fromkeys(holder for holder, _ in gains))
    master = gains[0][1]
    related = (*evidence(holders), *dict.fromkeys(_power(gained) for _, gained in gains))
    deed = f"create workloads that use {master.holder.title}, which can {master.deed}"
    who = lets(role, holders)
    for grant in found:
        yield Match(grant.place.path, f"{who} {deed}: '{grant.place.text}'.", related=related)


def _gains(role: KubernetesObject) -> Iterator[tuple[Holder, Master]]:
    """Yield who holds a role beside which powerful account that is not theirs."""
    access = role.inventory.access
    for holder in effective_holders(role) or ():
        if not access.is_master(holder):
            for master in access.masters(holder.scope)[:1]:
                yield holder, master


def _power(master: Master) -> Related:
    binding = master.holder.binding
    return Related(f"{binding.title} lets {master.holder.title} {master.deed}.", master.holder.path, binding.document)
