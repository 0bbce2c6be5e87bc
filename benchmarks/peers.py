"""The scanners that are measured, each installed by its ordinary client at a pinned version, outside the tree."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.measure import run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).parents[1]
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "plimsoll"
CHECKOV_VERSION = "3.3.30"
CHECKOV = CACHE / f"checkov-{CHECKOV_VERSION}" / "bin" / "checkov"
KUBE_SCORE_VERSION = "1.20.0"
KUBE_SCORE = CACHE / "bin" / f"kube-score-{KUBE_SCORE_VERSION}"
"""Built by the Makefile where Go is found."""
PLIMSOLL = Path(sys.executable).parent / "plimsoll"
SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Case:
    """One set of files."""

    name: str
    path: Path
    workflows: bool = False
    configuration: str = os.devnull
    """Plimsoll's; without one the policies judge nothing, as for a user who has none."""
    warm: bool = True
    """Whether each command runs once before it counts."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A scanner."""

    name: str
    version: str
    checks: Callable[[Case], int]
    """Returns how many checks it carries out on a case, by its own word."""
    command: Callable[[Case], list[str]]
    findings: Callable[[bytes], int]
    """Returns how many violations its output reports. Raises `ValueError` where the output is none of its own."""
    workflows: bool = True
    """Whether it judges workflow files."""


def plimsoll() -> Peer:
    """Return ourselves."""
    version = _output([str(PLIMSOLL), "--version"]).split()[-1]
    return Peer("plimsoll", version, _plimsoll_checks, _plimsoll_command, _plimsoll_findings)


def _plimsoll_command(case: Case) -> list[str]:
    return [str(PLIMSOLL), "scan", str(case.path), "--format", "json", "--config", case.configuration]


def _plimsoll_checks(case: Case) -> int:
    with tempfile.TemporaryDirectory() as directory:
        coverage = json.loads(run(_plimsoll_command(case), Path(directory)).output)["coverage"]
    return int(coverage["rules"] + coverage["policies"])


def _plimsoll_findings(output: bytes) -> int:
    return len(json.loads(output)["findings"])


def checkov() -> Peer:
    """Return checkov, after installing it into a virtual environment of its own, once."""
    if not CHECKOV.exists():
        environment = CHECKOV.parents[1]
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
        pip = str(environment / "bin" / "pip")
        subprocess.run([pip, "install", "--quiet", f"checkov=={CHECKOV_VERSION}"], check=True)
    return Peer("checkov", CHECKOV_VERSION, _checkov_checks, _checkov_command, _checkov_findings)


def _checkov_framework(case: Case) -> str:
    return "github_actions" if case.workflows else "kubernetes"


def _checkov_command(case: Case) -> list[str]:
    target = "--file" if case.path.is_file() else "--directory"
    framework = _checkov_framework(case)
    # Without --skip-download it asks its vendor's server first, which is no work of its own, and may not answer.
    options = ["--compact", "--quiet", "--skip-download", "--output", "json"]
    return [str(CHECKOV), target, str(case.path), "--framework", framework, *options]


def _checkov_checks(case: Case) -> int:
    listed = _output([str(CHECKOV), "--list", "--framework", _checkov_framework(case)])
    return len(set(re.findall(r"\bCKV2?_\w+_\d+\b", listed)))


def _checkov_findings(output: bytes) -> int:
    result = json.loads(output)
    # A list where several frameworks report, and without `summary` where it found nothing to judge.
    return sum(one.get("summary", one)["failed"] for one in (result if isinstance(result, list) else [result]))


def kube_score() -> Peer:
    """Return kube-score. It takes files, not directories."""
    return Peer(
        "kube-score", KUBE_SCORE_VERSION, _kube_score_checks, _kube_score_command, _kube_score_findings, workflows=False
    )


def _kube_score_command(case: Case) -> list[str]:
    files = [case.path] if case.path.is_file() else readable(case.path)
    return [str(KUBE_SCORE), "score", "--output-format", "json", *map(str, files)]


def _kube_score_checks(_case: Case) -> int:
    return sum(line.rstrip().endswith("default") for line in _output([str(KUBE_SCORE), "list"]).splitlines())


def _kube_score_findings(output: bytes) -> int:
    """Count checks of grade 5 (warning) and 1 (critical) on an object; 7 and 10 are remarks and passes."""
    worst_remark = 5
    return sum(
        not check["skipped"] and check["grade"] <= worst_remark
        for item in json.loads(output) or []
        for check in item["checks"]
    )


def files_of(directory: Path) -> list[Path]:
    """Return the YAML files below a directory."""
    return sorted(path for path in directory.rglob("*") if path.suffix in SUFFIXES)


_refused: dict[Path, set[Path]] = {}


def readable(directory: Path) -> list[Path]:
    """Return the files that kube-score can read: one that it cannot ends its run, with nothing judged at all."""
    every = files_of(directory)
    return [file for file in every if file not in refused(directory)]


def refused(directory: Path) -> set[Path]:
    """Return the files below a directory that kube-score cannot read; asked once."""
    if directory not in _refused:
        every = files_of(directory)
        _refused[directory] = set() if _reads(every) else {file for file in every if not _reads([file])}
    return _refused[directory]


def _reads(files: Sequence[Path]) -> bool:
    with tempfile.TemporaryDirectory() as directory:
        command = [str(KUBE_SCORE), "score", "--output-format", "json", *map(str, files)]
        return bool(run(command, Path(directory)).output.strip())


def _output(command: list[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
