"""How many pods a workload has: by itself, or between the bounds of its autoscalers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scanner.kubernetes.object import KubernetesObject

REPLICATED = {
    "Deployment": "apps",
    "ReplicaSet": "apps",
    "ReplicationController": "",
    "Rollout": "argoproj.io",
    "StatefulSet": "apps",
}
"""The kinds with ``spec.replicas``, 1 where it is absent, and their API groups."""

_BOUNDS = {
    "HorizontalPodAutoscaler": ("minReplicas", "maxReplicas"),
    "ScaledObject": ("minReplicaCount", "maxReplicaCount"),
}
_DEFAULTS = {"HorizontalPodAutoscaler": (1, 1), "ScaledObject": (0, 100)}
"""Sources: ``SetDefaults_HorizontalPodAutoscaler`` in kubernetes, ``pkg/apis/autoscaling/v2/defaults.go`` (the maximum
is required), and https://keda.sh/docs/latest/reference/scaledobject-spec/."""


def is_replicated(item: KubernetesObject) -> bool:
    """Return whether the object is of a kind with ``spec.replicas``."""
    return REPLICATED.get(item.kind) == item.group


def fewest_replicas(item: KubernetesObject) -> int | None:
    """Return how many pods a workload has at least; None where that is not known."""
    return _replicas(item, 0)


def most_replicas(item: KubernetesObject) -> int | None:
    """Return how many pods a workload may have, as far as is known; None where that is not known."""
    return _replicas(item, 1)


def _replicas(item: KubernetesObject, bound: int) -> int | None:
    autoscalers = item.inventory.autoscalers_of(item)
    if autoscalers:
        return max(_bound(autoscaler, bound) for autoscaler in autoscalers)
    replicas = item.read("spec", "replicas")
    if replicas.is_set:
        return replicas.integer
    # Absent is 1, but also how a workload is written whose autoscaler lies elsewhere.
    known = item.inventory.scope_complete or item.inventory.autoscalers_in(item.namespace)
    return 1 if known else None


def _bound(autoscaler: KubernetesObject, bound: int) -> int:
    written = autoscaler.read("spec", _BOUNDS[autoscaler.kind][bound])
    default = _DEFAULTS[autoscaler.kind][bound]
    return default if written.integer is None else written.integer
