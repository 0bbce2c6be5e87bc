"""Trying mutants: each in a fork of a process that has imported and collected everything, until a test fails."""

from __future__ import annotations

import contextlib
import enum
import gc
import os
import select
import signal
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pytest

_ALLOWANCE = 10
"""A test that takes this many times as long as it should, and as many seconds more, hangs."""


class Ending(enum.Enum):
    """How a trial ended."""

    KILLED = "killed"
    TIMED_OUT = "timed out"
    SURVIVED = "survived"
    NOT_SWAPPED = "not swapped"
    """Nothing was tried."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A change, and the tests that may notice it."""

    name: str
    change: Callable[[], None]
    """Carries it out in this process. Raises NotSwapped."""
    tests: Sequence[tuple[pytest.Item, float]]
    """With how many seconds each takes; in order."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a trial."""

    ending: Ending
    test: str = ""
    """The one that noticed."""


def carry_out(trials: Iterable[Trial], jobs: int) -> Iterator[tuple[Trial, Outcome]]:
    """Yield each trial with its outcome as it ends; ``jobs`` run at the same time."""
    running: dict[int, tuple[Trial, int]] = {}
    gc.collect()
    gc.freeze()  # else a fork's garbage collector would copy every page of what it was born with
    try:
        for trial in trials:
            if len(running) == jobs:
                yield _ended(running)
            reader, child = _start(trial)
            running[reader] = trial, child
        while running:
            yield _ended(running)
    finally:
        gc.unfreeze()


def _start(trial: Trial) -> tuple[int, int]:
    """Return the end of a pipe to read the outcome from, and the process."""
    reader, writer = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if not child:
        _try(trial, writer)
    os.close(writer)
    return reader, child


def _ended(running: dict[int, tuple[Trial, int]]) -> tuple[Trial, Outcome]:
    readable, _, _ = select.select(list(running), [], [])
    trial, child = running.pop(readable[0])
    with os.fdopen(readable[0], encoding="utf-8") as pipe:
        ending, _, test = pipe.read().partition(" ")
    _, status = os.waitpid(child, 0)
    if ending:
        return trial, Outcome(Ending[ending], test)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:
        return trial, Outcome(Ending.TIMED_OUT)
    return trial, Outcome(Ending.KILLED, "the process died")


def _try(trial: Trial, writer: int) -> NoReturn:
    """Run the tests of a trial until one fails; never returns."""
    answer = Ending.NOT_SWAPPED.name
    # Whatever else goes wrong here: a process of its own will tell.
    with contextlib.suppress(BaseException):
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (sys.stdout, sys.__stdout__, sys.stderr):
            if stream:
                os.dup2(null, stream.fileno())
        trial.change()
        answer = _run(trial.tests)
    os.write(writer, answer.encode())
    os._exit(0)


def _run(tests: Sequence[tuple[pytest.Item, float]]) -> str:
    for place, (item, seconds) in enumerate(tests, 1):
        after = tests[place][0] if place < len(tests) else None
        signal.setitimer(signal.ITIMER_REAL, _ALLOWANCE * (seconds + 1))
        item.ihook.pytest_runtest_protocol(item=item, nextitem=after)
        if item.session.testsfailed:
            return f"{Ending.KILLED.name} {item.nodeid}"
    return Ending.SURVIVED.name
