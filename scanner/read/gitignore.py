"""The files of a directory that git does not ignore, as git itself says."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pathlib

_TIMEOUT = 60
"""Seconds. A work tree with a million files takes about two."""


def listed_by_git(directory: pathlib.Path) -> list[str] | None:
    """Return the paths below ``directory`` that are tracked, or untracked and not ignored; relative to it.

    A nested repository or submodule is one path, of a directory. None where there is no work tree, git is absent or
    refuses, or ``directory`` is itself ignored: whoever names it wants it read.
    """
    if not any((parent / ".git").exists() for parent in (directory, *directory.parents)):
        return None
    # A repository's own configuration must not start programs here, which core.fsmonitor would.
    command = [
        "git",
        "-c",
        "core.fsmonitor=false",
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "-z",
        "--",
        ".",
    ]
    # Within a git hook GIT_DIR and GIT_INDEX_FILE would override the directory.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(  # noqa: S603 - fixed command, no shell
            command,
            cwd=directory,
            env=environment,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=_TIMEOUT,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    names = [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]
    return sorted(set(names)) or None
