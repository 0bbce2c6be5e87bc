"""Where git defines what was found in a cluster: the file and line of the object of the same identity."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from scanner.cluster.live import address
from scanner.evaluate.fingerprint import stable_path
from scanner.kubernetes import Inventory, KubernetesObject
from scanner.model import Document, DocumentKind, Located

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from scanner.cluster.folding import Place
    from scanner.model import Finding, Path


def by_address(documents: Iterable[Document]) -> dict[str, Document]:
    """Return the objects of git by the address that they have in a cluster; of several the first."""
    inventory = Inventory.of(documents)
    found: dict[str, Document] = {}
    for document in inventory.documents:
        item = KubernetesObject(document, inventory)
        if document.kind is DocumentKind.KUBERNETES and item.name:
            found.setdefault(address(item.group, item.kind, item.namespace, item.name), document)
    return found


def relocate(finding: Finding, manifest: Document, live: dict[str, Any]) -> Finding:
    """Return a finding on a live object at the place in its manifest."""
    return _at(finding, manifest, stable_path(finding.path, live), ())


def relocate_all(
    findings: Iterable[Finding], manifests: Mapping[str, Document], places: Mapping[str, Place]
) -> list[Finding]:
    """Return findings at their places in git, where it defines the object; the others as they are.

    ``places``: by fingerprint where a finding is within its pod or object, see `scanner.cluster.folding`.
    """
    return [_relocated(one, manifests.get(one.source.path), places.get(one.fingerprint)) for one in findings]


def _relocated(finding: Finding, manifest: Document | None, place: Place | None) -> Finding:
    if manifest is None or place is None:
        return finding
    item = KubernetesObject(manifest, Inventory.of((manifest,)))
    root = item.pods[0].root.path if place[0] == "pod" and item.pods else ()
    return _at(finding, manifest, place[1:], root)


def _at(finding: Finding, manifest: Document, steps: Sequence[str], root: Path) -> Finding:
    path, exact = _resolve(manifest.data, steps, root)
    traced = manifest.trace(path, "value")
    certain = exact and traced.exact and finding.located is Located.EXACT
    located = finding.located if finding.located is not Located.EXACT or certain else Located.NEAREST
    return dataclasses.replace(
        finding,
        source=traced.source,
        span=traced.span,
        path=manifest.base + path,
        located=located,
        address=finding.source.path,
    )


def _resolve(data: Any, steps: Sequence[str], root: Path) -> tuple[Path, bool]:
    """Return the path of stable steps, and whether all of it is there; what is missing is left for the locator."""
    for step in root:
        if isinstance(step, int):
            data = data[step] if isinstance(data, list) and step < len(data) else None
        else:
            data = data.get(step) if isinstance(data, dict) else None
    path: list[str | int] = list(root)
    for step in steps:
        if isinstance(data, list):
            index = next((one for one in range(len(data)) if stable_path((one,), data) == [step]), None)
            if index is None:
                return tuple(path), False
            path.append(index)
            data = data[index]
        elif isinstance(data, dict) and step in data:
            path.append(step)
            data = data[step]
        elif data is None or isinstance(data, dict):
            path.append(step)
            return tuple(path), False
        else:
            return tuple(path), False
    return tuple(path), True
