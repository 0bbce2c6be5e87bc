"""Roles that remove traces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Profile, Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.access.grants import ROLES, Power, judge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Match

_DELETE = frozenset({"delete", "deletecollection"})
_TRACES = (Power("", ("events", "pods/log"), _DELETE), Power("events.k8s.io", ("events",), _DELETE))


@rule(
    id="delete-pod-logs",
    title="Role removes logs or events",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=ROLES,
    remediation="Remove the verbs delete and deletecollection.",
    frameworks=("nsa-cisa/role-based-access-control",),
    tags=("kubernetes", "security", "rbac"),
    profile=Profile.STRICT,
    references=(
        "https://kubernetes.io/docs/concepts/cluster-administration/logging/",
        "https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/",
    ),
)
def delete_pod_logs(role: KubernetesObject) -> Iterator[Match]:
    """A role can delete the logs of pods, or events.

    ## Why it matters

    Logs and events are what is left to see what happened. The API server has no operation that deletes the log of a
    pod, and events vanish after an hour, so that the permission tells of carelessness more than it harms; which makes
    this low.

    ## Avoid

    ```yaml
    rules:
      - apiGroups: [""]
        resources: [pods/log, events]
        verbs: [get, list, delete]
    ```

    ## Prefer

    ```yaml
    rules:
      - apiGroups: [""]
        resources: [pods/log, events]
        verbs: [get, list]
    ```

    ## References

    - https://kubernetes.io/docs/concepts/cluster-administration/logging/
    - https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
    """
    yield from judge(role, _TRACES, "remove logs or events")
