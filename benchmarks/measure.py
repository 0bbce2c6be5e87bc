"""What a whole process costs: wall time, peak memory, and what it answered."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_SPAWN = Path(__file__).with_name("spawn.py")
LIMIT = 900
"""Seconds after which a command is given up."""
_LONG = 60
"""Seconds after which it is not run again."""
_PER_MEGABYTE = 1024 * 1024 if sys.platform == "darwin" else 1024
"""macOS counts peak memory in bytes, Linux in kibibytes."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a command took, or the medians of several."""

    seconds: float
    """Wall time."""
    processor_seconds: float
    """Time that processors worked for it: what other work on the machine disturbs less."""
    megabytes: float
    """Peak resident memory of the largest process: of the command, or of one that it started and waited for."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a command."""

    cost: Cost
    exit_code: int
    """Negative for a signal."""
    output: bytes
    errors: bytes


def run(command: list[str], directory: Path, limit: float = LIMIT) -> Run:
    """Run a command to its end, with its output in files below ``directory``: a pipe would make it wait for us.

    One that takes longer than ``limit`` seconds is killed; its cost is then the limit, and no memory.
    """
    output, errors = directory / "output", directory / "errors"
    # -I -S: without site-packages, which only make it larger.
    spawn = [sys.executable, "-I", "-S", str(_SPAWN), str(output), str(errors), *command]
    with subprocess.Popen(spawn, stdout=subprocess.PIPE, text=True, start_new_session=True) as helper:
        try:
            said, _ = helper.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            os.killpg(helper.pid, signal.SIGKILL)
            return Run(Cost(limit, limit, 0), -signal.SIGKILL, b"", b"")
    seconds, processor_seconds, peak, exit_code = said.split()
    cost = Cost(float(seconds), float(processor_seconds), int(peak) / _PER_MEGABYTE)
    return Run(cost, int(exit_code), output.read_bytes(), errors.read_bytes())


def median(costs: Iterable[Cost]) -> Cost:
    """Return the medians of each number by itself."""
    every = list(costs)
    return Cost(
        statistics.median(one.seconds for one in every),
        statistics.median(one.processor_seconds for one in every),
        statistics.median(one.megabytes for one in every),
    )


def in_turn(commands: Mapping[str, list[str]], directory: Path, runs: int, *, warm: bool) -> dict[str, list[Run]]:
    """Run the commands in turn, so that drift of the machine hits all alike; ``warm``: once more before it counts.

    A command that takes longer than a minute is run once.
    """
    kept: dict[str, list[Run]] = {name: [] for name in commands}
    for turn in range(-warm, runs):
        for name, command in commands.items():
            if kept[name] and kept[name][-1].cost.seconds > _LONG:
                continue
            one = run(command, directory)
            if turn >= 0:
                kept[name].append(one)
    return kept
