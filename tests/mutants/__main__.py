"""Runs the tests on each mutant and names those that nobody notices: ``python -m tests.mutants FILE...``."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutants.mutate import mutations

ROOT = Path(__file__).parents[2]
TESTS = ("tests/kubernetes", "tests/test_examples.py")


def passes(mutant: str) -> bool:
    """Whether all tests pass on a mutant; on the code as it is where none is named."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "tests.mutants.plugin", "-p", "no:cacheprovider"]
    environment = {**os.environ, "PLIMSOLL_MUTANT": mutant} if mutant else dict(os.environ)
    try:
        run = subprocess.run(
            [*command, *TESTS], cwd=ROOT, env=environment, capture_output=True, check=False, timeout=600
        )
    except subprocess.TimeoutExpired:
        return False
    return run.returncode == 0


def main() -> int:
    """Return 1 if a mutant survives."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", help="modules, relative to the root of the repository")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    if not passes(""):
        print("The tests do not pass on the code as it is: nothing can be said of mutants.")
        return 2
    mutants = [(file, one) for file in options.files for one in mutations(ROOT / file)]
    with ThreadPoolExecutor(options.jobs) as pool:
        verdicts = list(pool.map(lambda mutant: passes(f"{mutant[0]}:{mutant[1].number}"), mutants))
    for (file, one), alive in zip(mutants, verdicts, strict=True):
        if alive:
            print(f"{file}:{one.line}: survives: {one.before}  ->  {one.after}")
    print(f"{len(mutants)} mutants, {sum(verdicts)} survive.")
    return int(any(verdicts))


if __name__ == "__main__":
    sys.exit(main())
