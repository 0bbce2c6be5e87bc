"""The files of a directory that may hold something to judge, and the links among them that may not be followed."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scanner.read.gitignore import listed_by_git

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Callable

SUFFIXES = (".yaml", ".yml", ".json")
_KUSTOMIZATION = "Kustomization"
"""The name without a suffix that kustomize reads as well."""
_NEVER = {"node_modules"}
_HIDDEN_BUT_READ = {".github"}


@dataclass(slots=True)
class Listing:
    """What a directory holds. Absolute paths, links not resolved."""

    files: list[pathlib.Path] = field(default_factory=list)
    links: list[pathlib.Path] = field(default_factory=list)
    """Symbolic links that may lead to files or directories of interest."""
    refused: list[tuple[pathlib.Path, OSError]] = field(default_factory=list)
    """Directories that could not be listed."""


def is_candidate(name: str) -> bool:
    """Whether a file of this name is read when it is met in a directory."""
    return name.lower().endswith(SUFFIXES) or name == _KUSTOMIZATION


def is_walked(name: str) -> bool:
    """Whether a directory of this name is entered: hidden ones only where GitHub reads them."""
    return name not in _NEVER and (not name.startswith(".") or name in _HIDDEN_BUT_READ)


def list_directory(directory: pathlib.Path, excluded: Callable[[pathlib.Path], bool]) -> Listing:
    """Return what is below a directory: what git lists where there is a work tree, else all of it.

    ``excluded`` is asked about absolute paths; a directory's is asked as that of a file in it.
    """
    listing = Listing()
    waiting = [directory]
    while waiting:
        here = waiting.pop()
        names = listed_by_git(here)
        if names is None:
            waiting.extend(_scan(here, excluded, listing))
        else:
            waiting.extend(_listed(here, names, excluded, listing))
    return listing


def _listed(
    here: pathlib.Path, names: list[str], excluded: Callable[[pathlib.Path], bool], listing: Listing
) -> list[pathlib.Path]:
    """Take git's list; return the nested repositories in it."""
    nested = []
    for name in names:
        *folders, last = name.rstrip("/").split("/")
        if not all(is_walked(folder) for folder in folders):
            continue
        path = here / name
        if excluded(path):
            continue
        try:
            mode = path.lstat().st_mode
        except OSError:  # tracked, and deleted in the work tree
            continue
        if stat.S_ISDIR(mode):
            if is_walked(last) and not excluded(path / "_"):
                nested.append(path)
        else:
            _take(path, is_link=stat.S_ISLNK(mode), listing=listing)
    return nested


def _scan(here: pathlib.Path, excluded: Callable[[pathlib.Path], bool], listing: Listing) -> list[pathlib.Path]:
    """List one directory; return the directories in it."""
    inner = []
    try:
        with os.scandir(here) as entries:
            for entry in entries:
                path = here / entry.name
                if entry.is_dir(follow_symlinks=False):
                    if is_walked(entry.name) and not excluded(path / "_"):
                        inner.append(path)
                elif not excluded(path):
                    _take(path, is_link=entry.is_symlink(), listing=listing)
    except OSError as error:
        listing.refused.append((here, error))
    return inner


def _take(path: pathlib.Path, *, is_link: bool, listing: Listing) -> None:
    if is_link:
        if is_candidate(path.name) or is_walked(path.name):
            listing.links.append(path)
    elif is_candidate(path.name):
        listing.files.append(path)
