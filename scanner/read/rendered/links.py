"""Links in what a tool is given to read: it follows them wherever they lead."""

from __future__ import annotations

import os
import pathlib

from scanner.read.rendered.run import NotRendered

_MOST_ENTRIES = 100_000


def is_inside(path: pathlib.Path, bounds: tuple[pathlib.Path, ...]) -> bool:
    """Whether what a path leads to lies in one of the real directories ``bounds``."""
    real = pathlib.Path(os.path.realpath(path))
    return any(real.is_relative_to(bound) for bound in bounds)


def refuse_links_outside(directory: pathlib.Path, bounds: tuple[pathlib.Path, ...]) -> None:
    """Raise `NotRendered` where a link below ``directory``, or in what it links to, leads out of all bounds."""
    waiting = [directory]
    walked: set[str] = set()
    count = 0
    while waiting:
        here = waiting.pop()
        real = os.path.realpath(here)
        if real in walked:
            continue
        walked.add(real)
        try:
            entries = sorted(os.scandir(here), key=lambda one: one.name)
        except OSError as error:
            raise NotRendered(f"Not rendered, because '{here.name}' cannot be listed: {error.strerror}.") from error
        count += len(entries)
        if count > _MOST_ENTRIES:
            raise NotRendered(f"Not rendered, because it has more than {_MOST_ENTRIES:,} files.")
        for entry in entries:
            path = here / entry.name
            if entry.is_symlink() and not is_inside(path, bounds):
                name = path.relative_to(directory).as_posix()
                raise NotRendered(f"Not rendered, because '{name}' is a link that leads outside the root.")
            if entry.is_dir():
                waiting.append(path)
