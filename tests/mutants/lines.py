"""Which tests run which line, and how long they take: ``python -m tests.mutants.lines FILE`` writes it, in JSON."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import coverage
import pytest

from tests.mutants.suite import FUZZ, ROOT, run_pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

AT_IMPORT = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """What was recorded."""

    seconds: dict[str, float]
    """By test, in the order of the tests."""
    tests: dict[str, dict[str, list[int]]]
    """By file and line: which tests, by their place in ``seconds``; -1 for what runs at import."""

    def of(self, file: str, lines: tuple[int, ...]) -> tuple[list[str], bool]:
        """Return the tests that run any of the lines, quickest first, and whether importing the module does."""
        by_line = self.tests.get(file, {})
        found = {one for line in lines for one in by_line.get(str(line), ())}
        names = list(self.seconds)
        return sorted((names[one] for one in found if one >= 0), key=self.seconds.__getitem__), -1 in found


class _Recorder:
    """Tells coverage which test runs, and forgets what an earlier test made the code remember."""

    def __init__(self, measured: coverage.Coverage) -> None:
        self.measured = measured
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        for name, module in list(sys.modules.items()):
            if name.startswith("scanner."):
                for value in vars(module).values():
                    if hasattr(value, "cache_clear"):
                        value.cache_clear()
        self.measured.switch_context(item.nodeid)
        start = time.perf_counter()
        done = yield
        self.seconds[item.nodeid] = time.perf_counter() - start
        return done


def record() -> Lines | None:
    """Run the tests in a process of their own; return None if one of them fails."""
    with subprocess.Popen([sys.executable, "-m", __name__], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        output, _ = process.communicate()
    if process.returncode:
        sys.stderr.write(output)
        return None
    found = json.loads(output.splitlines()[-1])
    return Lines(found["seconds"], found["tests"])


def main() -> int:
    """Run the tests under coverage; print what was recorded as the last line."""
    measured = coverage.Coverage(data_file=None, config_file=False, include=[f"{ROOT}/scanner/*"])
    measured.set_option("run:core", "ctrace")
    recorder = _Recorder(measured)
    measured.start()
    failed = run_pytest("-x", "-k", f"not {FUZZ}", plugin=recorder)
    measured.stop()
    if failed:
        return failed
    data = measured.get_data()
    numbers = {AT_IMPORT: -1, **{name: number for number, name in enumerate(recorder.seconds)}}
    tests: dict[str, dict[int, list[int]]] = defaultdict(dict)
    for file in data.measured_files():
        for line, contexts in data.contexts_by_lineno(file).items():
            tests[Path(file).relative_to(ROOT).as_posix()][line] = [numbers[one] for one in contexts]
    sys.stdout.write("\n" + json.dumps({"seconds": recorder.seconds, "tests": tests}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
