"""What of the files of a scan belongs to charts and overlays, and what became of it."""

from __future__ import annotations

import os
import pathlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scanner.model import Unread, UnreadReason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from scanner.model import Document
    from scanner.read.limits import Limits
    from scanner.read.rendered.options import RenderOptions

CHART_FILE = "Chart.yaml"
KUSTOMIZATION_FILES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
"""In kustomize's own order; a directory with two of them is an error there."""
_SPECIAL = frozenset((CHART_FILE, *KUSTOMIZATION_FILES))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a scan looks."""

    root: pathlib.Path
    bounds: tuple[pathlib.Path, ...]
    """The real directories that nothing may lead out of."""
    targets: tuple[pathlib.Path, ...]
    """The real directories all of whose files are read."""
    named: frozenset[pathlib.Path]
    """Files that the user named one by one."""
    shown: Callable[[pathlib.Path], str]


@dataclass(slots=True)
class Plan:
    """What charts and overlays come to."""

    outcomes: dict[pathlib.Path, list[Document | Unread]] = field(default_factory=dict)
    """By the Chart.yaml or kustomization, as it was found."""
    silent: set[pathlib.Path] = field(default_factory=set)
    """Files of charts, which stand for themselves no more than a line does."""
    listed: dict[pathlib.Path, str] = field(default_factory=dict)
    """Real paths of files that are judged as something else, and what that is."""
    besides: list[Unread] = field(default_factory=list)
    """What is wrong and belongs to no file that was found."""

    def outcome(self, path: pathlib.Path, shown: str) -> list[Document | Unread] | None:
        """Return what became of a file; None where it is to be read as it stands."""
        if path in self.silent:
            return []
        if path in self.outcomes:
            return self.outcomes[path]
        detail = self.listed.get(pathlib.Path(os.path.realpath(path)))
        return None if detail is None else [Unread(shown, UnreadReason.RENDERED, detail, incomplete=False)]


def make_plan(files: Sequence[pathlib.Path], place: Place, limits: Limits, options: RenderOptions) -> Plan:
    """Render the charts and overlays among the files of a scan."""
    plan = Plan(besides=list(_missing_charts(place.root, options)))
    special = [path for path in files if path.name in _SPECIAL]
    if special or any(_lies_below_special(path, place.root) for path in place.named):
        from scanner.read.rendered.carry_out import carry_out  # most scans meet none, and need none of it

        carry_out(plan, files, special, place, limits, options)
    return plan


def _lies_below_special(path: pathlib.Path, root: pathlib.Path) -> bool:
    """Whether a directory above a file, below the root, is a chart or a kustomization."""
    above = [directory for directory in path.parents if directory.is_relative_to(root)]
    return any((directory / name).is_file() for directory in above for name in _SPECIAL)


def _missing_charts(root: pathlib.Path, options: RenderOptions) -> Iterator[Unread]:
    for name in options.values:
        if not (root / name / CHART_FILE).is_file():
            yield Unread(name, UnreadReason.MISSING, f"plimsoll.yaml gives values to '{name}', which is no chart.")
