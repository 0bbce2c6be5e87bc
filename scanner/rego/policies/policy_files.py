"""Finding and reading the files of policy directories."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from scanner.model import NotEvaluated
from scanner.rego.policies.module import Module, read_module

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_MAX_BYTES = 4 << 20
"""For one file. The largest policies in use are a hundredth of it."""


def read_modules(directories: Sequence[Path], *, with_tests: bool) -> Iterator[Module | NotEvaluated]:
    """Yield every ``*.rego`` below the directories, sorted by path in each; a file that two of them share comes once.

    Hidden directories, and directories that are symbolic links, are not entered. Data files (.json, .yaml) beside the
    policies are not loaded, as in conftest, which loads data only where it is named: a policy's facts come from
    plimsoll.yaml. A directory that is missing or cannot be listed is not evaluated; nothing is raised.
    """
    seen: set[Path] = set()
    for directory in directories:
        if not directory.exists():
            yield _unusable(directory, "There is no such directory of policies.")
            continue
        for found in _walk(directory):
            if isinstance(found, NotEvaluated):
                yield found
            elif (with_tests or not is_test(found.name)) and (real := found.resolve()) not in seen:
                seen.add(real)
                yield _read(found)


def is_test(name: str) -> bool:
    """Whether a module is a test by its file's name, as in ``opa test``."""
    return name.endswith("_test.rego")


def _walk(directory: Path) -> Iterator[Path | NotEvaluated]:
    if directory.is_file():
        yield directory
        return
    refused: list[OSError] = []
    files: list[Path] = []
    for place, directories, names in os.walk(directory, onerror=refused.append):
        directories[:] = (name for name in directories if not name.startswith("."))
        files.extend(directory.__class__(place, name) for name in names if name.endswith(".rego"))
    yield from sorted(files)
    for error in refused:
        yield _unusable(directory.__class__(error.filename), f"The directory cannot be listed: {error.strerror}.")


def _read(path: Path) -> Module | NotEvaluated:
    try:
        with path.open("rb") as file:
            content = file.read(_MAX_BYTES + 1)
    except OSError as error:
        return _unusable(path, f"The policy cannot be read: {error.strerror}.")
    if len(content) > _MAX_BYTES:
        return _unusable(path, f"The policy is larger than {_MAX_BYTES >> 20} MiB.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _unusable(path, f"The policy is not UTF-8: byte {error.start} cannot be decoded.")
    return read_module(path.as_posix(), text)


def _unusable(path: Path, reason: str) -> NotEvaluated:
    name = path.as_posix()
    return NotEvaluated(rule_id=name, reason=f"{name}: {reason}")
