"""Which document a violation is in, and where in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.model import Located
from scanner.rego.judging.place import place, resolve, whole

if TYPE_CHECKING:
    from scanner.model import Document, Path
    from scanner.rego.judging.elements import Element
    from scanner.rego.judging.inventory import Inventory


def locate(
    element: Element,
    judged: Document,
    inventory: Inventory,
    *,
    whole_scan: bool,
) -> tuple[Document, Path, Located]:
    """Return the document, the path in it and how sure it is.

    An element may name another document, by ``object`` or ``file``. Where that cannot be found, or the policy judges
    the whole scan and names none, only the judged document can be shown: then a path means nothing.
    """
    named = _named(element, judged, inventory)
    if named is not None:
        return named, *place(named, element)
    if whole_scan or (element.path and (element.file or element.object)):
        return judged, whole(judged), Located.DOCUMENT
    return judged, *place(judged, element)


def part_of(document: Document, path: Path, text: str) -> tuple[int, int] | None:
    """Return the offsets of a text in the scalar at the path; None where it is not there, or there more than once."""
    scalar: Any = document.data
    for step in path:
        try:
            scalar = scalar[step]
        except (IndexError, KeyError, TypeError):
            return None
    if not text or not isinstance(scalar, str) or scalar.count(text) != 1:
        return None
    start = scalar.index(text)
    return start, start + len(text)


def _named(element: Element, judged: Document, inventory: Inventory) -> Document | None:
    if element.object and (found := inventory.find(element.object)):
        return found
    if not element.file:
        return None
    candidates = inventory.at(element.file)
    if judged in candidates:
        return judged
    if len(candidates) > 1 and element.path:
        candidates = tuple(document for document in candidates if resolve(document.data, element.path)[1])
    return candidates[0] if len(candidates) == 1 else None
