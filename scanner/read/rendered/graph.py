"""Which kustomizations use which: the overlays to render, and the files that they are made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scanner.read.rendered import kustomization
from scanner.read.rendered.links import is_inside

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Iterable

    from scanner.read.rendered.kustomization import Kustomization
    from scanner.read.rendered.texts import Texts

_MOST = 2_000
"""Kustomizations that one overlay may be made of."""


@dataclass(slots=True)
class Closure:
    """Everything that one overlay is made of."""

    kustomizations: list[Kustomization] = field(default_factory=list)
    """What is used before what uses it."""
    files: set[pathlib.Path] = field(default_factory=set)
    """Real paths of the manifests."""
    parts: set[pathlib.Path] = field(default_factory=set)
    """Real paths of patches and other files that are no manifests."""
    problem: str = ""
    """Why it must not be rendered; empty where it may."""
    remedy: str = ""


@dataclass(slots=True)
class Graph:
    """The kustomizations of a scan, and those that they use."""

    texts: Texts
    bounds: tuple[pathlib.Path, ...]
    targets: tuple[pathlib.Path, ...]
    """The real directories all of whose files are read."""
    known: dict[pathlib.Path, Kustomization | None] = field(default_factory=dict)
    closures: dict[pathlib.Path, Closure] = field(default_factory=dict)

    def get(self, directory: pathlib.Path) -> Kustomization | None:
        """Return the kustomization of a real directory."""
        if directory not in self.known:
            self.known[directory] = kustomization.read(directory, self.texts)
        return self.known[directory]

    def closure(self, start: Kustomization) -> Closure:
        """Return everything that a kustomization is made of, itself included."""
        if start.directory not in self.closures:
            closure = Closure()
            self._gather(start, closure)
            self.closures[start.directory] = closure
        return self.closures[start.directory]

    def _gather(self, start: Kustomization, closure: Closure) -> None:
        seen = {start.directory}
        waiting = [start]
        while waiting:
            here = waiting.pop()
            closure.kustomizations.insert(0, here)
            if here.problem:
                _blame(closure, f"'{here.shown}' cannot be read: {here.problem}")
            for name, path in here.below():
                inner = self._used(here, name, path, closure)
                if inner is not None and inner.directory not in seen:
                    seen.add(inner.directory)
                    waiting.append(inner)
            for name, path in here.parts():
                if path.is_file() and is_inside(path, self.bounds):
                    closure.parts.add(path)
                elif not path.is_dir():
                    self._unusable(here, name, path, closure)
            if len(seen) > _MOST:
                _blame(closure, f"It is made of more than {_MOST:,} kustomizations.")
                return
        closure.parts -= closure.files

    def _used(self, user: Kustomization, name: str, path: pathlib.Path, closure: Closure) -> Kustomization | None:
        """Take a resource: a file or a directory."""
        inside = is_inside(path, self.bounds)
        if inside and path.is_file():
            closure.files.add(path)
        elif inside and path.is_dir():
            found = self.get(path)
            if found is None:
                _blame(closure, f"'{user.shown}' names '{name}', a directory without a kustomization.")
            return found
        else:
            self._unusable(user, name, path, closure)
        return None

    def _unusable(self, user: Kustomization, name: str, path: pathlib.Path, closure: Closure) -> None:
        if path.exists() and not is_inside(path, self.bounds):
            _blame(closure, f"'{user.shown}' names '{name}', which lies outside the root.")
        elif _is_remote(name):
            remedy = "Build it where the network may be used, and pipe it: kustomize build … | plimsoll scan -."
            _blame(closure, f"'{user.shown}' names '{name}', which is not here; nothing is fetched.", remedy)
        else:
            _blame(closure, f"'{user.shown}' names '{name}', which does not exist.")

    def changes(self, one: Kustomization) -> bool:
        """Whether reading the files as they stand is not as good as rendering: they differ, or lie elsewhere."""
        return one.changes or any(not is_inside(path, self.targets) for path in self.closure(one).files)

    def problem_of(self, one: Kustomization) -> tuple[str, str] | None:
        """Return what is wrong with what one kustomization itself names, and the remedy."""
        own = Closure()
        for name, path in one.below():
            self._used(one, name, path, own)
        return (own.problem, own.remedy) if own.problem else None

    def overlays(self, directories: Iterable[pathlib.Path]) -> list[Kustomization]:
        """Return the kustomizations to render: those that change objects and that no other such one uses."""
        here = [self.get(directory) for directory in sorted(set(directories))]
        changing = [one for one in here if one is not None and self.changes(one) and not one.is_component]
        used = {
            inner.directory
            for one in changing
            for inner in self.closure(one).kustomizations
            if inner.directory != one.directory
        }
        roots = [one for one in changing if one.directory not in used]
        # Kustomizations that use each other in a circle: kustomize says so of the first.
        covered = {inner.directory for one in roots for inner in self.closure(one).kustomizations}
        for one in changing:
            if one.directory not in covered:
                roots.append(one)
                covered |= {inner.directory for inner in self.closure(one).kustomizations}
        return roots

    def changing_below(self, one: Kustomization) -> list[Kustomization]:
        """Return the nearest kustomizations that change objects, and that a kustomization uses."""
        found: dict[pathlib.Path, Kustomization] = {}
        seen = {one.directory}
        waiting = [one]
        while waiting:
            for _, path in waiting.pop().below():
                inner = self.get(path) if path.is_dir() and is_inside(path, self.bounds) else None
                if inner is None or inner.directory in seen or inner.is_component:
                    continue
                seen.add(inner.directory)
                if self.changes(inner):
                    found[inner.directory] = inner
                else:
                    waiting.append(inner)
        return [found[directory] for directory in sorted(found)]


def _blame(closure: Closure, problem: str, remedy: str = "") -> None:
    if not closure.problem:
        closure.problem, closure.remedy = problem, remedy


def _is_remote(name: str) -> bool:
    """Whether a name that is not here is meant as an address: a URL, or git's ``host:path`` or ``host/path``.

    Source: https://github.com/kubernetes-sigs/kustomize/blob/master/examples/remoteBuild.md.
    """
    host, slash, _ = name.partition("/")
    return "://" in name or "@" in name or "?ref=" in name or bool(slash and "." in host.strip("."))
