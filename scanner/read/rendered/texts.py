"""The files that something was rendered from: read once, as data with places."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scanner.model import Source, Span
from scanner.read.build import build
from scanner.read.classify import Item, objects
from scanner.read.encoding import decode
from scanner.read.kubernetes_scalars import KUBERNETES
from scanner.read.positions import SourceLocator
from scanner.read.refused import Refused
from scanner.read.split import split

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Callable

    from scanner.model import Part, Path
    from scanner.read.limits import Limits

_LINE = re.compile(r"[^\r\n]*")


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """One file, as far as it can be read."""

    source: Source
    locator: SourceLocator
    data: tuple[Any, ...]
    """One value a document; None for one that is empty or cannot be read."""
    problem: str = ""
    """Why the first document that cannot be read cannot; empty where all can."""

    def locate(self, index: int, path: Path, part: Part = "value", within: tuple[int, int] | None = None) -> Span:
        """Return the span of a path in a document; see `scanner.model.Locator`."""
        return self.locator.locate(index, path, part, within)

    def objects(self) -> list[tuple[int, Item]]:
        """Return the Kubernetes objects in it, with the index of their document."""
        found: list[tuple[int, Item]] = []
        for index, data in enumerate(self.data):
            if isinstance(data, dict) and isinstance(data.get("apiVersion"), str) and isinstance(data.get("kind"), str):
                found.extend((index, item) for item in objects(data) if isinstance(item, Item))
        return found

    def first_line(self) -> Span:
        """Return the span of the first line that says something."""
        text = self.source.text
        start = len(text) - len(text.lstrip())
        matched = _LINE.match(text, start)
        return self.locator.lines.span(start, matched.end() if matched else start)


@dataclass(slots=True)
class Texts:
    """Reads each file once."""

    limits: Limits
    shown: Callable[[pathlib.Path], str]
    """Returns `Source.path` for an absolute path."""
    read: dict[pathlib.Path, Text | None] = field(default_factory=dict)

    def get(self, path: pathlib.Path) -> Text | None:
        """Return a file as YAML; None where it cannot be read as text."""
        if path not in self.read:
            self.read[path] = self._read(path)
        return self.read[path]

    def _read(self, path: pathlib.Path) -> Text | None:
        limit = self.limits.max_bytes
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe must not hang the scan
            with open(descriptor, "rb") as opened:  # noqa: PTH123 - of a descriptor
                content = opened.read(limit + 1)
            if len(content) > limit:
                return None
            text, mark = decode(content)
        except (OSError, Refused):
            return None
        source = Source(self.shown(path), text, hashlib.sha256(content).hexdigest(), mark)
        return text_of(source, self.limits)


def text_of(source: Source, limits: Limits) -> Text:
    """Return a text as YAML documents in the Kubernetes dialect."""
    locator = SourceLocator(source.text)
    data: list[Any] = []
    problem = ""
    for index, chunk in enumerate(split(source.text)):
        locator.add(index, chunk, KUBERNETES)
        try:
            data.append(build(source.text, chunk.start, chunk.end, KUBERNETES, limits).data)
        except Refused as refused:
            problem = problem or refused.detail
            data.append(None)
    return Text(source, locator, tuple(data), problem)
