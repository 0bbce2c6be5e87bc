"""Roles that speak to kubelets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.access.grants import CHANGE, Power, judge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Match

_KUBELET = (Power("", ("nodes/proxy",), CHANGE | {"get"}, cluster_scoped=True),)


@rule(
    id="nodes-proxy",
    title="Role reaches the API of every kubelet",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=("ClusterRole",),
    remediation="Grant nodes/metrics, nodes/stats, nodes/log or nodes/healthz instead.",
    frameworks=("cis-kubernetes/5.1.10", "nsa-cisa/role-based-access-control", "owasp-k8s/K02"),
    tags=("kubernetes", "security", "rbac"),
    references=(
        "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#access-to-proxy-subresource-of-nodes",
        "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/",
    ),
)
def nodes_proxy(role: KubernetesObject) -> Iterator[Match]:
    """A ClusterRole has the subresource `nodes/proxy`.

    ## Why it matters

    The kubelet's API runs commands in every container of its node, past the API server's audit log and admission.
    `get` is enough, for a session may be opened as a WebSocket; which makes this high.

    ## Avoid

    ```yaml
    rules:
      - apiGroups: [""]
        resources: [nodes/proxy]
        verbs: [get]
    ```

    ## Prefer

    ```yaml
    rules:
      - apiGroups: [""]
        resources: [nodes/metrics, nodes/stats]
        verbs: [get]
    ```

    ## Notes

    Rules with `resourceNames` are exempt, as is a role that RoleBindings alone grant: nodes live in no namespace.

    ## References

    - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#access-to-proxy-subresource-of-nodes
    - https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
    """
    yield from judge(role, _KUBELET, "reach the API of every kubelet")
