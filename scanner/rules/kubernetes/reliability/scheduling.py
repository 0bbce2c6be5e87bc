"""Which nodes pods run on, and which of them go first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Pod
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="node-affinity",
    title="Pod runs on any node",
    severity=Severity.LOW,
    judges=Pod,
    remediation="Name the nodes it is meant for in affinity.nodeAffinity or nodeSelector.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/",),
    profile=Profile.STRICT,
)
def node_affinity(pod: Pod) -> Iterator[Match]:
    """The pod has neither a node affinity nor a node selector.

    ## Why it matters

    In a cluster with several kinds of nodes it may run on spot nodes, on another architecture or beside what it must
    not disturb. Most clusters keep special nodes free by taints, which makes this low.

    ## Avoid

    ```yaml
    spec:
      nodeSelector: {}
    ```

    ## Prefer

    ```yaml
    spec:
      nodeSelector:
        kubernetes.io/arch: amd64
    ```

    ## Notes

    DaemonSets are exempt: they run on every node unless they say otherwise. A pod with `nodeName` has its node.

    ## References

    - https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
    """
    choices = (pod.read("affinity", "nodeAffinity"), pod.read("nodeSelector"))
    if pod.object.kind == "DaemonSet" or pod.read("nodeName").text or any(choice.mapping for choice in choices):
        return
    yield Match(choices[0].path, "The pod runs on any node: it has neither nodeAffinity nor nodeSelector.")


@rule(
    id="priority-class",
    title="Pod has no priority class",
    severity=Severity.LOW,
    judges=Pod,
    remediation="Set priorityClassName to a PriorityClass of the cluster.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/",),
    profile=Profile.STRICT,
)
def priority_class(pod: Pod) -> Iterator[Match]:
    """The pod does not name a PriorityClass.

    ## Why it matters

    When the cluster is full, the scheduler and the kubelet cannot tell what matters from what does not. The cluster
    may have a default class, which makes this low.

    ## Avoid

    ```yaml
    spec:
      priorityClassName: ""
    ```

    ## Prefer

    ```yaml
    spec:
      priorityClassName: business-critical
    ```

    ## References

    - https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/
    """
    name = pod.read("priorityClassName")
    if not name.text:
        yield Match(name.path, "The pod has no priorityClassName.")
