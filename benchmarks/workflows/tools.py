"""The scanners of workflows, each installed by its ordinary client at a pinned version, outside the tree.

What counts as an answer to a class of cases is stated here in the scanners' own names for their checks. Of zizmor's
findings those of a severity of medium or more count, as of ours: it reports nearly everything at a lower one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.peers import CACHE, CHECKOV, CHECKOV_VERSION, PLIMSOLL, checkov

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from benchmarks.workflows.cases import Labelled

ZIZMOR_VERSION = "1.32.0"
ZIZMOR = CACHE / f"zizmor-{ZIZMOR_VERSION}" / "bin" / "zizmor"
ACTIONLINT_VERSION = "1.7.12"
ACTIONLINT = CACHE / "bin" / f"actionlint-{ACTIONLINT_VERSION}"
"""Built by the Makefile where Go is found."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A scanner of workflows."""

    name: str
    version: str
    command: Callable[[Path], list[str]]
    """Judges a repository's directory and writes JSON."""
    reported: Callable[[bytes], Iterator[str]]
    """The ids of what it reports, from its output. Raises `ValueError` where the output is none of its own."""
    answers: Mapping[str, frozenset[str]]
    """By class of attack the ids that answer it."""


def tools(cases: Iterable[Labelled]) -> Iterator[Tool]:
    """Yield the scanners that can be had, ours first."""
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for case in cases:
        kinds[case.kind] |= case.rules
    yield _plimsoll({kind: frozenset(rules) for kind, rules in kinds.items()})
    yield _zizmor(kinds)
    if ACTIONLINT.exists():
        yield _actionlint(kinds)
    yield _checkov(kinds)


def _plimsoll(answers: Mapping[str, frozenset[str]]) -> Tool:
    said = subprocess.run([PLIMSOLL, "--version"], capture_output=True, text=True, check=True).stdout

    def command(directory: Path) -> list[str]:
        return [str(PLIMSOLL), "scan", str(directory), "--format", "json", "--config", os.devnull]

    def reported(output: bytes) -> Iterator[str]:
        for finding in json.loads(output)["findings"]:
            if finding["severity"] in {"medium", "high", "critical"}:
                yield finding["ruleId"]

    return Tool("plimsoll", said.split()[-1], command, reported, answers)


_ZIZMOR_EXECUTION = frozenset(
    {
        *("artipacked", "bot-conditions", "cache-poisoning", "dangerous-triggers"),
        *("self-hosted-runner", "unsound-condition", "unsound-contains"),
    }
)
_EXECUTION = ("untrusted-checkout-execution", "artifacts-and-caches", "guards-and-approval")
"""The classes that are about code of others; the other classes are about their text."""


def _zizmor(kinds: Iterable[str]) -> Tool:
    if not ZIZMOR.exists():
        environment = ZIZMOR.parents[1]
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
        subprocess.run([environment / "bin" / "pip", "install", "-q", f"zizmor=={ZIZMOR_VERSION}"], check=True)

    def command(directory: Path) -> list[str]:
        return [str(ZIZMOR), "--offline", "--no-config", "--format", "json", str(directory)]

    def reported(output: bytes) -> Iterator[str]:
        for finding in json.loads(output):
            if finding["determinations"]["severity"] in {"Medium", "High"}:
                yield finding["ident"]

    injection = frozenset({"template-injection", "github-env"})
    answers = {kind: _ZIZMOR_EXECUTION if kind in _EXECUTION else injection for kind in kinds}
    return Tool("zizmor", ZIZMOR_VERSION, command, reported, answers)


def _actionlint(kinds: Iterable[str]) -> Tool:
    """Return actionlint, without shellcheck and pyflakes, which are other programs."""

    def command(directory: Path) -> list[str]:
        files = sorted(directory.glob(".github/workflows/*.y*ml"))
        return [str(ACTIONLINT), "-shellcheck=", "-pyflakes=", "-format", "{{json .}}", *map(str, files)]

    def reported(output: bytes) -> Iterator[str]:
        for error in json.loads(output):
            # It has one kind for all that is wrong with expressions; the words tell this from the rest.
            yield "untrusted" if "potentially untrusted" in error["message"] else error["kind"]

    answers = dict.fromkeys(kinds, frozenset({"untrusted"}))
    return Tool("actionlint", ACTIONLINT_VERSION, command, reported, answers)


def _checkov(kinds: Iterable[str]) -> Tool:
    checkov()  # installs it

    def command(directory: Path) -> list[str]:
        options = ("--framework", "github_actions", "--compact", "--quiet", "--skip-download", "--output", "json")
        return [str(CHECKOV), "--directory", str(directory), *options]

    def reported(output: bytes) -> Iterator[str]:
        result = json.loads(output)
        for part in result if isinstance(result, list) else [result]:
            for check in part.get("results", {}).get("failed_checks", ()):
                yield check["check_id"]

    # Shell injection: https://www.checkov.io/5.Policy%20Index/github_actions.html.
    answers = dict.fromkeys(kinds, frozenset({"CKV_GHA_2"}))
    return Tool("checkov", CHECKOV_VERSION, command, reported, answers)
