"""Which Kubernetes kinds lie in no namespace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.kubernetes.scope import builtin_is_namespaced

if TYPE_CHECKING:
    from collections.abc import Iterable

ClusterKinds = frozenset[tuple[str, str]]
"""API group and kind of custom resources without a namespace."""


def is_cluster_scoped(group: str, kind: str, declared: ClusterKinds) -> bool:
    """Whether an object that names no namespace lies in none.

    Of a custom resource its CustomResourceDefinition tells, where that was scanned (``declared``); otherwise its name
    does, as a convention: ``ClusterIssuer`` has no namespace, ``Issuer`` has one.
    """
    namespaced = builtin_is_namespaced(group, kind)
    if namespaced is None:
        return (group, kind) in declared or kind.startswith("Cluster")
    return not namespaced


def declared_cluster_kinds(objects: Iterable[dict[str, Any]]) -> ClusterKinds:
    """Return the cluster-scoped kinds that the CustomResourceDefinitions among the objects declare."""
    found = set()
    for data in objects:
        spec = data.get("spec") if data.get("kind") == "CustomResourceDefinition" else None
        if not isinstance(spec, dict) or spec.get("scope") != "Cluster":
            continue
        names = spec.get("names")
        if isinstance(names, dict):
            found.add((str(spec.get("group", "")), str(names.get("kind", ""))))
    return frozenset(found)
