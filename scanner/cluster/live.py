"""Live objects as documents: their address in place of a file, a path in place of a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.kubernetes.scope import BUILTIN_GROUPS
from scanner.model import Document, DocumentKind, ObjectReference, Source, Span

if TYPE_CHECKING:
    from scanner.model import Part, Path

ROOT = "cluster"
_NOWHERE = Span(1, 1, 1, 1)


class _NoText:
    """There is no text in which to find a place: the path says all. Formats that need a line have the first."""

    __slots__ = ()

    def locate(self, index: int, path: Path, part: Part, within: tuple[int, int] | None) -> Span:  # noqa: ARG002
        return _NOWHERE


_LOCATOR = _NoText()


def address(group: str, kind: str, namespace: str, name: str) -> str:
    """Return e.g. ``cluster/Deployment/shop/cart``; ``cluster/Rollout.argoproj.io/shop/cart`` for a custom kind."""
    title = kind if group in BUILTIN_GROUPS else f"{kind}.{group}"
    return "/".join(filter(None, (ROOT, title, namespace, name)))


def live_source(path: str) -> Source:
    """Return the source of an object by its address."""
    return Source(path, "", "", live=True)


def reference(data: dict[str, Any]) -> ObjectReference:
    """Return what names an object for others, its UID among it."""
    metadata = data["metadata"]
    namespace, name, uid = (str(metadata.get(key) or "") for key in ("namespace", "name", "uid"))
    return ObjectReference(data["apiVersion"], data["kind"], namespace, name, uid)


def document(data: dict[str, Any]) -> Document:
    """Return an object of a cluster as a document."""
    metadata = data["metadata"]
    group = data["apiVersion"].rpartition("/")[0]
    path = address(group, data["kind"], str(metadata.get("namespace") or ""), str(metadata.get("name") or ""))
    return Document(live_source(path), 0, (), DocumentKind.KUBERNETES, data, _LOCATOR)
