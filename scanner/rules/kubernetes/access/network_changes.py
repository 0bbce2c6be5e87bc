"""Roles that change where traffic goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Profile, Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.access.grants import CHANGE, ROLES, WRITE, Power, judge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Match

_NETWORKING = (
    Power("", ("services",), CHANGE),
    Power("networking.k8s.io", ("ingresses", "networkpolicies"), CHANGE),
    Power("gateway.networking.k8s.io", ("gateways", "grpcroutes", "httproutes"), CHANGE),
)
_ENDPOINTS = (
    Power("", ("endpoints",), WRITE),
    Power("discovery.k8s.io", ("endpointslices",), WRITE),
)
_SERVICE_STATUS = (Power("", ("services/status",), frozenset({"patch", "update"})),)


@rule(
    id="manage-networking",
    title="Role changes Services, Ingresses or NetworkPolicies",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=ROLES,
    remediation="Leave networking to the pipeline and to controllers, in the namespaces they work in.",
    frameworks=("nsa-cisa/role-based-access-control",),
    tags=("kubernetes", "security", "rbac"),
    profile=Profile.STRICT,
    references=("https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege",),
)
def manage_networking(role: KubernetesObject) -> Iterator[Match]:
    """A role can create, change or delete Services, Ingresses, Gateway routes or NetworkPolicies.

    ## Why it matters

    Whoever changes them leads the traffic of others to pods of their own, publishes what was internal, or opens what
    was isolated. Pipelines and operators need it, which makes this low.

    ## Avoid

    ```yaml
    rules:
      - apiGroups: [networking.k8s.io]
        resources: [ingresses, networkpolicies]
        verbs: [create, update, delete]
    ```

    ## Prefer

    ```yaml
    rules:
      - apiGroups: [networking.k8s.io]
        resources: [ingresses, networkpolicies]
        verbs: [get, list, watch]
    ```

    ## References

    - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
    """
    yield from judge(role, _NETWORKING, "change where traffic goes")


@rule(
    id="endpoints-edit",
    title="Role writes endpoints",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=ROLES,
    remediation="Remove the permission: controllers write the endpoints of Services.",
    frameworks=("nsa-cisa/role-based-access-control",),
    tags=("kubernetes", "security", "rbac"),
    profile=Profile.STRICT,
    references=("https://kubernetes.io/docs/reference/access-authn-authz/rbac/#write-access-for-endpoints",),
)
def endpoints_edit(role: KubernetesObject) -> Iterator[Match]:
    """A role can write Endpoints or EndpointSlices.

    ## Why it matters

    Endpoints may name any address, so that whoever writes them sends an Ingress or a load balancer to backends of
    other namespaces, past every NetworkPolicy that trusts it (CVE-2021-25740). Kubernetes has taken it from its own
    roles since 1.22; controllers of load balancers and old leader elections need it, which makes this low.

    ## Avoid

    ```yaml
    rules:
      - apiGroups: [""]
        resources: [endpoints]
        verbs: [get, create, update]
    ```

    ## Prefer

    ```yaml
    rules:
      - apiGroups: [coordination.k8s.io]
        resources: [leases]
        verbs: [get, create, update]
    ```

    ## References

    - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#write-access-for-endpoints
    """
    yield from judge(role, _ENDPOINTS, "write endpoints")


@rule(
    id="service-status-patch",
    title="Role writes the status of Services",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=ROLES,
    remediation="Remove the subresource, unless the role is that of a load balancer's controller.",
    frameworks=("nsa-cisa/role-based-access-control", "owasp-k8s/K02"),
    tags=("kubernetes", "security", "rbac"),
    profile=Profile.STRICT,
    references=("https://github.com/kubernetes/kubernetes/issues/97076",),
)
def service_status_patch(role: KubernetesObject) -> Iterator[Match]:
    """A role can write the subresource `services/status`.

    ## Why it matters

    The status of a Service says which addresses its load balancer has, and the nodes lead what goes to them to the
    Service's pods: whoever writes it intercepts the traffic of the cluster to any address (CVE-2020-8554). Controllers
    of load balancers need it and nobody else does, which makes this medium.

    ## Avoid

    ```yaml
    rules:
      - apiGroups: [""]
        resources: [services, services/status]
        verbs: [get, patch]
    ```

    ## Prefer

    ```yaml
    rules:
      - apiGroups: [""]
        resources: [services]
        verbs: [get]
    ```

    ## References

    - https://github.com/kubernetes/kubernetes/issues/97076
    """
    yield from judge(role, _SERVICE_STATUS, "intercept traffic by the status of Services")
