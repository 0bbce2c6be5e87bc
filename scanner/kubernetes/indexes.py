"""Objects by what others ask for: their identity, their kind."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.kubernetes.object import KubernetesObject


def custom_kinds(objects: Iterable[KubernetesObject]) -> dict[tuple[str, str], bool]:
    """Return whether objects of a kind live in a namespace, as the CustomResourceDefinitions say it."""
    kinds = {}
    for item in objects:
        if item.kind == "CustomResourceDefinition" and item.group == "apiextensions.k8s.io":
            key = item.read("spec", "group").text, item.read("spec", "names", "kind").text
            kinds[key] = item.read("spec", "scope").text != "Cluster"
    return kinds


def first_by_file(objects: Iterable[KubernetesObject]) -> dict[tuple[str | None, ...], KubernetesObject]:
    """Return the first object by identity and path, None for all files; what has no name is left out."""
    first: dict[tuple[str | None, ...], KubernetesObject] = {}
    for item in objects:
        if item.read("metadata", "name").text:
            first.setdefault((*item.identity, None), item)
            first.setdefault((*item.identity, item.document.source.path), item)
    return first


def by_kind(objects: Iterable[KubernetesObject]) -> dict[tuple[str, str, str | None], list[KubernetesObject]]:
    """Return the objects by group, kind and namespace, None for all namespaces."""
    index: dict[tuple[str, str, str | None], list[KubernetesObject]] = defaultdict(list)
    for item in objects:
        index[item.group, item.kind, None].append(item)
        index[item.group, item.kind, item.namespace].append(item)
    return index
