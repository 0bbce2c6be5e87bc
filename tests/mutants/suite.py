"""Which tests look at mutants, and how pytest is to run them."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TESTS = ("tests/kubernetes", "tests/workflows", "tests/rules", "tests/test_examples.py", "tests/test_catalogue.py")
FUZZ = "test_no_rule_crashes_whatever_stands_in_the_place_of_a_value"
"""Takes minutes in all, and runs nearly every line with each rule: only the one of a mutant's own rule is worth it."""
_TREES = ("scanner", "tests", "policies")


def pytest_configure() -> None:
    """Generate the same data on every run, and remember nothing from one run to the next. This module is a plugin."""
    from hypothesis import HealthCheck, Phase, settings  # its own plugin wants to be the first to import it

    # How long an example takes on a busy machine says nothing of a mutant.
    settings.register_profile(
        "mutants",
        database=None,
        derandomize=True,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=tuple(HealthCheck),
    )
    settings.load_profile("mutants")


def run_pytest(*arguments: str, plugin: object) -> int:
    """Run pytest in this process; return its exit code."""
    quiet = ("-qq", "--capture=no", "--no-header", "-pno:cacheprovider")
    tests = (str(ROOT / test) for test in TESTS)
    return int(pytest.main([f"--rootdir={ROOT}", *quiet, *arguments, *tests], plugins=[plugin, sys.modules[__name__]]))


def fingerprint() -> str:
    """Return a hash of all that a verdict depends on."""
    digest = hashlib.sha256()
    for tree in _TREES:
        for path in sorted((ROOT / tree).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
