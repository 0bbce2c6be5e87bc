"""Helm charts: rendered by the user's helm, each object traced to its template."""

from __future__ import annotations

import os
import pathlib
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from scanner.model import Document, Source, Traced, Unread, UnreadReason
from scanner.read.documents import read_bytes
from scanner.read.rendered import template, template_place
from scanner.read.rendered.links import is_inside, refuse_links_outside
from scanner.read.rendered.plan import CHART_FILE
from scanner.read.rendered.run import TURN_ON, NotRendered, scratch_directory

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scanner.model import Part, Path
    from scanner.read.rendered.run import Tools
    from scanner.read.rendered.texts import Text, Texts

_SOURCE = re.compile(r"# Source: (?P<path>[^\r\n]+)")
_INSTALL = "Install helm, or render the chart and pipe it: helm template … | plimsoll scan -."
_MISSING = "missing in charts/ directory"
_DEPENDENCIES = "Fetch them first: helm dependency build."


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart that is not part of another."""

    directory: pathlib.Path
    shown: str
    """`Source.path` of its Chart.yaml."""

    @property
    def by(self) -> str:
        """Its directory, for people."""
        return self.shown.rpartition("/")[0] or "."


@dataclass(slots=True)
class ChartReader:
    """Renders charts."""

    texts: Texts
    tools: Tools
    bounds: tuple[pathlib.Path, ...]
    """The real directories that nothing may lead out of."""
    root: pathlib.Path
    templates: dict[pathlib.Path, template.Template] = field(default_factory=dict)

    def read(self, chart: Chart) -> Iterator[Document | Unread]:
        """Yield the objects of a chart, or why there are none."""
        text = self.texts.get(chart.directory / CHART_FILE)
        metadata = next((one for one in text.data if isinstance(one, dict)), {}) if text else {}
        if metadata.get("type") == "library":
            detail = "A library chart: it renders to nothing by itself."
            yield Unread(chart.shown, UnreadReason.RENDERED, detail, incomplete=False)
            return
        try:
            content = self._render(chart)
        except NotRendered as problem:
            yield Unread(chart.shown, UnreadReason.NOT_RENDERED, problem.detail, problem.remedy)
            return
        yield from self._documents(chart, text, str(metadata.get("name", "")), content)

    def _render(self, chart: Chart) -> bytes:
        options = self.tools.options
        if not options.enabled:
            raise NotRendered("The chart was not rendered, because rendering is turned off.", TURN_ON)
        helm = self.tools.find("helm")
        if helm is None:
            raise NotRendered("The chart was not rendered, because there is no helm on the PATH.", _INSTALL)
        refuse_links_outside(chart.directory, self.bounds)
        command = [helm, "template", "release", "--namespace", "default"]
        if options.kubernetes_version:
            command += ["--kube-version", options.kubernetes_version]
        for values in self._values(chart):
            command += ["--values", str(values)]
        try:
            with scratch_directory() as scratch:
                here = pathlib.Path(scratch)
                return self.tools.run("helm", lambda _: [*command, "--", str(chart.directory)], here)
        except NotRendered as problem:
            detail = problem.detail.replace(f"{chart.directory}/", "").replace(str(chart.directory), chart.by)
            raise NotRendered(detail, _DEPENDENCIES if _MISSING in detail else problem.remedy) from problem

    def _values(self, chart: Chart) -> Iterator[pathlib.Path]:
        for name, files in self.tools.options.values.items():
            if os.path.realpath(self.root / name) != os.path.realpath(chart.directory):
                continue
            for file in files:
                path = pathlib.Path(os.path.realpath(chart.directory / file))
                if not is_inside(path, self.bounds):
                    raise NotRendered(f"The values file '{file}' that plimsoll.yaml names lies outside the root.")
                # helm takes a comma for a separator of several files.
                if not path.is_file() or "," in str(path):
                    raise NotRendered(f"There is no values file '{file}', which plimsoll.yaml names.")
                yield path

    def _documents(self, chart: Chart, text: Text | None, name: str, content: bytes) -> Iterator[Document | Unread]:
        found = list(read_bytes(f"{chart.by}/rendered.yaml", content, self.texts.limits, named=False))
        documents = [item for item in found if isinstance(item, Document)]
        rendered = Source(chart.shown, documents[0].source.text, documents[0].source.digest) if documents else None
        lines = re.split(r"\r\n?|\n", rendered.text) if rendered else []
        for item in found:
            if isinstance(item, Unread):
                if item.reason not in {UnreadReason.NO_CONTENT, UnreadReason.NOT_RELEVANT}:
                    yield replace(item, path=chart.shown, detail=f"Rendered by the chart: {item.detail}", span=None)
            elif rendered is not None:
                origin = self._origin(chart, name, _source_comment(item, lines))
                rendering = ChartRendering(chart.by, item.data, origin, text, self)
                yield replace(item, source=rendered, rendering=rendering)
        if not documents:
            detail = "The chart renders to nothing with these values."
            yield Unread(chart.shown, UnreadReason.RENDERED, detail, incomplete=False)

    def _origin(self, chart: Chart, name: str, source: str) -> pathlib.Path | None:
        """Return the template that a ``# Source:`` comment names; None where there is no such file in the chart."""
        first, *rest = source.split("/")
        directory = chart.directory
        if first != name:
            return None
        while rest[:1] == ["charts"] and len(rest) > 1:
            below = self._subchart(directory, rest[1])
            if below is None:
                return None
            directory, rest = below, rest[2:]
        path = directory.joinpath(*rest)
        inside = pathlib.Path(os.path.realpath(path)).is_relative_to(os.path.realpath(chart.directory))
        return path if rest and inside and path.is_file() else None

    def _subchart(self, directory: pathlib.Path, name: str) -> pathlib.Path | None:
        """Return a subchart's directory, which need not have its name."""
        named = directory / "charts" / name
        if (named / CHART_FILE).is_file():
            return named
        try:
            candidates = sorted(path for path in (directory / "charts").iterdir() if (path / CHART_FILE).is_file())
        except OSError:
            return None
        for path in candidates:
            text = self.texts.get(path / CHART_FILE)
            if text and any(isinstance(one, dict) and one.get("name") == name for one in text.data):
                return path
        return None

    def template(self, path: pathlib.Path, text: Text) -> template.Template:
        """Return a template's keys."""
        if path not in self.templates:
            self.templates[path] = template.parse(text.source.text)
        return self.templates[path]


def _source_comment(document: Document, lines: list[str]) -> str:
    """Return the path in helm's comment above an object; empty where there is none."""
    start = document.locator.locate(document.index, (), "key", None).line
    for line in lines[max(0, start - 4) : start][::-1]:
        if matched := _SOURCE.fullmatch(line):
            return matched["path"]
    return ""


@dataclass(frozen=True, slots=True, eq=False)
class ChartRendering:
    """How one object came out of a chart."""

    by: str
    data: Mapping[str, Any]
    origin: pathlib.Path | None
    chart_file: Text | None
    reader: ChartReader

    @property
    def copy_of(self) -> tuple[str, ...]:
        """Each object is rendered by one chart only."""
        metadata = self.data.get("metadata")
        names = metadata if isinstance(metadata, dict) else {}
        return (self.by, *(str(one) for one in (self.data.get("kind"), names.get("namespace"), names.get("name"))))

    def trace(self, path: Path, part: Part, within: tuple[int, int] | None) -> Traced:
        """Return the place in the template; the first line of Chart.yaml where there is none."""
        text = self.reader.texts.get(self.origin) if self.origin else None
        if text is None or self.origin is None:
            return self._chart()
        found = template_place.find(self.reader.template(self.origin, text), dict(self.data), path)
        if found.node is None:
            return Traced(text.source, text.first_line(), exact=False)
        start, end = _offsets(found.node, part, within, text, exact=found.exact)
        return Traced(text.source, text.locator.lines.span(start, end), found.exact)

    def _chart(self) -> Traced:
        if self.chart_file is None:
            raise AssertionError("a chart without a readable Chart.yaml renders to nothing")
        return Traced(self.chart_file.source, self.chart_file.first_line(), exact=False)


def _offsets(
    node: template.Node, part: Part, within: tuple[int, int] | None, text: Text, *, exact: bool
) -> tuple[int, int]:
    """Return what of a line is shown: as `Document.locate` does."""
    if node.is_item and not node.raw and node.children:
        node = node.children[0]
        part = "entry"
    if not node.raw or (part == "key" and not node.is_item):
        return node.at
    if part == "entry" and not node.is_item:
        return node.at[0], node.value_at[1]
    start, end = node.value_at
    written = text.source.text[start:end]
    if within and exact and "{{" not in written and "\\" not in written and written[:1] not in {"'", "[", "{"}:
        start += written[:1] == '"'
        return start + within[0], start + within[1]
    return start, end
