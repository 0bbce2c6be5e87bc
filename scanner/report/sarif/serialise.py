"""sarif-om's types to plain data. Its companion serialiser is thirty times slower and drops values.

A value that equals the type's default is left out (among them sarif-om's ``-1`` for "absent"), except ``level``: left
out, it would be read as the rule's default level. The types are those of a draft: `Suppression` has ``state`` where
SARIF 2.1.0 has ``status`` (section 3.35), so suppressions are given as plain data and the type is refused.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import attr
import sarif_om as om

_ALWAYS = frozenset({"level"})
_NO_DEFAULT = object()


def plain(value: object) -> Any:
    """Return ``value`` as what JSON has. Raises `TypeError` for a `sarif_om.Suppression`."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    fields = _fields(type(value))  # type: ignore[arg-type]  # mypy takes the instances' __hash__ for the class's
    if fields is None:
        return value
    return {
        key: plain(item)
        for name, key, default in fields
        if (item := getattr(value, name)) is not None and (key in _ALWAYS or item != default)
    }


@cache
def _fields(kind: type[object]) -> tuple[tuple[str, str, Any], ...] | None:
    """Return attribute, property and default of each field; None for what is plain already."""
    if kind is om.Suppression:
        raise TypeError("sarif_om.Suppression has no status; give suppressions as plain data")
    if not attr.has(kind):
        return None
    return tuple((field.name, field.metadata["schema_property_name"], _default(field)) for field in attr.fields(kind))


def _default(field: Any) -> Any:
    if field.default is attr.NOTHING:
        return _NO_DEFAULT
    return field.default.factory() if isinstance(field.default, attr.Factory) else field.default  # type: ignore[arg-type]
