"""What a manifest states and a live object does not have: pure functions over plain data.

Only what is stated is compared, so defaults make no noise. Values are compared as the API server reads them: amounts by
amount, times by instant, lists by their merge keys, and an empty value that the server does not keep as an absent one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from scanner.drift.fields import KEY_DEFAULTS, Merge, is_dropped_when_empty, merge
from scanner.drift.scalars import is_zero, same_scalar
from scanner.kubernetes.schema import Lack, Schemas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes.schema.shape import Expression
    from scanner.model import Path


class Absent(Enum):
    """That there is nothing, which is another thing than null."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
_OF_THE_SERVER = frozenset(
    {
        "creationTimestamp",
        "deletionGracePeriodSeconds",
        "deletionTimestamp",
        "generateName",
        "generation",
        "managedFields",
        "name",
        "namespace",
        "resourceVersion",
        "selfLink",
        "uid",
    }
)
"""Metadata that name the object, or that the server alone writes."""

_ZERO_IS_DEFAULT = frozenset({"failureThreshold", "periodSeconds", "successThreshold", "timeoutSeconds"})
"""Integers for which the server writes its default where zero is stated (of probes)."""

_OPEN: Expression = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
"""The type of an object of which nothing is known but that it has metadata."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One stated value that the cluster does not have."""

    path: Path
    """In the manifest."""
    live_path: Path
    """In the live object, where list items may stand elsewhere; of what is absent, where it would be."""
    stated: Any
    live: Any
    """`ABSENT` where there is none."""


@dataclass(frozen=True, slots=True)
class _At:
    """Where a comparison is."""

    path: Path
    live_path: Path
    type: Expression
    owner: str = ""
    """The definition of Kubernetes that the value is a field of; empty for an item, and in custom kinds."""
    field: str = ""

    def inner(self, step: str | int, live_step: str | int, stated: Expression, owner: str = "") -> _At:
        field = step if isinstance(step, str) and owner else ""
        return _At((*self.path, step), (*self.live_path, live_step), stated, owner, field)


def differences(stated: dict[str, Any], live: dict[str, Any], schemas: Schemas) -> Iterator[Difference]:
    """Yield what ``stated`` says and ``live``, the same object in the same API version, does not have."""
    root = root_type(stated, schemas)
    fields, owner = _fields(root, schemas, is_root=True)
    for key, value in stated.items():
        if key in {"apiVersion", "kind", "status"} or (key == "rules" and stated.get("aggregationRule")):
            continue  # the rules of an aggregated ClusterRole are written by a controller
        at = _At((key,), (key,), fields.get(key, "any"), owner, key if owner else "")
        if key == "metadata" and isinstance(value, dict):
            value = _metadata(value)  # noqa: PLW2901 - what of it is the user's
        yield from _value(value, live.get(key, ABSENT), at, schemas)


def root_type(stated: dict[str, Any], schemas: Schemas) -> Expression:
    """Return the type of an object; an open one where none is known."""
    api_version, kind = str(stated.get("apiVersion")), str(stated.get("kind"))
    name = schemas.release.kinds.get(f"{api_version} {kind}")
    if name is not None:
        return name
    group, _, version = api_version.rpartition("/")
    found = schemas.custom.get((group, kind), {}).get(version)
    return _OPEN if found is None or isinstance(found, Lack) else found


def key_of(item: dict[str, Any], keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return what names an item of a keyed list."""
    values = (item.get(key) for key in keys)
    return tuple(
        str(KEY_DEFAULTS.get(key, "") if value in {None, ""} else value) if not isinstance(value, dict | list) else ""
        for key, value in zip(keys, values, strict=True)
    )


def _metadata(stated: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in stated.items() if key not in _OF_THE_SERVER}
    annotations = kept.get("annotations")
    if isinstance(annotations, dict):
        kept["annotations"] = {key: value for key, value in annotations.items() if key != LAST_APPLIED}
    return kept


def _fields(stated: Expression, schemas: Schemas, *, is_root: bool = False) -> tuple[dict[str, Expression], str]:
    """Return the fields of a type and, where it is one of Kubernetes, its name."""
    if isinstance(stated, dict):
        if is_root:
            return {**_properties(stated), "metadata": "meta.v1.ObjectMeta"}, ""
        if stated.get("x-kubernetes-embedded-resource") is True:
            return {**_properties(stated), "metadata": "meta.v1.ObjectMeta"}, ""
        return _properties(stated), ""
    return dict(schemas.shape(stated).fields), stated if schemas.shape(stated).fields else ""


def _properties(schema: dict[str, Any]) -> dict[str, Expression]:
    properties = schema.get("properties")
    return (
        {key: value if isinstance(value, dict) else "any" for key, value in properties.items()}
        if isinstance(properties, dict)
        else {}
    )


def _value(stated: Any, live: Any, at: _At, schemas: Schemas) -> Iterator[Difference]:
    if stated is None:
        return  # for every reader of the API the same as unstated
    if live is None:
        live = ABSENT
    dropped = bool(at.owner) and is_dropped_when_empty(at.owner, at.field)
    if dropped and is_zero(stated) and (live is ABSENT or _is_default(stated, live, at)):
        return
    if live is ABSENT or isinstance(stated, dict) != isinstance(live, dict) or _is_list(stated) != _is_list(live):
        yield Difference(at.path, at.live_path, stated, live)
    elif isinstance(stated, dict):
        yield from _mapping(stated, live, at, schemas)
    elif isinstance(stated, list):
        yield from _list(stated, live, at, schemas)
    elif not same_scalar(stated, live, at.type):
        yield Difference(at.path, at.live_path, stated, live)


def _is_default(stated: Any, live: Any, at: _At) -> bool:
    """Return whether the server has its default because nothing was stated but an empty value."""
    if stated == "" and isinstance(stated, str):
        return isinstance(live, str)
    return at.field in _ZERO_IS_DEFAULT and stated == 0


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _mapping(stated: dict[str, Any], live: dict[str, Any], at: _At, schemas: Schemas) -> Iterator[Difference]:
    fields, owner = _fields(at.type, schemas)
    values = _values_type(at.type)
    for key, value in stated.items():
        inner = at.inner(key, key, fields.get(key, values), owner)
        yield from _value(value, live.get(key, ABSENT), inner, schemas)


def _list(stated: list[Any], live: list[Any], at: _At, schemas: Schemas) -> Iterator[Difference]:
    how, keys = merge(at.owner, at.field, at.type)
    items = _items_type(at.type)
    if how is Merge.KEYED and all(isinstance(item, dict) for item in (*stated, *live)):
        yield from _keyed(stated, live, at, schemas, keys)
    elif how is Merge.SET:
        for index, item in enumerate(stated):
            if not any(same_scalar(item, other, items) for other in live):
                yield Difference((*at.path, index), (*at.live_path, len(live)), item, ABSENT)
    elif len(stated) != len(live):
        yield Difference(at.path, at.live_path, stated, live)
    else:
        for index, (item, other) in enumerate(zip(stated, live, strict=True)):
            yield from _value(item, other, at.inner(index, index, items), schemas)


def _keyed(
    stated: list[dict[str, Any]], live: list[dict[str, Any]], at: _At, schemas: Schemas, keys: tuple[str, ...]
) -> Iterator[Difference]:
    """Compare items that have one key; of several with one key the first with the first, and so on."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, item in enumerate(live):
        places[key_of(item, keys)].append(index)
    for index, item in enumerate(stated):
        found = places[key_of(item, keys)]
        if not found:
            yield Difference((*at.path, index), (*at.live_path, len(live)), item, ABSENT)
            continue
        place = found.pop(0)
        yield from _value(item, live[place], at.inner(index, place, _items_type(at.type)), schemas)


def _items_type(stated: Expression) -> Expression:
    if isinstance(stated, dict):
        items = stated.get("items")
        return items if isinstance(items, dict) else "any"
    return stated[2:] if stated.startswith("[]") else "any"


def _values_type(stated: Expression) -> Expression:
    if isinstance(stated, dict):
        values = stated.get("additionalProperties")
        return values if isinstance(values, dict) else "any"
    return stated[2:] if stated.startswith("{}") else "any"
