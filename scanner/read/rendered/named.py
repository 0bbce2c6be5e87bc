"""Files that the user named and that are nothing by themselves: templates of charts, patches of overlays."""

from __future__ import annotations

import os
import pathlib
from typing import TYPE_CHECKING

from scanner.model import Unread, UnreadReason
from scanner.read.rendered import kustomization
from scanner.read.rendered.plan import CHART_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.read.rendered.graph import Graph

_REMEDY = "Scan '{}' instead."


def owner(path: pathlib.Path, graph: Graph, root: pathlib.Path) -> Unread | None:
    """Return why a named file is not judged; None where it is to be read as it stands.

    A hook before a commit names each file that changed. A patch, judged as an object, would lack what it leaves out.
    """
    real = pathlib.Path(os.path.realpath(path))
    shown = graph.texts.shown(path)
    for directory in _parents(path, root):
        if (directory / CHART_FILE).is_file() and path.relative_to(directory).parts[0] == "templates":
            by = graph.texts.shown(directory)
            return _unread(shown, f"A template of the chart '{by}', which has to be rendered.", by)
        found = kustomization.file_in(directory) and graph.get(pathlib.Path(os.path.realpath(directory)))
        if found and any(part == real for _, part in found.parts()):
            return _unread(shown, f"A part of '{found.by}', which has to be rendered.", found.by)
    return None


def _parents(path: pathlib.Path, root: pathlib.Path) -> Iterator[pathlib.Path]:
    for directory in path.parents:
        if directory.is_relative_to(root):
            yield directory


def _unread(path: str, detail: str, by: str) -> Unread:
    return Unread(path, UnreadReason.NOT_RENDERED, detail, _REMEDY.format(by))
