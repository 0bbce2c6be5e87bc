"""Kustomize overlays: rendered by the user's kustomize or kubectl, each value traced to its file or patch."""

from __future__ import annotations

import json
import os
import pathlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from scanner.model import Document, Source, Traced, Unread, UnreadReason
from scanner.read.documents import read_bytes
from scanner.read.rendered.origin import Origin, origin_of, take_annotation
from scanner.read.rendered.run import TURN_ON, NotRendered, scratch_directory
from scanner.read.rendered.tree import counterpart, existing, same
from scanner.read.rendered.writers import Rendered, writer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scanner.model import Part, Path
    from scanner.read.rendered.graph import Graph
    from scanner.read.rendered.kustomization import Kustomization
    from scanner.read.rendered.run import Tools

_INSTALL = "Install kustomize or kubectl, or render it and pipe it: kustomize build … | plimsoll scan -."
_REFUSED = {
    "enable-helm": "Charts inside an overlay are not inflated: render it, and pipe it to plimsoll scan -.",
    "enable-alpha-plugins": "Plugins are not run: render it, and pipe it to plimsoll scan -.",
    "plugin": "Plugins are not run: render it, and pipe it to plimsoll scan -.",
    "security; file": "Move the file below the kustomization, or make its directory a base.",
}


@dataclass(slots=True)
class OverlayReader:
    """Renders overlays."""

    graph: Graph
    tools: Tools

    def read(self, overlay: Kustomization) -> list[Document | Unread]:
        """Return the objects of an overlay. Raises `NotRendered`."""
        options = self.tools.options
        if not options.enabled:
            raise NotRendered("The overlay was not rendered, because rendering is turned off.", TURN_ON)
        kustomize, kubectl = self.tools.find("kustomize"), self.tools.find("kubectl")
        if kustomize is None and kubectl is None:
            raise NotRendered(
                "The overlay was not rendered, because there is neither kustomize nor kubectl on the PATH.", _INSTALL
            )
        closure = self.graph.closure(overlay)
        if closure.problem:
            raise NotRendered(closure.problem, closure.remedy)
        name, command = ("kustomize", [kustomize, "build"]) if kustomize else ("kubectl", [kubectl, "kustomize"])
        with scratch_directory() as made:
            scratch = pathlib.Path(os.path.realpath(made))
            wrapper = scratch / "plimsoll"
            content = self._run(name, [str(word) for word in command], overlay, scratch, wrapper)
            return list(self._documents(overlay, content, wrapper))

    def _run(
        self, name: str, command: Sequence[str], overlay: Kustomization, scratch: pathlib.Path, wrapper: pathlib.Path
    ) -> bytes:
        """Render the overlay as the only resource of another, which asks for each object's origin.

        Source: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/buildmetadata/.
        """
        wrapper.mkdir()
        resource = os.path.relpath(overlay.directory, wrapper)
        asking = {"resources": [resource], "buildMetadata": ["originAnnotations"]}
        (wrapper / "kustomization.yaml").write_text(json.dumps(asking), encoding="utf-8")
        try:
            return self.tools.run(name, lambda _: [*command, "--", str(wrapper)], scratch)
        except NotRendered as problem:
            detail = problem.detail.replace(f"accumulating resources from '{resource}': ", "", 1)
            detail = _relative(detail, overlay, scratch, self.graph.bounds)
            remedy = next((text for words, text in _REFUSED.items() if words in detail), problem.remedy)
            raise NotRendered(detail, remedy) from problem

    def _documents(self, overlay: Kustomization, content: bytes, wrapper: pathlib.Path) -> Iterator[Document | Unread]:
        limits = self.graph.texts.limits
        found = list(read_bytes(f"{overlay.by}/rendered.yaml", content, limits, named=False))
        documents = [item for item in found if isinstance(item, Document)]
        source = Source(overlay.shown, documents[0].source.text, documents[0].source.digest) if documents else None
        kustomizations = self.graph.closure(overlay).kustomizations
        for item in found:
            if isinstance(item, Unread):
                if item.reason not in {UnreadReason.NO_CONTENT, UnreadReason.NOT_RELEVANT}:
                    yield replace(item, path=overlay.shown, detail=f"Rendered: {item.detail}", span=None)
            elif source is not None:
                data, annotation = take_annotation(item.data)
                origin = origin_of(data, annotation, wrapper, self.graph)
                rendering = OverlayRendering(overlay, data, origin, kustomizations, self.graph)
                yield replace(item, source=source, data=data, rendering=rendering)
        if not documents:
            detail = "The overlay renders to nothing."
            yield Unread(overlay.shown, UnreadReason.RENDERED, detail, incomplete=False)


def _relative(text: str, overlay: Kustomization, scratch: pathlib.Path, bounds: tuple[pathlib.Path, ...]) -> str:
    """Return a tool's words without the machine's own paths."""
    text = text.replace(f"{scratch}/plimsoll", overlay.by)
    for bound in bounds:
        text = text.replace(f"{bound}/", "").replace(str(bound), ".")
        text = text.replace(f"{os.path.relpath(bound, scratch / 'plimsoll')}/", "")
    return text


@dataclass(frozen=True, slots=True, eq=False)
class OverlayRendering:
    """How one object came out of an overlay."""

    overlay: Kustomization
    data: dict[str, Any]
    origin: Origin
    kustomizations: list[Kustomization]
    graph: Graph

    @property
    def by(self) -> str:
        """The overlay's directory."""
        return self.overlay.by

    @property
    def copy_of(self) -> tuple[str, ...]:
        """The object of the base that it is a copy of; where there is none, it is one of its own."""
        metadata = self.data.get("metadata")
        name = str(metadata.get("name")) if isinstance(metadata, dict) else ""
        return self.origin.identity or (self.by, str(self.data.get("kind")), name)

    def trace(self, path: Path, part: Part, within: tuple[int, int] | None) -> Traced:
        """Return the place in the base's file or in a patch."""
        known, value = existing(self.data, path)
        rendered = Rendered(self.data, self.origin.names)
        if not isinstance(value, dict | list):
            written = writer(rendered, known, value, self.kustomizations, self.graph.texts)
            if written is not None:
                return Traced(*written.span(part, within), exact=True)
        here: Path = ()
        if self.origin.item is not None:
            here, whole = counterpart(self.data, self.origin.item.data, known)
            if whole and same(existing(self.origin.item.data, here)[1], value):
                return self._in_origin((*here, *path[len(known) :]), part, within, exact=True)
        if isinstance(value, dict | list):
            written = writer(rendered, known, value, self.kustomizations, self.graph.texts)
            if written is not None:
                return Traced(*written.span(part, None), exact=True)
        return self._in_origin(here, "value", None, exact=False)

    def _in_origin(self, path: Path, part: Part, within: tuple[int, int] | None, *, exact: bool) -> Traced:
        text, item = self.origin.text, self.origin.item
        if text is not None and item is not None:
            return Traced(text.source, text.locate(self.origin.index, (*item.base, *path), part, within), exact)
        if text is not None:
            return Traced(text.source, text.locate(0, self.origin.path), exact=False)
        if self.overlay.text is None:
            raise AssertionError("a kustomization that cannot be read is not rendered")
        return Traced(self.overlay.text.source, self.overlay.text.first_line(), exact=False)
