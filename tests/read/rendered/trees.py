"""What the tests of charts and overlays share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.model import Document, Unread
from scanner.read import ReadOptions, RenderOptions, read_targets
from tests.read.reading import covered

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from scanner.model import Part
    from scanner.model import Path as Place

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: cart
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: web
          image: registry.example.com/cart:1.0
"""


def write(root: Path, files: Mapping[str, str]) -> Path:
    """Write files below a directory."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return root


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scan reads."""

    documents: tuple[Document, ...]
    unread: tuple[Unread, ...]

    @property
    def objects(self) -> list[str]:
        """The objects as ``by: Kind name``, or ``path: Kind name`` where they stand in a file."""
        where = [one.rendering.by if one.rendering else one.source.path for one in self.documents]
        names = [f"{one.data['kind']} {one.data['metadata']['name']}" for one in self.documents]
        return [f"{place}: {name}" for place, name in zip(where, names, strict=True)]

    @property
    def reasons(self) -> dict[str, str]:
        """Path to reason."""
        return {one.path: one.reason.value for one in self.unread}

    @property
    def only_incomplete(self) -> Unread:
        """The one thing that is missing."""
        (only,) = (one for one in self.unread if one.incomplete)
        return only

    def object(self, kind: str, name: str, by: str = "") -> Document:
        """Return one object."""
        (only,) = (
            one
            for one in self.documents
            if (one.data["kind"], one.data["metadata"]["name"]) == (kind, name)
            and (not by or (one.rendering is not None and one.rendering.by == by))
        )
        return only


def read(root: Path, search_path: str = "", *targets: str, **options: Any) -> Outcome:
    """Read the targets, or all of a directory."""
    render = RenderOptions(search_path=search_path, **options)
    found = list(read_targets([str(root / target) for target in targets or ("",)], ReadOptions(root, render=render)))
    return Outcome(
        tuple(one for one in found if isinstance(one, Document)), tuple(one for one in found if isinstance(one, Unread))
    )


def traced(
    document: Document, *path: str | int, part: Part = "value", within: tuple[int, int] | None = None
) -> tuple[str, int, str, bool]:
    """Return file, line and text of a place, and whether it is exact."""
    place: Place = path
    found = document.trace(place, part, within)
    return found.source.path, found.span.line, covered(found.source.text, found.span), found.exact
