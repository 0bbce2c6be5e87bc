"""Which documents belong together by where they are written.

One repository holds several applications, overlays and charts, and a scan without a complete scope may miss any object.
What lies in one directory is written, and usually applied, together: if some Services are there, one that is named and
is not there is missing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scanner.kubernetes.object import KubernetesObject
    from scanner.model import Document


def directory_of(document: Document) -> str:
    """Return the directory in which a document lies, with POSIX separators; empty for the root.

    The objects of a cluster all lie in one: they are there at the same time.
    """
    if document.source.live:
        return ""
    return document.source.path.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class Directories:
    """In which directories there are objects of a kind and namespace, and pods of a namespace, templates included."""

    of_objects: Mapping[tuple[str, str, str], set[str]]
    """By group, kind and namespace."""
    of_pods: Mapping[str, set[str]]
    """By namespace."""

    @classmethod
    def of(cls, objects: Iterable[KubernetesObject]) -> Self:
        """Read them from the objects of a scan."""
        of_objects, of_pods = defaultdict(set), defaultdict(set)
        for item in objects:
            of_objects[item.group, item.kind, item.namespace].add(directory_of(item.document))
            for pod in item.pods:
                of_pods[pod.namespace].add(directory_of(item.document))
        return cls(dict(of_objects), dict(of_pods))


def are_beside(one: Document, other: Document) -> bool:
    """Return whether two documents lie in one directory."""
    return directory_of(one) == directory_of(other)


def is_certain(origin: KubernetesObject, group: str, kind: str, namespace: str) -> bool:
    """Return whether an object that ``origin`` names and that was not scanned is missing, and not just elsewhere.

    That is so where the scan is complete, or where another object of its kind and namespace lies beside ``origin``.
    """
    beside = origin.inventory.directories.of_objects.get((group, kind, namespace), set())
    return origin.inventory.scope_complete or directory_of(origin.document) in beside


def pods_are_known(origin: KubernetesObject, namespace: str) -> bool:
    """Return whether the pods of a namespace that ``origin`` is about were scanned.

    That is so where any lies beside ``origin``, or where the scan is complete and holds any: pods are often installed
    by a chart, even where all that is written by hand is here.
    """
    directories = origin.inventory.directories.of_pods.get(namespace, set())
    return bool(directories) and (origin.inventory.scope_complete or directory_of(origin.document) in directories)


def are_applied_together(one: KubernetesObject, other: KubernetesObject) -> bool:
    """Return whether two objects are certainly meant for one namespace of one cluster, at the same time.

    Two objects of the same name are the same object in two variants. A namespace that is not written is given when the
    file is applied, so two files without one may go to two namespaces.
    """
    if one.namespace != other.namespace:
        return False
    written = all(item.read("metadata", "namespace").text for item in (one, other))
    return one.document.source is other.document.source or (written and are_beside(one.document, other.document))
