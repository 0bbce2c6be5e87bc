"""The types of one minor release of Kubernetes, from the bundled data."""

from __future__ import annotations

import functools
import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scanner.kubernetes.schema.shape import ANY, Form, Shape

if TYPE_CHECKING:
    from collections.abc import Mapping

MINORS = ("1.37", "1.36", "1.35")
"""Those that the data has, newest first; a test holds this against it."""

_DATA = Path(__file__).with_name("kubernetes.json")


@dataclass(frozen=True, slots=True)
class Release:
    """One minor release."""

    minor: str
    """E.g. ``1.37``."""
    kinds: Mapping[str, str]
    """``apps/v1 Deployment`` to the name of its definition."""
    definitions: Mapping[str, Mapping[str, Any]]
    versions_of: Mapping[tuple[str, str], tuple[str, ...]]
    """Group and kind to the apiVersions that have it in this release."""
    former: frozenset[tuple[str, str]]
    """Groups and kinds that other releases have or had."""
    shapes: dict[str, Shape]
    """What was read so far; see `shape`."""

    def shape(self, expression: str) -> Shape:
        """Return the type that an expression of the data names, e.g. ``[]core.v1.Container``."""
        found = self.shapes.get(expression)
        if found is None:
            found = self.shapes[expression] = self._read(expression)
        return found

    def _read(self, expression: str) -> Shape:
        if expression.startswith("[]"):
            return Shape(Form.LIST, inner=expression[2:])
        if expression.startswith("{}"):
            return Shape(Form.MAP, inner=expression[2:])
        if expression == "any":
            return ANY
        if expression == "object":
            return Shape(Form.MAP)
        definition = self.definitions.get(expression)
        if definition is None:
            return Shape(Form.SCALAR, expression)
        name = expression.rpartition(".")[2]
        return Shape(Form.FIELDS, name, definition["fields"], tuple(definition.get("required", ())))


def release(minor: str = "") -> Release:
    """Return the release of a minor; the nearest where the data lacks it, the newest for an empty text."""
    return _release(nearest(minor))


def nearest(minor: str) -> str:
    """Return the minor of the data that is nearest to ``1.36`` or ``1.36.2``."""
    if not minor:
        return MINORS[0]
    wanted = _number(minor)
    return min(MINORS, key=lambda one: abs(_number(one) - wanted))


def _number(minor: str) -> int:
    return int(minor.removeprefix("v").split(".")[1])


@functools.cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(_DATA.read_text(encoding="utf-8"))
    return data


@functools.cache
def _release(minor: str) -> Release:
    data = _data()
    changes = data["changes"].get(minor, {"kinds": {}, "definitions": {}})
    kinds, definitions = (_changed(data[part], changes[part]) for part in ("kinds", "definitions"))
    versions: dict[tuple[str, str], list[str]] = defaultdict(list)
    for stated in kinds:
        api_version, kind = stated.split(" ")
        versions[_group(api_version), kind].append(api_version)
    elsewhere = {
        *data["former"],
        *data["kinds"],
        *(one for other in data["changes"].values() for one in other["kinds"]),
    }
    former = frozenset((_group(stated.split(" ")[0]), stated.split(" ")[1]) for stated in elsewhere)
    return Release(minor, kinds, definitions, {key: tuple(found) for key, found in versions.items()}, former, {})


def _changed(newest: Mapping[str, Any], changes: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in {**newest, **changes}.items() if value is not None}


def _group(api_version: str) -> str:
    return api_version.rpartition("/")[0]
