"""``data.inventory``: what was scanned, in Gatekeeper's layout.

- ``data.inventory.namespace[namespace][apiVersion][kind][name]`` and ``data.inventory.cluster[apiVersion][kind][name]``
  (https://open-policy-agent.github.io/gatekeeper/website/docs/sync/#replicating-data-into-opa);
- ``data.inventory.workflow[path]``, and ``action`` and ``dependabot`` likewise.

A namespaced object that names no namespace lies in ``default``, as kubectl would apply it without further flags. An
object without a name has its ``generateName``, or the empty name. Of two objects with the same identity the later one
is there; the earlier ones are `Inventory.shadowed`. ``status`` and ``metadata.managedFields`` are left out everywhere:
they say what a cluster made of the object, not what was asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.model import DocumentKind
from scanner.rego.judging.cluster_scope import ClusterKinds, declared_cluster_kinds, is_cluster_scoped
from scanner.rego.policies.selector import group_and_kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scanner.model import Document


@dataclass(frozen=True, slots=True)
class Identity:
    """What names a Kubernetes object."""

    api_version: str
    kind: str
    namespace: str
    """Empty for what lies in none."""
    name: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """The documents of a scan and what Rego sees of them."""

    documents: tuple[Document, ...]
    data: dict[str, Any]
    """``data.inventory``."""
    identities: Mapping[Identity, Document]
    shadowed: tuple[Document, ...]
    """Kubernetes objects that are not in `data`, because a later one has the same identity."""

    def at(self, path: str) -> tuple[Document, ...]:
        """Return the documents of a file."""
        return tuple(document for document in self.documents if document.source.path == path)

    def find(self, reference: Mapping[str, Any]) -> Document | None:
        """Return the one object with the ``apiVersion``, ``kind``, ``namespace`` and ``name`` that are given, if any.

        Keys that are absent or empty match everything. None where nothing matches, or more than one object does.
        """
        wanted = [str(reference.get(key) or "") for key in ("apiVersion", "kind", "namespace", "name")]
        if not (wanted[1] or wanted[3]):
            return None
        found = [
            document
            for identity, document in self.identities.items()
            if all(
                not want or want == have
                for want, have in zip(
                    wanted,
                    (identity.api_version, identity.kind, identity.namespace, identity.name),
                    strict=True,
                )
            )
        ]
        return found[0] if len(found) == 1 else None


def build_inventory(documents: Sequence[Document]) -> Inventory:
    """Arrange documents; their data are shared, not copied."""
    declared = declared_cluster_kinds(
        document.data for document in documents if document.kind is DocumentKind.KUBERNETES
    )
    data: dict[str, Any] = {"namespace": {}, "cluster": {}, "workflow": {}, "action": {}, "dependabot": {}}
    identities: dict[Identity, Document] = {}
    shadowed = []
    for document in documents:
        if document.kind is not DocumentKind.KUBERNETES:
            data[document.kind.value].setdefault(document.source.path, pruned(document))
            continue
        identity = identify(document, declared)
        if identity in identities:
            shadowed.append(identities[identity])
        identities[identity] = document
    for identity, document in identities.items():
        place = data["namespace"].setdefault(identity.namespace, {}) if identity.namespace else data["cluster"]
        versions = place.setdefault(identity.api_version, {}).setdefault(identity.kind, {})
        versions[identity.name] = pruned(document)
    return Inventory(tuple(documents), data, identities, tuple(shadowed))


def identify(document: Document, declared: ClusterKinds = frozenset()) -> Identity:
    """Return what names a Kubernetes object, its namespace as kubectl would apply it."""
    group, kind = group_and_kind(document.data)
    metadata = _metadata(document)
    namespace = _text(metadata, "namespace")
    if not namespace and not is_cluster_scoped(group, kind, declared):
        namespace = "default"
    name = _text(metadata, "name") or _text(metadata, "generateName")
    return Identity(str(document.data.get("apiVersion", "")), kind, namespace, name)


def pruned(document: Document) -> dict[str, Any]:
    """Return a Kubernetes object without ``status`` and ``metadata.managedFields``; other documents as they are."""
    data = document.data
    if document.kind is not DocumentKind.KUBERNETES:
        return data
    metadata = data.get("metadata")
    has_fields = isinstance(metadata, dict) and "managedFields" in metadata
    if "status" not in data and not has_fields:
        return data
    kept = {key: value for key, value in data.items() if key != "status"}
    if isinstance(metadata, dict) and has_fields:
        kept["metadata"] = {key: value for key, value in metadata.items() if key != "managedFields"}
    return kept


def describe(document: Document) -> str:
    """Name a document for people: ``Deployment shop/cart``, or its path."""
    if document.kind is not DocumentKind.KUBERNETES:
        return document.source.path
    metadata = _metadata(document)
    name = "/".join(filter(None, (_text(metadata, "namespace"), _text(metadata, "name"))))
    return f"{document.data.get('kind', '')} {name}".strip()


def _metadata(document: Document) -> dict[str, Any]:
    metadata = document.data.get("metadata")
    return metadata if isinstance(metadata, dict) else {}


def _text(mapping: Mapping[str, Any], key: str) -> str:
    value = mapping.get(key)
    return value if isinstance(value, str) else ""
