"""The objects that git states: what each is called in the cluster, and which of them cannot be compared."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.cluster.listing import SECRET
from scanner.cluster.live import address
from scanner.cluster.needs import is_in_files_only
from scanner.drift.model import Missing, NotCompared, Place
from scanner.kubernetes import Inventory, KubernetesObject
from scanner.model import Document, DocumentKind, Located

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.cluster.discovery import Discovery, Resource
    from scanner.model import Path

Identity = tuple[str, str, str, str]
"""API group, kind, namespace (empty where there is none) and name."""


@dataclass(frozen=True, slots=True)
class Stated:
    """An object of git that can be compared."""

    document: Document
    """With the namespace that it is applied to."""
    resource: Resource
    """In the API version that is stated."""
    identity: Identity

    @property
    def label(self) -> str:
        """E.g. ``Deployment shop/cart``."""
        _, kind, namespace, name = self.identity
        return f"{kind} {namespace}/{name}" if namespace else f"{kind} {name}"

    @property
    def address(self) -> str:
        """E.g. ``cluster/Deployment/shop/cart``."""
        return address(*self.identity)

    def place(self, path: Path = (), *, is_there: bool = True) -> Place:
        """Return where a path is in git; the object's name where none is given."""
        return place_of(self.document, path, is_there=is_there)


def place_of(document: Document, path: Path, *, is_there: bool = True) -> Place:
    """Return the place of a path in the file that states it, of the name for an empty one."""
    if path:
        traced = document.trace(path, "entry" if isinstance(path[-1], str) else "value")
    else:
        traced = document.trace(("metadata", "name"))
    return Place(traced.source, traced.span, Located.EXACT if traced.exact and is_there else Located.NEAREST)


def sort_out(
    documents: Iterable[Document], discovery: Discovery, namespace: str
) -> tuple[list[Stated], list[Missing], list[NotCompared]]:
    """Return what can be compared, what is of a kind that the cluster does not have, and what is not compared.

    ``namespace`` is that of objects which state none.
    """
    documents = [one for one in documents if one.kind is DocumentKind.KUBERNETES]
    inventory = Inventory.of(documents)
    served = {(one.group, one.kind): one for one in discovery.resources}
    stated: list[Stated] = []
    unserved: list[Missing] = []
    not_compared: list[NotCompared] = []
    for document in documents:
        item = KubernetesObject(document, inventory)
        reason, incomplete = _why_not(item)
        resource = served.get((item.group, item.kind))
        if not reason and resource is None and item.group in discovery.stale:
            reason, incomplete = f"The API group '{item.group}' does not answer.", True
        if reason:
            not_compared.append(NotCompared(item.label, place_of(document, ()), reason, incomplete))
        elif resource is None:
            where = address(item.group, item.kind, item.namespace, item.name)
            words = f"The cluster does not serve the kind {item.kind} of '{item.api_version}'."
            unserved.append(Missing(item.label, where, place_of(document, ()), words))
        else:
            stated.append(_stated(document, item, resource, namespace))
    return stated, unserved, not_compared


def _stated(document: Document, item: KubernetesObject, resource: Resource, namespace: str) -> Stated:
    applied = _in_namespace(document, namespace) if resource.namespaced else document
    own = str(applied.data["metadata"].get("namespace") or "default") if resource.namespaced else ""
    version = item.api_version.rpartition("/")[2]
    return Stated(applied, dataclasses.replace(resource, version=version), (item.group, item.kind, own, item.name))


def _why_not(item: KubernetesObject) -> tuple[str, bool]:
    """Return why an object is not compared, and whether something is unknown because of it."""
    if (item.group, item.kind) == SECRET:
        return "Secrets are not read.", False
    if is_in_files_only(item.kind) and not item.document.data.get("metadata"):
        return "It is the configuration of a component, and no object of a cluster.", False
    metadata = item.document.data.get("metadata")
    if not isinstance(metadata, dict) or not isinstance(metadata.get("name"), str) or not metadata["name"]:
        return "It has no name by which to find it.", True
    return "", False


def _in_namespace(document: Document, namespace: str) -> Document:
    metadata = document.data["metadata"]
    if metadata.get("namespace") or not namespace:
        return document
    return dataclasses.replace(document, data={**document.data, "metadata": {**metadata, "namespace": namespace}})
