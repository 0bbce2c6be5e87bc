"""Pods and ReplicaSets that no controller looks after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="naked-pod",
    title="Pod has no controller",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("Pod",),
    remediation="Make it the template of a Deployment, a StatefulSet, a DaemonSet or a Job.",
    tags=("kubernetes", "reliability"),
    references=(
        "https://kubernetes.io/docs/concepts/configuration/overview/#naked-pods-vs-replicasets-deployments-and-jobs",
    ),
    profile=Profile.STRICT,
)
def naked_pod(item: KubernetesObject) -> Iterator[Match]:
    """The manifest is of a Pod itself, so that no controller replaces it.

    ## Why it matters

    When its node fails or is drained, the pod is gone, and nothing starts another. For a service that is an outage, for
    a test it is meant, which makes this medium.

    ## Avoid

    ```yaml
    kind: Pod
    metadata:
      name: cart
    ```

    ## Prefer

    ```yaml
    kind: Deployment
    metadata:
      name: cart
    ```

    ## Notes

    Pods that are meant to end, by `restartPolicy: Never` or `OnFailure`, hooks of Helm, and pods with an owner are
    exempt.

    ## References

    - https://kubernetes.io/docs/concepts/configuration/overview/#naked-pods-vs-replicasets-deployments-and-jobs
    """
    ends = any(pod.runs_to_completion for pod in item.pods)
    if item.group == "" and not ends and not _has_owner(item) and "helm.sh/hook" not in item.annotations:
        yield Match(("kind",), f"{item.title} has no controller that would replace it.")


@rule(
    id="naked-replicaset",
    title="ReplicaSet has no Deployment",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("ReplicaSet", "ReplicationController"),
    remediation="Make it a Deployment.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#when-to-use-a-replicaset",),
    profile=Profile.STRICT,
)
def naked_replicaset(item: KubernetesObject) -> Iterator[Match]:
    """The manifest is of a ReplicaSet or ReplicationController itself.

    ## Why it matters

    A change of its template replaces no pod: the old ones run on until each is deleted by hand, and there is no
    rollback. The pods do run, which makes this low.

    ## Avoid

    ```yaml
    apiVersion: apps/v1
    kind: ReplicaSet
    ```

    ## Prefer

    ```yaml
    apiVersion: apps/v1
    kind: Deployment
    ```

    ## References

    - https://kubernetes.io/docs/concepts/workloads/controllers/replicaset/#when-to-use-a-replicaset
    """
    if item.group in {"", "apps", "extensions"} and not _has_owner(item):
        yield Match(("kind",), f"{item.title} is no Deployment, so a change of its template replaces no pod.")


def _has_owner(item: KubernetesObject) -> bool:
    return bool(item.read("metadata", "ownerReferences").items())
