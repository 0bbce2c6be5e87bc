"""Targets to documents: files, directories and standard input, in a fixed order, each file once."""

from __future__ import annotations

import errno
import os
import pathlib
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.model import Unread, UnreadReason
from scanner.read.classify import Role, role_of
from scanner.read.documents import STDIN, not_relevant, read_bytes, too_large
from scanner.read.encoding import mentions
from scanner.read.globs import excluder
from scanner.read.limits import Limits
from scanner.read.rendered.options import RenderOptions
from scanner.read.rendered.plan import Place, Plan, make_plan
from scanner.read.walk import is_candidate, list_directory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from scanner.model import Document

"""The path of what was read from standard input."""
_STEP = 1024 * 1024
_LONGEST_SEARCH = 1024


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How targets are read."""

    root: pathlib.Path
    """What `Source.path` is relative to, and what links may not leave."""
    exclude: tuple[str, ...] = ()
    """Patterns in the manner of .gitignore (see `scanner.read.globs`). Files named as targets are read anyway."""
    limits: Limits = Limits()  # noqa: RUF009 - frozen
    stdin: Callable[[], bytes] | None = None
    """Returns standard input; it should read no more than ``limits.max_bytes + 1`` bytes."""
    render: RenderOptions = RenderOptions()  # noqa: RUF009 - frozen


def read_targets(targets: Sequence[str], options: ReadOptions) -> Iterator[Document | Unread]:
    """Yield the documents of the targets, and what could not be judged, in order of the targets and sorted by path.

    A target is a file, a directory, or ``-``; relative ones are relative to the current directory. Nothing in the
    targets raises: what the operating system refuses is `Unread` as well.
    """
    reader = _Targets(options)
    found = [reader.find(target) for target in targets]
    plan = reader.plan(found)
    for target in found:
        yield from reader.read(target, plan)
    yield from plan.besides


@dataclass(frozen=True, slots=True)
class _Found:
    """What one target leads to."""

    directory: pathlib.Path | None = None
    files: tuple[pathlib.Path, ...] = ()
    unread: tuple[Unread, ...] = ()
    stdin: bool = False


class _Targets:
    def __init__(self, options: ReadOptions) -> None:
        self.options = options
        self.limits = options.limits
        self.root = pathlib.Path(os.path.abspath(options.root))  # noqa: PTH100
        self.real_root = pathlib.Path(os.path.realpath(options.root))
        self.excludes = excluder(options.exclude)
        self.seen: set[str] = set()
        """The real paths of the files that were read."""
        self.links: set[str] = set()
        """The links that were met, by their own real paths."""

    def standard_input(self) -> Iterator[Document | Unread]:
        if self.options.stdin is None:
            yield Unread(STDIN, UnreadReason.UNREADABLE, "There is no standard input.")
        elif STDIN not in self.seen:
            self.seen.add(STDIN)
            yield from read_bytes(STDIN, self.options.stdin(), self.limits, named=True)

    def find(self, target: str) -> _Found:
        """Return the files that the user named, or that lie in a directory that the user named."""
        if target == "-":
            return _Found(stdin=True)
        path = pathlib.Path(os.path.abspath(target))  # noqa: PTH100 - resolve() would follow links
        try:
            mode = path.stat().st_mode
        except OSError as error:
            return _Found(unread=(self.refused(path, error, named=True),))
        if stat.S_ISDIR(mode):
            files, unread = self.collect(path)
            return _Found(path, tuple(files), tuple(unread))
        return _Found(files=(path,) if self.first_time(path) else ())

    def plan(self, found: Iterable[_Found]) -> Plan:
        """Render the charts and overlays."""
        directories = tuple(pathlib.Path(os.path.realpath(one.directory)) for one in found if one.directory)
        named = frozenset(path for one in found if one.directory is None for path in one.files)
        place = Place(self.root, (self.real_root, *directories), directories, named, self.shown)
        return make_plan([path for one in found for path in one.files], place, self.limits, self.options.render)

    def read(self, found: _Found, plan: Plan) -> Iterator[Document | Unread]:
        """Read what a target leads to, sorted by path."""
        if found.stdin:
            yield from self.standard_input()
        named = found.directory is None
        outcomes: list[tuple[str, pathlib.Path | Unread]] = [(item.path, item) for item in found.unread]
        outcomes.extend((self.shown(path), path) for path in found.files)
        for shown, outcome in sorted(outcomes, key=lambda pair: pair[0]):
            if isinstance(outcome, Unread):
                yield outcome
                continue
            planned = plan.outcome(outcome, shown)
            yield from self.file(outcome, shown, named=named) if planned is None else planned

    def collect(self, directory: pathlib.Path) -> tuple[list[pathlib.Path], list[Unread]]:
        """Return the files below a directory that were not read before, and the links that lead nowhere.

        Links come after everything else, so that a file is known by its own path and not by that of a link to it.
        """
        bounds = (self.real_root, pathlib.Path(os.path.realpath(directory)))
        files: list[pathlib.Path] = []
        unread: list[Unread] = []
        walked: set[str] = set()
        waiting = [directory]
        while waiting:
            here = waiting.pop(0)
            walked.add(os.path.realpath(here))
            listing = list_directory(here, lambda path: self.is_excluded(path, directory))
            unread.extend(self.refused(path, error, named=False) for path, error in listing.refused)
            files.extend(path for path in sorted(listing.files) if self.first_time(path))
            for link in sorted(path for path in listing.links if self.first_link(path)):
                followed = self.follow(link, bounds, walked)
                if isinstance(followed, Unread):
                    unread.append(followed)
                elif followed is not None and followed.is_dir():
                    waiting.append(followed)
                elif followed is not None:
                    files.append(followed)
        return files, unread

    def follow(
        self, link: pathlib.Path, bounds: tuple[pathlib.Path, ...], walked: set[str]
    ) -> pathlib.Path | Unread | None:
        """Return the link if there is something new behind it, None if there is nothing, or why it is not followed."""
        candidate = is_candidate(link.name)
        try:
            is_directory = stat.S_ISDIR(link.stat().st_mode)
        except OSError as error:
            return self.link(link, "loops" if _loops(error) else "is broken", incomplete=candidate)
        real = os.path.realpath(link)
        if not is_directory and not candidate:
            return None
        if not any(pathlib.Path(real).is_relative_to(bound) for bound in bounds):
            return self.link(link, "leads outside the root", incomplete=True)
        if not is_directory:
            return link if self.first_time(link) else None
        if pathlib.Path(os.path.realpath(link.parent)).is_relative_to(real):
            return self.link(link, "leads to a directory that contains it", incomplete=False)
        is_new = real not in walked
        walked.add(real)
        return link if is_new else None

    def link(self, link: pathlib.Path, what: str, *, incomplete: bool) -> Unread:
        return Unread(self.shown(link), UnreadReason.LINK, f"A symbolic link that {what}.", incomplete=incomplete)

    def file(self, path: pathlib.Path, shown: str, *, named: bool) -> Iterator[Document | Unread]:
        """Read one file, bounded."""
        limit = self.limits.max_bytes
        known_as = shown
        if role_of(shown) is Role.PLAIN and role_of(path.as_posix()) in {Role.WORKFLOW, Role.DEPENDABOT}:
            known_as = path.as_posix()  # the root lies below .github
        if role_of(known_as) is Role.OTHER_GITHUB and not named:
            yield not_relevant(shown, named=False)
            return
        try:
            status = path.stat()
            if not stat.S_ISREG(status.st_mode) and not (named and stat.S_ISFIFO(status.st_mode)):
                yield Unread(
                    shown, UnreadReason.UNREADABLE, "Not a regular file.", incomplete=named or is_candidate(shown)
                )
                return
            if status.st_size > limit:
                yield too_large(shown, self.limits, incomplete=named or self.may_matter(path))
                return
            with path.open("rb") as opened:
                content = opened.read(limit + 1)
        except OSError as error:
            yield self.refused(path, error, named=True)
            return
        yield from read_bytes(shown, content, self.limits, named=named, known_as=known_as)

    def may_matter(self, path: pathlib.Path) -> bool:
        """Whether a file that is too large mentions apiVersion, or is too large even to look."""
        before = b""
        with path.open("rb") as opened:
            for _ in range(_LONGEST_SEARCH):
                content = opened.read(_STEP)
                if not content:
                    return False
                if mentions(before + content, b"apiVersion"):
                    return True
                before = content[-64:]
        return True

    def refused(self, path: pathlib.Path, error: OSError, *, named: bool) -> Unread:
        """Return the verdict on what the operating system refuses."""
        shown = self.shown(path)
        if path.is_symlink():
            return self.link(path, "loops" if _loops(error) else "is broken", incomplete=True)
        if isinstance(error, (FileNotFoundError, NotADirectoryError)):
            return Unread(shown, UnreadReason.MISSING, "There is no such file or directory.", incomplete=named)
        detail = f"Cannot be read: {error.strerror or error.__class__.__name__}."
        return Unread(
            shown,
            UnreadReason.UNREADABLE,
            detail,
            "Check the permissions." if isinstance(error, PermissionError) else "",
        )

    def first_time(self, path: pathlib.Path) -> bool:
        real = os.path.realpath(path)
        if real in self.seen:
            return False
        self.seen.add(real)
        return True

    def first_link(self, link: pathlib.Path) -> bool:
        own = f"{os.path.realpath(link.parent)}/{link.name}"
        if own in self.links:
            return False
        self.links.add(own)
        return True

    def is_excluded(self, path: pathlib.Path, directory: pathlib.Path) -> bool:
        base = self.root if path.is_relative_to(self.root) else directory
        return self.excludes(path.relative_to(base).as_posix())

    def shown(self, path: pathlib.Path) -> str:
        r"""Return the path below the root, else the absolute one; bytes that are not UTF-8 as ``\xff``."""
        if path.is_relative_to(self.root):
            path = path.relative_to(self.root)
        else:
            real = pathlib.Path(os.path.realpath(path.parent)) / path.name
            if real.is_relative_to(self.real_root):
                path = real.relative_to(self.real_root)
        return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


def _loops(error: OSError) -> bool:
    return error.errno == errno.ELOOP
