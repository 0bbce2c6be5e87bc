"""Which object of which file a rendered object is a copy of, as kustomize says and as can be checked."""

from __future__ import annotations

import os
import pathlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.read.rendered.links import is_inside
from scanner.read.rendered.writers import inner_text

if TYPE_CHECKING:
    from scanner.model import Path
    from scanner.read.classify import Item
    from scanner.read.rendered.graph import Graph
    from scanner.read.rendered.texts import Text

_ANNOTATION = "config.kubernetes.io/origin"
"""https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/buildmetadata/."""
_GENERATORS = {"ConfigMapGenerator": "configMapGenerator", "SecretGenerator": "secretGenerator"}


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """Where a rendered object comes from."""

    text: Text | None
    """None where that is not known."""
    index: int = 0
    item: Item | None = None
    """None where it is not known, or where the object was generated."""
    path: Path = ()
    """Of the generator, in the kustomization's text."""
    names: frozenset[str] = frozenset()
    """The object's names: as rendered, and as in its origin."""
    identity: tuple[str, ...] = ()
    """File, kind, namespace and name there; empty where it is not known."""


def take_annotation(data: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Return an object without the annotation that says where it comes from, and the annotation."""
    metadata = data.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    if not isinstance(metadata, dict) or not isinstance(annotations, dict) or _ANNOTATION not in annotations:
        return data, ""
    kept = {name: value for name, value in annotations.items() if name != _ANNOTATION}
    without = {name: value for name, value in metadata.items() if name != "annotations"}
    return {**data, "metadata": {**without, "annotations": kept} if kept else without}, str(annotations[_ANNOTATION])


def origin_of(data: dict[str, Any], annotation: str, wrapper: pathlib.Path, graph: Graph) -> Origin:
    """Return where an object comes from; ``wrapper`` is what the paths in annotations are relative to."""
    name = _name(data)
    said = next(iter(inner_text("", annotation, graph.texts.limits).data), None)
    unknown = Origin(None, names=frozenset((name,)))
    if not isinstance(said, dict):
        return unknown
    written = said.get("path") or said.get("configuredIn")
    path = pathlib.Path(os.path.realpath(wrapper / str(written)))
    text = graph.texts.get(path) if written and is_inside(path, graph.bounds) else None
    if text is None:
        return unknown
    if "path" not in said:
        by = said.get("configuredBy")
        return _generated(text, by.get("kind") if isinstance(by, dict) else "", name)
    return _copied(text, data, name)


def _copied(text: Text, data: dict[str, Any], name: str) -> Origin:
    """Return the object in a file: of this kind, and of this name without what a prefix and suffix may have added."""
    group = _group(data)
    same_kind = [
        (index, item)
        for index, item in text.objects()
        if item.data.get("kind") == data.get("kind") and _group(item.data) == group
    ]
    named = [one for one in same_kind if _name(one[1].data) == name]
    named = named or [one for one in same_kind if _name(one[1].data) in name]
    if len(named) != 1:
        named = same_kind if len(same_kind) == 1 else []
    if not named:
        return Origin(text, names=frozenset((name,)))
    ((index, item),) = named
    own = _name(item.data)
    identity = (text.source.path, str(data.get("kind")), str(_metadata(item.data).get("namespace") or ""), own)
    return Origin(text, index, item, names=frozenset((name, own)), identity=identity)


def _generated(text: Text, generator: Any, name: str) -> Origin:
    field = _GENERATORS.get(str(generator), "")
    kustomization = next((one for one in text.data if isinstance(one, dict)), {})
    entries = kustomization.get(field)
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        own = entry.get("name") if isinstance(entry, dict) else None
        if isinstance(own, str) and own in name:
            identity = (text.source.path, field, own)
            return Origin(text, path=(field, index, "name"), names=frozenset((name, own)), identity=identity)
    return Origin(text, names=frozenset((name,)))


def _metadata(data: dict[str, Any]) -> dict[str, Any]:
    metadata = data.get("metadata")
    return metadata if isinstance(metadata, dict) else {}


def _name(data: dict[str, Any]) -> str:
    return str(_metadata(data).get("name") or "")


def _group(data: dict[str, Any]) -> str:
    return str(data.get("apiVersion")).rpartition("/")[0]
