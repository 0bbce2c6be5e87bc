"""Wall time and peak memory of whole processes on the same files, Plimsoll beside checkov.

``make bench`` runs it. The peer is installed in a virtual environment of its own outside the tree. Each command runs
once to warm the file cache and then ``--runs`` times in turn with the others, so that drift of the machine hits all
alike; the medians and their ratios are printed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import resource

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "plimsoll"
CHECKOV_VERSION = "3.3.30"
CHECKOV = CACHE / f"checkov-{CHECKOV_VERSION}" / "bin" / "checkov"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a command took."""

    seconds: float
    megabytes: float
    """Peak resident memory of the largest process."""


@dataclass(frozen=True, slots=True)
class Case:
    """One set of files, and the peer's word for what they are."""

    name: str
    path: Path
    framework: str = "kubernetes"
    configuration: str = os.devnull
    """Plimsoll's; without one the policies judge nothing, as for a user who has none."""
    workflows: bool = False
    """Whether the files are to lie in .github/workflows: the peer takes no others for workflows."""


CASES = (
    Case("one file", ROOT / "kubernetes" / "namespaces.yaml"),
    Case("corpora/examples", SHARED / "corpora" / "examples"),
    Case("corpora/kube-prometheus", SHARED / "corpora" / "kube-prometheus"),
    Case("corpora/starter-workflows", SHARED / "corpora" / "starter-workflows", "github_actions", workflows=True),
    Case("kubernetes/, with policies", ROOT / "kubernetes", configuration=str(ROOT / "plimsoll.yaml")),
)


def prepared(case: Case, directory: Path) -> Path:
    """Return where the case's files lie, after copying them to where both find them."""
    if not case.workflows:
        return case.path
    target = directory / case.name / ".github" / "workflows"
    target.mkdir(parents=True)
    for number, file in enumerate(sorted(case.path.rglob("*.yml"))):
        shutil.copy(file, target / f"{number:04}-{file.name}")
    return directory / case.name


def measure(command: list[str]) -> Cost:
    """Run a command to its end; its output is discarded, its exit code is its own affair."""
    nothing = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
    before = time.perf_counter()
    pid = os.posix_spawn(command[0], command, os.environ, file_actions=nothing)
    _, _, usage = os.wait4(pid, 0)
    return Cost(time.perf_counter() - before, _megabytes(usage))


def _megabytes(usage: resource.struct_rusage) -> float:
    """Linux counts kibibytes, macOS bytes."""
    return usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def install_checkov() -> None:
    """Install the peer into its own virtual environment, once."""
    if not CHECKOV.exists():
        environment = CHECKOV.parents[1]
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
        subprocess.run(
            [str(environment / "bin" / "pip"), "install", "--quiet", f"checkov=={CHECKOV_VERSION}"], check=True
        )


def commands(case: Case, path: Path) -> dict[str, list[str]]:
    """Return what is compared on a case."""
    plimsoll = [str(Path(sys.executable).parent / "plimsoll"), "scan", str(path), "--format", "json"]
    target = "--file" if path.is_file() else "--directory"
    checkov = [str(CHECKOV), target, str(path), "--framework", case.framework, "--compact", "--quiet"]
    return {"plimsoll": [*plimsoll, "--config", case.configuration], "checkov": checkov}


def compare(case: Case, path: Path, runs: int) -> dict[str, Cost]:
    """Return the median cost of each command on a case; the commands take turns."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands(case, path)}
    for turn in range(runs + 1):
        for name, command in commands(case, path).items():
            cost = measure(command)
            if turn:  # the first only warms the file cache
                costs[name].append(cost)
    return {
        name: Cost(statistics.median(one.seconds for one in some), statistics.median(one.megabytes for one in some))
        for name, some in costs.items()
    }


def main() -> None:
    """Print one line a case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="counted runs of each command")
    runs = parser.parse_args().runs
    install_checkov()
    # Both are measured as installed: with their bytecode compiled.
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(ROOT / "scanner")], check=True)
    print(f"{'case':28}{'plimsoll':>20}{'checkov ' + CHECKOV_VERSION:>20}{'time':>10}{'memory':>10}")
    with tempfile.TemporaryDirectory() as directory:
        for case in CASES:
            if case.path.exists():
                print(row(case, compare(case, prepared(case, Path(directory)), runs)))
            else:
                print(f"{case.name:28}skipped: {case.path.name} is not there")


def row(case: Case, cost: dict[str, Cost]) -> str:
    """Return a line of the table."""
    ours, theirs = cost["plimsoll"], cost["checkov"]
    return (
        f"{case.name:28}{ours.seconds:>10.2f} s{ours.megabytes:>6.0f} MB{theirs.seconds:>10.2f} s"
        f"{theirs.megabytes:>6.0f} MB{theirs.seconds / ours.seconds:>8.1f} x"
        f"{theirs.megabytes / ours.megabytes:>8.1f} x"
    )


if __name__ == "__main__":
    main()
