"""Where results go: formats, files, colour. The only place that reads the environment and writes."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

import click

from scanner.config import FILE_NAME
from scanner.errors import UsageError
from scanner.report import AUDIT_ONLY, FORMATS, RenderOptions
from scanner.report.neutralise import guard_log, units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.model import FailOn, Report

REPORT_FILES = {"sarif": "compliance.sarif", "json": "compliance.json", "markdown": "compliance.md"}
"""What ``--report-dir`` writes: format to file name."""

_WILD = re.compile(r"[*?\[]")


WITH_CONTROLS = frozenset({"json", "markdown"})
"""The formats that show the controls of frameworks."""


@dataclass(frozen=True, slots=True)
class Destination:
    """One rendering of the report."""

    format: str
    file: str
    """Empty for standard output."""


def destinations(formats: Sequence[str], report_dir: str) -> list[Destination]:
    """Return what to write. Raises `UsageError` for an unknown format, or two in one place."""
    chosen = [_destination(text) for text in formats]
    if sum(not one.file for one in chosen) > 1:
        raise UsageError(
            "Only one --format can go to standard output; give the others a file: --format sarif=out.sarif"
        )
    if report_dir:
        chosen += [Destination(name, str(Path(report_dir, file))) for name, file in REPORT_FILES.items()]
    files = [os.path.abspath(one.file) for one in chosen if one.file]  # noqa: PTH100 - resolve() would follow links
    for file in files:
        if files.count(file) > 1:
            raise UsageError(f"Two reports cannot go to one file: '{file}'")
    if all(one.file for one in chosen):
        chosen.insert(0, Destination("terminal", ""))
    return chosen


def _destination(text: str) -> Destination:
    name, equals, file = text.partition("=")
    if name not in FORMATS:
        raise UsageError(f"Unknown format '{name}'; known formats: {', '.join(sorted(FORMATS))}")
    if equals and not file:
        raise UsageError(f"'{text}' names no file")
    return Destination(name, file)


def refuse_audit_only(where: Sequence[Destination]) -> None:
    """Raise `UsageError` for a format that speaks of the objects of a cluster, where files are judged."""
    for one in where:
        if one.format in AUDIT_ONLY:
            raise UsageError(
                f"The format '{one.format}' is for 'plimsoll audit': it speaks of the objects of a cluster"
            )


def own_files(where: Sequence[Destination], root: Path, *, configured: bool) -> list[str]:
    """Return globs for what is Plimsoll's own: the configuration that was read, and the reports that this run writes.

    A file that bears the configuration's name elsewhere is judged like any other.
    """
    reports = [PurePath(os.path.relpath(one.file, root)).as_posix() for one in where if one.file]
    return [f"/{FILE_NAME}"] * configured + ["/" + _WILD.sub(r"[\g<0>]", path) for path in reports]


def write(report: Report, where: Sequence[Destination], options: RenderOptions, root: Path) -> None:
    """Render the report once for each destination. Raises `UsageError` at the end where one could not be written."""
    problems = []
    for destination in where:
        try:
            _write(report, destination, options, root)
        except UsageError as error:
            problems.append(str(error))
    if problems:
        raise UsageError("; ".join(problems))


def _write(report: Report, destination: Destination, options: RenderOptions, root: Path) -> None:
    render = FORMATS[destination.format]
    if destination.file:
        link_base = _link(destination, root)
        to_file = dataclasses.replace(options, color=False, in_github_actions=False, link_base=link_base)
        _write_file(Path(destination.file), render(report, to_file))
    else:
        write_stdout(render(report, options))


def write_text(file: str, text: str) -> None:
    """Write finished text to a file, or for an empty name to standard output. Raises `UsageError`."""
    if file:
        _write_file(Path(file), text)
    else:
        write_stdout(text)


def _link(destination: Destination, root: Path) -> str:
    """Return the way from a report's directory to the root: links in it must lead to the files it names."""
    return PurePath(os.path.relpath(root, Path(destination.file).absolute().parent)).as_posix() + "/"


def write_stdout(text: str) -> None:
    """Write UTF-8, whatever the locale; what no encoding can hold is escaped. Raises `UsageError` where it cannot be.

    That the reader has gone, as ``| head`` does, is not an error: the verdict stands, and other reports are written.
    """
    if sys.stdout is None:
        raise UsageError("standard output: cannot be written: it is closed")
    try:
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    except OSError as error:
        # The interpreter would try again at its end, and exit with 120:
        # https://docs.python.org/3/library/signal.html#note-on-sigpipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            raise UsageError(f"standard output: cannot be written: {error.strerror}") from error


def write_lines(text: str) -> None:
    """Write text that may come from a repository to standard output. Raises `UsageError` as `write_stdout` does."""
    write_stdout(f"{harmless(text)}\n" if text else "")


def write_stderr(text: str) -> None:
    """Write text that may come from a repository to standard error, where there is one."""
    click.echo(harmless(text), err=True)


def harmless(text: str) -> str:
    """Return lines of text without their last line break, in which no terminal and no runner finds a command."""
    lines = "\n".join("".join(units(line)) for line in text.removesuffix("\n").split("\n"))
    return guard_log(lines) if _in_github_actions() else lines


def _write_file(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error


def render_options(color: str, fail_on: FailOn, category: str, *, show_suppressed: bool) -> RenderOptions:
    """Return the options that depend on where standard output goes."""
    return RenderOptions(
        color=color == "always" or (color == "auto" and _wants_color()),
        width=shutil.get_terminal_size((100, 24)).columns,
        category=category,
        show_suppressed=show_suppressed,
        in_github_actions=_in_github_actions(),
        fail_on=fail_on,
    )


def _in_github_actions() -> bool:
    return os.environ.get("GITHUB_ACTIONS") == "true"


def _wants_color() -> bool:
    """Decide as https://no-color.org and https://force-color.org ask."""
    if os.environ.get("NO_COLOR"):
        return False
    on_terminal = sys.stdout is not None and sys.stdout.isatty()
    return bool(os.environ.get("FORCE_COLOR")) or (on_terminal and os.environ.get("TERM") != "dumb")
