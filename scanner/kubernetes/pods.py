"""Finding the pods in an object: by kind where Kubernetes defines it, by shape anywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.kubernetes.scope import BUILTIN_GROUPS
from scanner.kubernetes.setting import Setting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Path

_TEMPLATES: dict[str, tuple[str, ...]] = {
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    "DaemonSet": ("spec", "template"),
    "Deployment": ("spec", "template"),
    "Job": ("spec", "template"),
    "Pod": (),
    "PodTemplate": ("template",),
    "ReplicaSet": ("spec", "template"),
    "ReplicationController": ("spec", "template"),
    "StatefulSet": ("spec", "template"),
}
"""Where the kinds of Kubernetes itself have ``metadata`` and ``spec`` of their pod. No other kind of it has one."""

BUILTIN_PODS = {
    "": ("Pod", "PodTemplate", "ReplicationController"),
    "apps": ("DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"),
    "batch": ("CronJob", "Job"),
}
"""API groups and the kinds in them that have pods."""

_NO_PODS = frozenset({"kyverno.io", "policies.kyverno.io", "constraints.gatekeeper.sh", "templates.gatekeeper.sh"})
"""API groups whose objects hold patterns of pods to compare others with."""


def pod_roots(group: str, kind: str, data: dict[str, Any]) -> Iterator[Setting]:
    """Yield each mapping in the object that has the ``metadata`` and ``spec`` of a pod, in document order."""
    if group in BUILTIN_GROUPS:
        root = Setting((), data).read(*_TEMPLATES[kind]) if kind in _TEMPLATES else Setting(())
        if root.is_set:
            yield root
    elif group not in _NO_PODS:
        yield from _by_shape(data)


def _by_shape(data: dict[str, Any]) -> Iterator[Setting]:
    """Yield every mapping whose ``spec`` has a list of containers and which a key calls a template or a pod.

    The key decides because ``spec.containers`` alone is something else in some resources: in a Prometheus it is a
    patch. ``status`` tells what is, not what is asked for.
    """
    stack: list[tuple[Path, str, Any]] = [((key,), key, value) for key, value in data.items() if key != "status"]
    stack.reverse()
    while stack:
        path, key, value = stack.pop()
        if isinstance(value, dict):
            if _is_pod(key, value):
                yield Setting(path, value)
                continue
            stack.extend(((*path, name), name, item) for name, item in reversed(value.items()))
        elif isinstance(value, list):
            stack.extend(((*path, index), key, item) for index, item in reversed(list(enumerate(value))))


def has_pods_by_shape(key: str, schema: dict[str, Any]) -> bool:
    """Return whether the value of ``key`` may be a pod by its schema, as `pod_roots` finds them in objects."""
    properties = schema.get("properties")
    spec = properties.get("spec") if isinstance(properties, dict) else None
    fields = spec.get("properties") if isinstance(spec, dict) else None
    containers = fields.get("containers") if isinstance(fields, dict) else None
    return isinstance(containers, dict) and containers.get("type") == "array" and _is_called_pod(key)


def _is_called_pod(key: str) -> bool:
    return "template" in key.lower() or "pod" in key.lower()


def _is_pod(key: str, value: dict[str, Any]) -> bool:
    spec = value.get("spec")
    containers = spec.get("containers") if isinstance(spec, dict) else None
    return (
        isinstance(containers, list)
        and any(isinstance(container, dict) for container in containers)
        and (_is_called_pod(key) or value.get("kind") == "Pod")
    )
