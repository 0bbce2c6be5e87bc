"""A hostile plimsoll.yaml, of a pull request say, is refused before anything walks it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml
from yaml import events as ev

from scanner.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_LEVELS = 100
"""libyaml's composer recurses: some ten thousand levels end the process."""
_MOST_NODES = 100_000
"""Aliases expanded. This repository's own has a thousand."""


def check_bounds(text: str, file: str) -> None:
    """Raise `ConfigError` where the text is nested too deep, is too much, or holds itself; aliases are expanded.

    What is no YAML, or has an alias to nothing, is left to the composer, which says so.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _walk(yaml.parse(text, Loader=loader), file)
    except yaml.YAMLError:
        return


@dataclass(slots=True)
class _Size:
    """Of one node."""

    nodes: int = 1
    levels: int = 1
    anchor: str | None = None

    def hold(self, inner: _Size) -> None:
        self.nodes += inner.nodes
        self.levels = max(self.levels, inner.levels + 1)


def _walk(events: Iterable[ev.Event], file: str) -> None:
    anchors: dict[str, _Size | None] = {}
    around = [_Size()]
    for event in events:
        if isinstance(event, ev.CollectionStartEvent):
            around.append(_Size(anchor=event.anchor))
            if event.anchor:
                anchors[event.anchor] = None  # while it is open
            _check(len(around), around[-1].nodes, event, file)
            continue
        if isinstance(event, ev.CollectionEndEvent):
            done = around.pop()
        elif isinstance(event, ev.ScalarEvent):
            done = _Size(anchor=event.anchor)
        elif isinstance(event, ev.AliasEvent):
            done = _aliased(anchors, event, file)
        else:
            continue
        if done.anchor and not isinstance(event, ev.AliasEvent):
            anchors[done.anchor] = done
        around[-1].hold(done)
        _check(len(around) + done.levels, around[-1].nodes, event, file)


def _aliased(anchors: dict[str, _Size | None], event: ev.AliasEvent, file: str) -> _Size:
    size = anchors.get(event.anchor or "", _Size())
    if size is None:
        raise _error(event, file, f"'*{event.anchor}' contains itself")
    return size


def _check(levels: int, nodes: int, event: ev.Event, file: str) -> None:
    if levels > _MOST_LEVELS:
        raise _error(event, file, f"nested more than {_MOST_LEVELS} levels deep")
    if nodes > _MOST_NODES:
        raise _error(event, file, f"more than {_MOST_NODES:,} values, aliases expanded")


def _error(event: ev.Event, file: str, problem: str) -> ConfigError:
    mark = event.start_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    return ConfigError(file, line, column, problem)
