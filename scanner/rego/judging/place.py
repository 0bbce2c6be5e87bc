"""Where a violation is: the path that its author named, or the narrowest place that can be proved.

*Exact* is what the author named: a path that exists, or that names a key missing from a mapping that exists. A path
that leads through a scalar, or to an item that a list does not have, is wrong: its existing beginning is *nearest*.

Without a path a place is *proved* where something that the element names (in quotes in its message, in its other keys,
or as a dotted path in the message) occurs exactly once in the document, as a key or as a whole value. What gives an
item of a list its name stands for the item. Names are then looked for again within what is proved, so that a container
and a field lead to that container's field. Places that contradict each other prove only what they have in common. What
names the whole document (its kind, its own name) proves nothing. *Document* is where nothing is proved.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from scanner.model import Located
from scanner.rego.judging.elements import parse_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.model import Document, Path
    from scanner.rego.judging.elements import Element

_MAX_NODES = 200_000
_IDENTITY: frozenset[Path] = frozenset({("apiVersion",), ("kind",), ("metadata", "name"), ("metadata", "namespace")})
_NAMING_KEYS = frozenset({"name", "id", "host", "key", "mountPath"})
_DOTTED = re.compile(r"(?<![\w./-])[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*|\[\d+\])+(?![\w/-])")

Occurrences = dict[str, list["Path"]]
"""Each key and each string of a document, with the paths where it occurs."""


def place(document: Document, element: Element) -> tuple[Path, Located]:
    """Return the path to show and how sure it is."""
    if element.path:
        path, right = resolve(document.data, element.path)
        if right:
            return path, Located.EXACT
        if path:
            return path, Located.NEAREST
    proved = _prove(document.data, element)
    if proved:
        return proved, Located.NEAREST
    return whole(document), Located.DOCUMENT


def whole(document: Document) -> Path:
    """Return the path that stands for a whole document: its kind, or its first line."""
    return ("kind",) if "kind" in document.data else ()


def resolve(data: Any, path: Path) -> tuple[Path, bool]:
    """Return the path with its steps as the data have them, and True; or its right beginning, and False."""
    found: list[str | int] = []
    for position, step in enumerate(path):
        if data is None:  # a key without a value: an empty mapping to an author
            return (*found, *path[position:]), True
        if isinstance(data, dict):
            if not isinstance(step, str) and str(step) not in data:
                return tuple(found), False
            if str(step) not in data:
                return (*found, *path[position:]), True
            found.append(str(step))
            data = data[str(step)]
        elif isinstance(data, list):
            index = int(step) if isinstance(step, int) or re.fullmatch(r"[0-9]{1,9}", step) else -1
            if not 0 <= index < len(data):
                return tuple(found), False
            found.append(index)
            data = data[index]
        else:
            return tuple(found), False
    return tuple(found), True


def _prove(data: dict[str, Any], element: Element) -> Path:
    """Return the narrowest place that is proved; empty where there is none."""
    occurrences = _occurrences(data, frozenset(element.names))
    scope = _common(_dotted_paths(data, element.message))
    names = list(occurrences)
    while True:
        hits = {name: _within(occurrences[name], scope) for name in names}
        unique = {name: found[0] for name, found in hits.items() if len(found) == 1}
        places = [_subject(path) for path in unique.values()]
        narrower = [path for path in places if len(path) > len(scope)]
        if not narrower:
            return scope
        deepest = max(narrower, key=len)
        if any(deepest[: len(path)] != path for path in narrower):
            return _common(narrower)
        scope = deepest
        names = [name for name in names if name not in unique]


def _within(paths: Iterable[Path], scope: Path) -> list[Path]:
    return [path for path in paths if path[: len(scope)] == scope]


def _subject(path: Path) -> Path:
    """Return the item of a list where the path is what names it, otherwise the path itself."""
    if len(path) > 1 and path[-1] in _NAMING_KEYS and isinstance(path[-2], int):
        return path[:-1]
    return path


def _dotted_paths(data: dict[str, Any], message: str) -> list[Path]:
    """Return the dotted paths in the message that exist in the document."""
    found = []
    for text in _DOTTED.findall(message):
        path = parse_path(text)
        if path and path not in _IDENTITY and _at(data, path) is not None:
            found.append(path)
    return found


def _at(data: Any, path: Path) -> Any:
    """Return the value at a path, None where it does not exist."""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _common(paths: list[Path]) -> Path:
    """Return the longest beginning that all paths share; empty where there are none."""
    if not paths:
        return ()
    shortest = min(paths, key=len)
    for position, step in enumerate(shortest):
        if any(path[position] != step for path in paths):
            return shortest[:position]
    return shortest


def _occurrences(data: dict[str, Any], names: frozenset[str]) -> Occurrences:
    """Return where each of the names occurs; nothing for a document too large to be sure."""
    found: Occurrences = {}
    whole_names = {value for path in _IDENTITY if isinstance(value := _at(data, path), str)}
    names -= whole_names
    pending: list[tuple[Path, Any]] = [((), data)] if names else []
    nodes = 0
    while pending:
        path, value = pending.pop()
        nodes += 1
        if nodes > _MAX_NODES:
            return {}
        if isinstance(value, dict):
            for key, child in value.items():
                if key in names:
                    found.setdefault(key, []).append((*path, key))
                pending.append(((*path, key), child))
        elif isinstance(value, list):
            pending.extend(((*path, index), child) for index, child in enumerate(value))
        elif isinstance(value, str) and value in names:
            found.setdefault(value, []).append(path)
    return found
