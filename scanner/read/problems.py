"""Duplicate and merge keys, with their places. Looked for only where the builder met one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.model import Problem
from scanner.read.dialect import Dialect, quoted
from scanner.read.nodes import Entry, MappingNode, Node, SequenceNode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Path
    from scanner.read.limits import Limits
    from scanner.read.lines import Lines


def find_problems(root: Node | None, dialect: Dialect, lines: Lines, limits: Limits) -> tuple[Problem, ...]:
    """Return the problems of one document in the order of the text, at most ``limits.max_problems``."""
    found: list[Problem] = []
    for problem in _walk(root, dialect, lines):
        if len(found) == limits.max_problems - 1:
            found.append(
                Problem(problem.code, "There are more keys like this one.", problem.path, problem.span, problem.first)
            )
            break
        found.append(problem)
    return tuple(found)


def _walk(root: Node | None, dialect: Dialect, lines: Lines) -> Iterator[Problem]:
    waiting: list[tuple[Path, Node | None]] = [((), root)]
    while waiting:
        path, node = waiting.pop()
        children: list[tuple[Path, Node | None]] = []
        if isinstance(node, MappingNode):
            yield from _mapping(path, node, dialect, lines)
            children = [((*path, entry.name), entry.value) for entry in node.entries]
        elif isinstance(node, SequenceNode):
            children = [((*path, index), item) for index, item in enumerate(node.items)]
        waiting.extend(reversed(children))  # an alias is not followed: what it stands for is reported once


def _mapping(path: Path, node: MappingNode, dialect: Dialect, lines: Lines) -> Iterator[Problem]:
    seen: dict[str, Entry] = {}
    for entry in node.entries:
        here = (*path, entry.name)
        span = lines.span(entry.key.start, entry.key.end)
        if entry.name == "<<" and not dialect.merges and _is_plain_merge(entry):
            yield Problem("merge-key", "GitHub does not support the merge key '<<'.", here, span)
        if entry.merge or _is_expression(entry.name, dialect):
            continue
        name = entry.name.upper() if dialect.folds_case else entry.name
        first = seen.setdefault(name, entry)
        if first is not entry:
            yield Problem(
                "duplicate-key", _message(entry, first, dialect), here, span, lines.span(first.key.start, first.key.end)
            )


def _is_plain_merge(entry: Entry) -> bool:
    return getattr(entry.key, "style", "") == ""


def _is_expression(name: str, dialect: Dialect) -> bool:
    """GitHub evaluates such keys before it could compare them; an empty key is an error of its own there."""
    return dialect.folds_case and (not name or "${{" in name)


def _message(entry: Entry, first: Entry, dialect: Dialect) -> str:
    key = quoted(entry.name)
    if not dialect.folds_case:
        return f"The key {key} is given twice, and only the last one counts."
    if entry.name == first.name:
        return f"The key {key} is given twice, and GitHub refuses the file."
    return f"The key {key} is the same as {quoted(first.name)} to GitHub, which refuses the file."
