"""Data against its declared shape, as the service reads a file: one problem for each thing that it refuses.

Source: https://github.com/actions/runner/blob/main/src/Sdk/WorkflowParser/ObjectTemplating/TemplateReader.cs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.workflows.shapes import scalar_text
from scanner.workflows.validity.problem import Problem, Topic
from scanner.workflows.validity.shape import ANYTHING
from scanner.workflows.validity.texts import has_expression, is_insert, refused_text

if TYPE_CHECKING:
    from scanner.model import Part, Path
    from scanner.workflows.validity.availability import Availability
    from scanner.workflows.validity.shape import Fields, Shape

_MERGE_KEY = "<<"
"""Reported by the reader of YAML. What it was meant to add is not known here."""


def structure(data: Any, shape: Shape) -> list[Problem]:
    """Return what the service refuses in ``data``, in the order of the file."""
    reading = _Reading()
    reading.value(data, shape, (), None)
    return reading.problems


class _Reading:
    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def refuse(
        self,
        path: Path,
        text: str,
        *,
        part: Part = "value",
        within: tuple[int, int] | None = None,
        topic: Topic | None = None,
    ) -> None:
        about = topic or (Topic.EVENT if path[:1] == ("on",) and path[1:2] != ("workflow_call",) else Topic.STRUCTURE)
        self.problems.append(Problem(path, part, text, about, within))

    def value(self, data: Any, shape: Shape, path: Path, above: Availability | None) -> None:
        available = shape.available or above
        if isinstance(data, dict):
            self.mapping(data, shape, path, available)
        elif isinstance(data, list):
            self.sequence(data, shape, path, available)
        else:
            self.scalar(data, shape, path, available)

    def scalar(self, data: Any, shape: Shape, path: Path, available: Availability | None) -> None:
        if isinstance(data, str) and (shape.condition or has_expression(data)):
            for text, within in refused_text(data, available, condition=shape.condition):
                self.refuse(path, text, within=within, topic=Topic.EXPRESSION)
            if has_expression(data):
                return
        if not _accepts(data, shape):
            self.refuse(path, f"Unexpected value '{scalar_text(data)}'")

    def sequence(self, data: list[Any], shape: Shape, path: Path, available: Availability | None) -> None:
        item = shape if shape.anything else shape.item
        if item is None:
            self.refuse(path, "A sequence was not expected")
            return
        for index, one in enumerate(data):
            self.value(one, item, (*path, index), available)

    def mapping(self, data: dict[str, Any], shape: Shape, path: Path, available: Availability | None) -> None:
        if shape.anything:
            for key, one in data.items():
                self.value(one, shape, (*path, key), available)
            return
        if not shape.mappings:
            self.refuse(path, "A mapping was not expected")
            return
        candidates = list(shape.mappings)
        computed = _MERGE_KEY in data
        for key, one in data.items():
            if has_expression(key):
                computed = True
                self.computed(key, one, (*path, key), available)
            elif key != _MERGE_KEY:
                candidates = self.entry(key, one, candidates, (*path, key), available)
        self.complete(data, candidates, path, computed=computed)

    def computed(self, key: str, one: Any, path: Path, available: Availability | None) -> None:
        """Read an entry whose key is an expression."""
        if available is None or not is_insert(key):
            for text, _within in refused_text(key, available):
                self.refuse(path, text, part="key", topic=Topic.EXPRESSION)
        if available is not None:
            self.value(one, ANYTHING, path, available)

    def entry(
        self, key: str, one: Any, candidates: list[Fields], path: Path, available: Availability | None
    ) -> list[Fields]:
        """Read an entry, and return the kinds of mapping that have its key."""
        having = [fields for fields in candidates if key in fields.properties]
        if having:
            self.value(one, having[0].properties[key], path, available)
            return having
        others = candidates[0].others
        if others is None or not key:
            self.refuse(path, f"Unexpected value '{key}'", part="key")
        else:
            self.value(one, others, path, available)
        return candidates

    def complete(self, data: dict[str, Any], candidates: list[Fields], path: Path, *, computed: bool) -> None:
        if len(candidates) > 1 and _MERGE_KEY not in data:
            names = sorted({name for fields in candidates for name in fields.required})
            add = "There's not enough info to determine what you meant. Add one of these properties:"
            self.refuse(path, f"{add} {', '.join(names)}")
        elif len(candidates) == 1 and not computed:
            for name in candidates[0].required:
                if name not in data:
                    self.refuse(path, f"Required property is missing: {name}")


def _accepts(data: Any, shape: Shape) -> bool:
    if shape.anything or (data is None and shape.null):
        return True
    if isinstance(data, bool) and shape.boolean:
        return True
    if isinstance(data, int | float) and not isinstance(data, bool) and shape.number:
        return True
    text = scalar_text(data)
    if text in shape.words:
        return True
    return shape.text and bool(shape.empty or text)
