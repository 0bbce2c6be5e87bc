"""What a policy judges: ``custom.input`` of its METADATA.

- ``kinds: [Deployment, apps/StatefulSet, core/Service]``: Kubernetes objects of these kinds, in any API group or in the
  one that is named (``core`` is the group without a name).
- ``documents: [workflow]``: documents of these types (kubernetes, workflow, action, dependabot).
  With both, the policy judges the documents that are of such a kind or of such a type.
- ``inventory: true``: the policy is judged once over all that was scanned, with ``input`` an empty object; it looks at
  ``data.inventory``. With ``kinds`` or ``documents`` beside it, only if at least one such document was scanned.
- Without ``custom.input``: every document.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.model import DocumentKind

if TYPE_CHECKING:
    from scanner.model import Document
    from scanner.rego.policies.block import Entry


@dataclass(frozen=True, slots=True)
class Selector:
    """Which documents a policy judges; the default is every one."""

    kinds: tuple[tuple[str | None, str], ...] = ()
    """API group (None for any, empty for the core group) and kind."""
    documents: frozenset[DocumentKind] = frozenset()
    inventory: bool = False
    """Whether it is judged once, over everything."""

    def selects(self, document: Document) -> bool:
        """Whether it names this document."""
        if not self.kinds and not self.documents:
            return True
        if document.kind in self.documents:
            return True
        if document.kind is not DocumentKind.KUBERNETES:
            return False
        group, kind = group_and_kind(document.data)
        return any(wanted == kind and where in {None, group} for where, wanted in self.kinds)

    @property
    def tags(self) -> tuple[str, ...]:
        """``kubernetes`` and ``workflows``, as far as it can be said."""
        kubernetes = bool(self.kinds) or DocumentKind.KUBERNETES in self.documents
        return ("kubernetes",) * kubernetes + ("workflows",) * bool(self.documents - {DocumentKind.KUBERNETES})


def read_selector(entry: Entry) -> Selector:
    """Read ``custom.input``. Raises `scanner.rego.block.MetadataError`."""
    kinds: tuple[tuple[str | None, str], ...] = ()
    documents: frozenset[DocumentKind] = frozenset()
    inventory = False
    for key, value in entry.items(("kinds", "documents", "inventory")):
        if key == "kinds":
            kinds = tuple(_kind(item) for item in value.elements())
        elif key == "documents":
            documents = frozenset(_document_kind(item) for item in value.elements())
        else:
            inventory = value.boolean()
    if not (kinds or documents or inventory):
        raise entry.error(f"'{entry.name}' selects nothing: name kinds or documents, or say inventory: true")
    return Selector(kinds, documents, inventory)


def group_and_kind(data: dict[str, Any]) -> tuple[str, str]:
    """Return a Kubernetes object's API group (empty for the core group) and kind."""
    group, slash, _ = str(data.get("apiVersion", "")).rpartition("/")
    return group if slash else "", str(data.get("kind", ""))


def _kind(entry: Entry) -> tuple[str | None, str]:
    group, slash, kind = entry.string().rpartition("/")
    if not kind or "/" in group or (slash and not group):
        raise entry.error(f"'{entry.string()}' is no kind: write Deployment, apps/Deployment or core/Service")
    return ("" if group == "core" else group) if slash else None, kind


def _document_kind(entry: Entry) -> DocumentKind:
    try:
        return DocumentKind(entry.string())
    except ValueError as error:
        known = ", ".join(kind.value for kind in DocumentKind)
        raise entry.error(f"'{entry.string()}' is no type of document; known are {known}") from error
