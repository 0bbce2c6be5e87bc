"""Tries each mutant of a file, and names those that no test notices: ``python -m tests.mutants [--rules] FILE...``."""

from __future__ import annotations

import argparse
import functools
import os
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tests.mutants.equivalent import equivalents
from tests.mutants.memory import Memory
from tests.mutants.mutate import Mutation, mutations
from tests.mutants.suite import FUZZ, ROOT, TESTS, run_pytest
from tests.mutants.swap import functions, swap
from tests.mutants.trials import Ending, Outcome, Trial, carry_out

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator

    from scanner.rules.check import Check
    from tests.mutants.lines import Lines

UNTIMED = 5.0
"""How many seconds a test may take that was not timed."""
WHOLE_RUN = 600


@dataclass(slots=True)
class Bench:
    """A pytest plugin: instead of running the collected tests, it runs some of them on each mutant."""

    files: list[str]
    rules: bool
    jobs: int
    memory: Memory = field(default_factory=Memory)
    tried: Counter[Ending] = field(default_factory=Counter)
    surviving: list[str] = field(default_factory=list)
    known: int = 0
    """Equivalent mutants, which are not tried."""
    broken: bool = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try everything that was asked for."""
        items = {item.nodeid: item for item in session.items}
        live = functions(ROOT / "scanner")
        if self.rules:
            for trial, outcome in carry_out(_without_each_rule(items), self.jobs):
                self._count(f"without the rule {trial.name}", outcome)
        mutants = {f"{file}: {one.name}": (file, one) for file in self.files for one in self._mutations(file)}
        texts = {file: (ROOT / file).read_text(encoding="utf-8") for file in self.files}

        def change(mutant: str) -> Callable[[], None]:
            file, one = mutants[mutant]
            return lambda: swap(ROOT / file, texts[file], one.number, live)

        remaining: list[str] = []
        again: list[Trial] = []
        for mutant, place in mutants.items():
            if known := self.memory.outcome(mutant):
                self._count(_address(*place), known)
            elif killer := items.get(self.memory.killer(mutant)):
                again.append(Trial(mutant, change(mutant), [(killer, UNTIMED)]))
            else:
                remaining.append(mutant)
        remaining += self._settle(again, mutants, keep={Ending.KILLED})
        if not remaining:
            return True
        if (lines := self.memory.lines()) is None:
            self.broken = True
            return True
        at_import = {one for one in remaining if lines.of(mutants[one][0], mutants[one][1].lines)[1]}
        trials = (Trial(one, change(one), _tests(*mutants[one], items, lines)) for one in remaining)
        final = {Ending.KILLED, Ending.TIMED_OUT}
        unclear = self._settle(trials, mutants, keep=final, alive_is_final=set(remaining) - at_import)
        with ThreadPoolExecutor(self.jobs) as pool:
            outcomes = pool.map(lambda mutant: _in_a_process_of_its_own(*mutants[mutant]), unclear)
            for mutant, outcome in zip(unclear, outcomes, strict=True):
                self._decide(mutant, _address(*mutants[mutant]), outcome)
        return True

    def _mutations(self, file: str) -> Iterator[Mutation]:
        """Yield those mutants of a file that are not listed as equivalent."""
        listed = equivalents().get(file, {})
        for one in mutations((ROOT / file).read_text(encoding="utf-8")):
            if one.name in listed:
                self.known += 1
            else:
                yield one

    def _settle(
        self,
        trials: Iterable[Trial],
        mutants: dict[str, tuple[str, Mutation]],
        keep: set[Ending],
        alive_is_final: Container[str] = (),
    ) -> list[str]:
        """Carry out trials; return the names of those of which more must be known."""
        open_ones: list[str] = []
        for trial, outcome in carry_out(trials, self.jobs):
            if outcome.ending in keep or (outcome.ending is Ending.SURVIVED and trial.name in alive_is_final):
                self._decide(trial.name, _address(*mutants[trial.name]), outcome)
            else:
                open_ones.append(trial.name)
        self.memory.save()
        return open_ones

    def _decide(self, mutant: str, address: str, outcome: Outcome) -> None:
        self.memory.keep(mutant, outcome)
        self._count(address, outcome)

    def _count(self, address: str, outcome: Outcome) -> None:
        self.tried[outcome.ending] += 1
        if outcome.ending is Ending.TIMED_OUT:
            print(f"{address}: timed out", flush=True)
        elif outcome.ending is not Ending.KILLED:
            self.surviving.append(address)
            print(f"{address}: SURVIVES", flush=True)


def _address(file: str, one: Mutation) -> str:
    return f"{file}:{one.lines[-1]}: {one.name}"


def _tests(file: str, one: Mutation, items: dict[str, pytest.Item], lines: Lines) -> list[tuple[pytest.Item, float]]:
    """Return the tests that may notice a mutant: those that run its line; last, what is thrown at its own rule."""
    names, _ = lines.of(file, one.lines)
    module = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    fuzz = [f"tests/kubernetes/test_hostile.py::{FUZZ}[{check.rule.id}]" for check in _rules_of(module)]
    timed = [(items[name], lines.seconds[name]) for name in names if name in items]
    return timed + [(items[name], UNTIMED) for name in fuzz if name in items]


def _rules_of(module: str) -> list[Check[object]]:
    from scanner.rules.catalogue import CHECKS  # imported by the tests, under whose eyes it must be loaded

    return [check for check in CHECKS if check.function.__module__ == module]


def _without_each_rule(items: dict[str, pytest.Item]) -> Iterator[Trial]:
    """Yield, for each rule, that it says nothing, and its fail examples."""
    from scanner.rules.catalogue import CHECKS  # as above

    for check in CHECKS:
        name = check.rule.id
        examples = [(item, UNTIMED) for key, item in items.items() if f"[{name}/fail" in key]
        yield Trial(name, functools.partial(object.__setattr__, check, "function", lambda _: ()), examples)


def _in_a_process_of_its_own(file: str, one: Mutation) -> Outcome:
    """Run the tests on a mutant from the import on: what is made then shows it only so."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "tests.mutants.plugin", "-p", "tests.mutants.suite"]
    environment = {**os.environ, "PLIMSOLL_MUTANT": f"{file}:{one.number}"}
    try:
        run = subprocess.run(
            [*command, "-p", "no:cacheprovider", "-k", f"not {FUZZ}", *TESTS],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            check=False,
            timeout=WHOLE_RUN,
        )
    except subprocess.TimeoutExpired:
        return Outcome(Ending.TIMED_OUT)
    return Outcome(Ending.KILLED if run.returncode else Ending.SURVIVED)


def main() -> int:
    """Return 1 if a mutant survives, 2 if nothing can be said."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", help="modules, relative to the root of the repository")
    parser.add_argument("--rules", action="store_true", help="also take each rule out of the catalogue")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    os.nice(19)
    start = time.monotonic()
    bench = Bench(options.files, options.rules, options.jobs)
    failed = run_pytest(plugin=bench)
    bench.memory.save()
    if failed or bench.broken:
        print("The tests do not pass on the code as it is: nothing can be said of mutants.")
        return 2
    endings = bench.tried
    print(
        f"{endings.total()} mutants: {endings[Ending.KILLED]} killed, {endings[Ending.TIMED_OUT]} timed out, "
        f"{len(bench.surviving)} survive; {bench.known} equivalent. {time.monotonic() - start:.0f} s."
    )
    return int(bool(bench.surviving))


if __name__ == "__main__":
    sys.exit(main())
