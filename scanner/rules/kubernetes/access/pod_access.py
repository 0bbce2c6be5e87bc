"""Roles that create workloads, and roles that enter running ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Profile, Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.access.grants import ROLES, WRITE, Power, judge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Match

WORKLOADS = (
    Power("", ("pods", "replicationcontrollers"), WRITE),
    Power("apps", ("daemonsets", "deployments", "replicasets", "statefulsets"), WRITE),
    Power("batch", ("cronjobs", "jobs"), WRITE),
)
"""What decides which containers run: a change of a workload is as good as a new one."""

_SESSIONS = (
    Power("", ("pods/attach", "pods/exec", "pods/portforward"), frozenset({"create", "get"})),
    Power("", ("pods/ephemeralcontainers",), frozenset({"patch", "update"})),
)
"""A session is opened by create, or by get where it is a WebSocket."""


@rule(
    id="pod-create",
    title="Role creates or changes workloads",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=ROLES,
    remediation="Leave the creation of workloads to the pipeline and to controllers, in the namespaces they work in.",
    frameworks=("cis-kubernetes/5.1.4", "nsa-cisa/role-based-access-control", "owasp-k8s/K02"),
    tags=("kubernetes", "security", "rbac"),
    profile=Profile.STRICT,
    references=("https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation",),
)
def pod_create(role: KubernetesObject) -> Iterator[Match]:
    """A role can create or change pods, or workloads that make pods.

    ## Why it matters

    Whoever creates a pod chooses its service account and what it mounts, and so has every Secret, ConfigMap and
    account of the namespace. Pipelines and operators need it, and what it leads to depends on the namespace; that
    makes this medium. Where it leads to a powerful account of the scan, `pod-create-escalation` says so.

    ## Avoid

    ```yaml
    rules:
      - apiGroups: [""]
        resources: [pods]
        verbs: [get, list, create]
    ```

    ## Prefer

    ```yaml
    rules:
      - apiGroups: [""]
        resources: [pods]
        verbs: [get, list, watch]
    ```

    ## References

    - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation
    """
    yield from judge(role, WORKLOADS, "create or change workloads")


@rule(
    id="pod-exec",
    title="Role opens sessions in running containers",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=ROLES,
    remediation="Remove the subresource, or give it to people for the time they need it.",
    frameworks=("nsa-cisa/role-based-access-control", "owasp-k8s/K02"),
    tags=("kubernetes", "security", "rbac"),
    references=(
        "https://kubernetes.io/docs/concepts/security/rbac-good-practices/",
        "https://kubernetes.io/docs/tasks/debug/debug-application/get-shell-running-container/",
    ),
)
def pod_exec(role: KubernetesObject) -> Iterator[Match]:
    """A role can run commands in containers, attach to them, forward their ports, or put debug containers beside them.

    ## Why it matters

    A session in a container has its files, its environment and the token of its service account, passes by every
    NetworkPolicy, and changes what runs without a trace in the manifests. Whoever has it has all that the pods have,
    which makes this high.

    ## Avoid

    ```yaml
    rules:
      - apiGroups: [""]
        resources: [pods/exec]
        verbs: [create]
    ```

    ## Prefer

    ```yaml
    rules:
      - apiGroups: [""]
        resources: [pods, pods/log]
        verbs: [get, list, watch]
    ```

    ## Notes

    `get` counts as well as `create`: a session may be opened as a WebSocket, which is a GET. Rules with
    `resourceNames` are exempt. Where the scan is complete, a role that nothing binds is no finding.

    ## References

    - https://kubernetes.io/docs/concepts/security/rbac-good-practices/
    - https://kubernetes.io/docs/tasks/debug/debug-application/get-shell-running-container/
    """
    yield from judge(role, _SESSIONS, "enter running containers")
