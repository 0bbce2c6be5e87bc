"""Roles that change what the API server asks about each request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.access.grants import WRITE, Power, judge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Match

_WEBHOOKS = (
    Power(
        "admissionregistration.k8s.io",
        ("mutatingwebhookconfigurations", "validatingwebhookconfigurations"),
        WRITE,
        cluster_scoped=True,
    ),
)


@rule(
    id="manage-webhooks",
    title="Role writes admission webhooks",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=("ClusterRole",),
    remediation="Name the webhook configurations in resourceNames, and leave their creation to the pipeline.",
    frameworks=("cis-kubernetes/5.1.12", "nsa-cisa/role-based-access-control", "owasp-k8s/K02"),
    tags=("kubernetes", "security", "rbac"),
    references=("https://kubernetes.io/docs/concepts/security/rbac-good-practices/#control-admission-webhooks",),
)
def manage_webhooks(role: KubernetesObject) -> Iterator[Match]:
    """A ClusterRole can create or change the configuration of admission webhooks.

    ## Why it matters

    The API server shows a validating webhook every object that is written, Secrets included, and a mutating one may
    change it. Whoever configures them reads and rewrites the cluster, which makes this high.

    ## Avoid

    ```yaml
    rules:
      - apiGroups: [admissionregistration.k8s.io]
        resources: [mutatingwebhookconfigurations]
        verbs: [get, create, update]
    ```

    ## Prefer

    ```yaml
    rules:
      - apiGroups: [admissionregistration.k8s.io]
        resources: [mutatingwebhookconfigurations]
        resourceNames: [shop-defaults]
        verbs: [get, update]
    ```

    ## Notes

    Rules with `resourceNames` are exempt: an operator renews the certificate in its own configuration. So is a role
    that RoleBindings alone grant, for the configurations live in no namespace.

    ## References

    - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#control-admission-webhooks
    """
    yield from judge(role, _WEBHOOKS, "write admission webhooks")
