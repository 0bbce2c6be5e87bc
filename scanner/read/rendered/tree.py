"""Paths in plain data, and the same path in other data with the same names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scanner.model import Path

_NAMING_KEYS = ("name", "mountPath", "containerPort", "port", "host", "ip", "key", "topologyKey")
"""What names an item of a list, as kubectl merges them:
https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy."""


def existing(data: Any, path: Path) -> tuple[Path, Any]:
    """Return the beginning of ``path`` that exists in ``data``, and what is there."""
    for depth, step in enumerate(path):
        inside = isinstance(data, dict) and step in data
        if not inside and not (isinstance(data, list) and isinstance(step, int) and 0 <= step < len(data)):
            return path[:depth], data
        data = data[step]
    return path, data


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal, ``1`` and ``true`` not being so. Collections need only be of one kind."""
    if isinstance(one, dict | list):
        return type(one) is type(other)
    return type(one) is type(other) and bool(one == other)


def counterpart(data: Any, other: Any, path: Path) -> tuple[Path, bool]:
    """Return where ``path`` of ``data`` is in ``other``, as far as it goes, and whether it goes all the way.

    Items of lists are the same where they have the same name, or are equal and the only ones.
    """
    found: list[str | int] = []
    for step in path:
        if isinstance(data, dict) and isinstance(other, dict) and step in other:
            found.append(step)
            data, other = data[step], other[step]
        elif isinstance(data, list) and isinstance(other, list) and isinstance(step, int):
            index = _index_of(data[step], data, other)
            if index is None:
                return tuple(found), False
            found.append(index)
            data, other = data[step], other[index]
        else:
            return tuple(found), False
    return tuple(found), True


def _index_of(item: Any, items: list[Any], others: list[Any]) -> int | None:
    for key in _NAMING_KEYS if isinstance(item, dict) else ():
        name = item.get(key)
        if isinstance(name, str | int):
            return _only(others, items, lambda one: isinstance(one, dict) and one.get(key) == name)  # noqa: B023
    return _only(others, items, lambda one: bool(one == item) and type(one) is type(item))


def _only(others: list[Any], items: list[Any], is_it: Any) -> int | None:
    """Return the index of the one item that is meant; None where it is none or several, in either list."""
    found = [index for index, one in enumerate(others) if is_it(one)]
    return found[0] if len(found) == 1 and sum(map(is_it, items)) == 1 else None
