"""Restart policies that the workload cannot have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_RUNS_ON = {
    "DaemonSet": "apps",
    "Deployment": "apps",
    "ReplicaSet": "apps",
    "ReplicationController": "",
    "StatefulSet": "apps",
}
_ENDS = {"CronJob": "batch", "Job": "batch"}
_GROUPS = _RUNS_ON | _ENDS


@rule(
    id="restart-policy",
    title="Workload cannot have this restart policy",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=_GROUPS,
    remediation="Set restartPolicy to OnFailure or Never for Jobs and CronJobs; remove it from other workloads.",
    tags=("kubernetes", "correctness"),
    references=("https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy",),
)
def restart_policy(item: KubernetesObject) -> Iterator[Match]:
    """A Job or CronJob restarts its pods always, or another workload does not.

    ## Why it matters

    The API server refuses the object, so the change does not arrive. It never works, which makes this high.

    ## Avoid

    ```yaml
    kind: Job
    spec:
      template:
        spec:
          restartPolicy: Always
    ```

    ## Prefer

    ```yaml
    kind: Job
    spec:
      template:
        spec:
          restartPolicy: OnFailure
    ```

    ## Notes

    A missing `restartPolicy` is `Always`, so Jobs and CronJobs must set it. Those of single containers are not judged.

    ## References

    - https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy
    """
    if item.group != _GROUPS[item.kind]:
        return
    for pod in item.pods:
        policy = pod.read("restartPolicy")
        if item.kind in _RUNS_ON and policy.is_set and policy.text != "Always":
            yield Match(policy.path, f"{item.title} has another restartPolicy than 'Always', which it must have.")
        elif item.kind in _ENDS and policy.text not in {"Never", "OnFailure"}:
            has = "has a restartPolicy other than" if policy.is_set else "sets no restartPolicy, which must be"
            yield Match(policy.path, f"{item.title} {has} 'OnFailure' or 'Never'.")
