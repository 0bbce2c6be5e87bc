"""Where results go: formats, files, colour. The only place that reads the environment and writes."""

from __future__ import annotations

import dataclasses
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from scanner.config import FILE_NAME
from scanner.errors import UsageError
from scanner.report import FORMATS, RenderOptions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.model import FailOn, Report

REPORT_FILES = {"sarif": "compliance.sarif", "json": "compliance.json", "markdown": "compliance.md"}
"""What ``--report-dir`` writes: format to file name."""


@dataclass(frozen=True, slots=True)
class Destination:
    """One rendering of the report."""

    format: str
    file: str
    """Empty for standard output."""


def destinations(formats: Sequence[str], report_dir: str) -> list[Destination]:
    """Return what to write. Raises `UsageError` for an unknown format or two on standard output."""
    chosen = [_destination(text) for text in formats]
    if sum(not one.file for one in chosen) > 1:
        raise UsageError(
            "Only one --format can go to standard output; give the others a file: --format sarif=out.sarif"
        )
    if report_dir:
        chosen += [Destination(name, str(Path(report_dir, file))) for name, file in REPORT_FILES.items()]
    if all(one.file for one in chosen):
        chosen.insert(0, Destination("terminal", ""))
    return chosen


def _destination(text: str) -> Destination:
    name, _, file = text.partition("=")
    if name not in FORMATS:
        raise UsageError(f"Unknown format '{name}'; known formats: {', '.join(sorted(FORMATS))}")
    return Destination(name, file)


def own_files(where: Sequence[Destination], root: Path) -> list[str]:
    """Return globs for what is Plimsoll's own: its configuration, and the reports that this run writes."""
    return [FILE_NAME, *(f"/{PurePath(os.path.relpath(one.file, root)).as_posix()}" for one in where if one.file)]


def write(report: Report, where: Sequence[Destination], options: RenderOptions, root: Path) -> None:
    """Render the report once for each destination. Raises `UsageError` where a file cannot be written."""
    for destination in where:
        if destination.file:
            to_file = dataclasses.replace(
                options, color=False, in_github_actions=False, link_base=_link(destination, root)
            )
            _write_file(Path(destination.file), FORMATS[destination.format](report, to_file))
        else:
            write_stdout(FORMATS[destination.format](report, options))


def _link(destination: Destination, root: Path) -> str:
    """Return the way from a report's directory to the root: links in it must lead to the files it names."""
    return PurePath(os.path.relpath(root, Path(destination.file).absolute().parent)).as_posix() + "/"


def write_stdout(text: str) -> None:
    """Write UTF-8, whatever the locale; what no encoding can hold is escaped."""
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


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
        in_github_actions=os.environ.get("GITHUB_ACTIONS") == "true",
        fail_on=fail_on,
    )


def _wants_color() -> bool:
    """Decide as https://no-color.org and https://force-color.org ask."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (sys.stdout.isatty() and os.environ.get("TERM") != "dumb")
