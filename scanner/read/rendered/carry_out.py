"""Rendering the charts and overlays of a scan, and saying of each of their files what became of it."""

from __future__ import annotations

import os
import pathlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scanner.model import Unread, UnreadReason
from scanner.read.rendered import named
from scanner.read.rendered.chart import Chart, ChartReader
from scanner.read.rendered.graph import Graph
from scanner.read.rendered.overlay import OverlayReader
from scanner.read.rendered.plan import CHART_FILE
from scanner.read.rendered.run import NotRendered, Tools
from scanner.read.rendered.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scanner.read.limits import Limits
    from scanner.read.rendered.kustomization import Kustomization
    from scanner.read.rendered.options import RenderOptions
    from scanner.read.rendered.plan import Place, Plan


def carry_out(  # noqa: PLR0913, PLR0917 - what a plan is made of
    plan: Plan,
    files: Sequence[pathlib.Path],
    special: Sequence[pathlib.Path],
    place: Place,
    limits: Limits,
    options: RenderOptions,
) -> None:
    """Render what there is to render, and put the outcomes into the plan."""
    texts = Texts(limits, place.shown)
    tools = Tools(options)
    _charts(plan, files, special, ChartReader(texts, tools, place.bounds, place.root))
    by_directory: dict[pathlib.Path, pathlib.Path] = {}
    for path in special:
        if path.name != CHART_FILE and path not in plan.silent:
            by_directory.setdefault(pathlib.Path(os.path.realpath(path.parent)), path)
    graph = Graph(texts, place.bounds, place.targets)
    if by_directory:
        _Overlays(plan, by_directory, graph, OverlayReader(graph, tools)).read()
        _refuse_second_ones(plan, special, place)
    for path in place.named.difference(special):
        unread = named.owner(path, graph, place.root)
        if unread is not None and pathlib.Path(os.path.realpath(path)) not in plan.listed:
            plan.outcomes[path] = [unread]


def _charts(plan: Plan, files: Iterable[pathlib.Path], special: Iterable[pathlib.Path], reader: ChartReader) -> None:
    directories = {path.parent for path in special if path.name == CHART_FILE}
    if not directories:
        return
    for path in files:
        chart = _chart_of(path, directories)
        if chart is not None and path != chart / CHART_FILE:
            plan.silent.add(path)
    for directory in sorted(directories):
        path = directory / CHART_FILE
        if path not in plan.silent:
            plan.outcomes[path] = list(reader.read(Chart(directory, reader.texts.shown(path))))


def _chart_of(path: pathlib.Path, directories: set[pathlib.Path]) -> pathlib.Path | None:
    """Return the outermost chart whose rendering takes care of a file; None for ``crds/`` and what is no part of one.

    Source: https://helm.sh/docs/topics/charts/#the-chart-file-structure.
    """
    for directory in reversed(path.parents):
        if directory not in directories:
            continue
        steps = path.relative_to(directory).parts
        while steps[0] == "charts" and len(steps) > 2:  # noqa: PLR2004 - charts/NAME/…
            steps = steps[2:]
            if steps[0] == "crds":
                return None
        is_part = path.relative_to(directory).parts[0] in {"templates", "charts", CHART_FILE}
        if is_part:
            return directory
    return None


@dataclass(slots=True)
class _Overlays:
    plan: Plan
    files: dict[pathlib.Path, pathlib.Path]
    """Real directories to the kustomization as it was found."""
    graph: Graph
    reader: OverlayReader
    covered: set[pathlib.Path] = field(default_factory=set)
    """Directories of kustomizations that are judged through an overlay."""

    def read(self) -> None:
        waiting = self.graph.overlays(self.files)
        tried: set[pathlib.Path] = set()
        rendered: list[Kustomization] = []
        failed: list[Kustomization] = []
        while waiting:
            overlay = waiting.pop(0)
            if overlay.directory in tried or overlay.directory in self.covered:
                continue
            tried.add(overlay.directory)
            problem = self.render(overlay)
            if problem is None:
                rendered.append(overlay)
                self.covered.update(one.directory for one in self.graph.closure(overlay).kustomizations)
            else:
                failed.append(overlay)
                if self.can_render():
                    below = self.graph.changing_below(overlay)
                    waiting.extend(one for one in below if one.directory in self.files)
        for overlay in rendered:
            self.list_files(overlay)
        for overlay in failed:
            self.list_parts(overlay)
        for directory in self.files:
            self.list_kustomization(directory)

    def render(self, overlay: Kustomization) -> NotRendered | None:
        path = self.files[overlay.directory]
        try:
            self.plan.outcomes[path] = self.reader.read(overlay)
        except NotRendered as problem:
            unread = Unread(overlay.shown, UnreadReason.NOT_RENDERED, problem.detail, problem.remedy)
            self.plan.outcomes[path] = [unread]
            return problem
        return None

    def can_render(self) -> bool:
        """Whether something else may be rendered though this was not."""
        tools = self.reader.tools
        return tools.options.enabled and any(map(tools.find, ("kustomize", "kubectl")))

    def list_files(self, overlay: Kustomization) -> None:
        closure = self.graph.closure(overlay)
        for path in sorted(closure.files):
            self.plan.listed.setdefault(path, f"Judged as '{overlay.by}' renders it.")
        for path in sorted(closure.parts):
            self.plan.listed.setdefault(path, f"A part of '{overlay.by}', judged in what that renders.")

    def list_parts(self, overlay: Kustomization) -> None:
        for path in sorted(self.graph.closure(overlay).parts):
            detail = f"A part of '{overlay.by}', which was not rendered."
            self.plan.listed.setdefault(path, detail)

    def list_kustomization(self, directory: pathlib.Path) -> None:
        """Say what became of a kustomization that was not rendered by itself."""
        one = self.graph.get(directory)
        if one is None or self.files[directory] in self.plan.outcomes:
            return
        if directory in self.covered:
            detail = "A part of an overlay, judged in what that renders."
        elif self.graph.changes(one):
            detail = "It is used by what was not rendered, if at all: its files are judged as they stand."
            self.list_parts(one)
        else:
            detail = "It changes nothing: its files are judged as they stand."
        self.plan.outcomes[self.files[directory]] = [
            *self._unusable(one),
            Unread(one.shown, UnreadReason.RENDERED, detail, incomplete=False),
        ]

    def _unusable(self, one: Kustomization) -> list[Unread]:
        """Return what a kustomization that only gathers names and that is not there."""
        problem = self.graph.problem_of(one)
        return (
            [Unread(one.shown, UnreadReason.NOT_RENDERED, *problem)] if problem and not self.graph.changes(one) else []
        )


def _refuse_second_ones(plan: Plan, special: Iterable[pathlib.Path], place: Place) -> None:
    """Say of a second kustomization in one directory that kustomize refuses both."""
    for path in special:
        if path.name != CHART_FILE and path not in plan.outcomes and path not in plan.silent:
            detail = "A second kustomization in one directory: kustomize refuses both."
            plan.outcomes[path] = [Unread(place.shown(path), UnreadReason.NOT_RENDERED, detail, "Remove one.")]
