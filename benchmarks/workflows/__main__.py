"""Judge the labelled cases and time the scanners on many workflows; write docs/workflow-benchmarks.md.

``make bench-workflows`` runs it, by hand: it takes several minutes.
"""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.machine import machine
from benchmarks.measure import in_turn, median, run
from benchmarks.peers import ROOT
from benchmarks.workflows.cases import labelled
from benchmarks.workflows.page import Measured, Score, Speed, page
from benchmarks.workflows.tools import tools

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.workflows.cases import Labelled
    from benchmarks.workflows.tools import Tool

_STARTERS = ROOT.parent / "shared" / "corpora" / "starter-workflows"
_FILES = 1_500


def scores(tool: Tool, cases: Sequence[Labelled], directory: Path, *, tell: bool) -> Iterator[Score]:
    """Judge each case by itself, as the repository that it is. With ``tell``, print what is answered wrongly."""
    kinds: defaultdict[str, list[tuple[Labelled, bool | None]]] = defaultdict(list)
    for case in cases:
        try:
            output = run(tool.command(case.directory), directory).output
            answered = not tool.answers[case.kind].isdisjoint(tool.reported(output))
        except (ValueError, KeyError, TypeError):
            kinds[case.kind].append((case, None))
            continue
        kinds[case.kind].append((case, answered))
        if tell and answered != case.vulnerable:
            print(f"{tool.name}: {'missed' if case.vulnerable else 'false'}: {case.kind}/{case.directory.name}")
    for kind, answers in kinds.items():
        vulnerable = [answer for case, answer in answers if case.vulnerable]
        safe = [answer for case, answer in answers if not case.vulnerable]
        failed = sum(answer is None for _, answer in answers)
        yield Score(kind, tool.name, len(vulnerable), vulnerable.count(True), len(safe), safe.count(True), failed)


def speeds(every: Sequence[Tool], runs: int, directory: Path) -> Iterator[Speed]:
    """Time the scanners on the starter workflows, once and repeated to 1,500 files."""
    starters = sorted(_STARTERS.rglob("*.yml"))
    for number in (len(starters), _FILES) if starters else ():
        root = directory / f"{number}"
        target = root / ".github" / "workflows"
        target.mkdir(parents=True)
        for index in range(number):
            file = starters[index % len(starters)]
            shutil.copy(file, target / f"{index:04}-{file.name}")
        taken = in_turn({tool.name: tool.command(root) for tool in every}, directory, runs, warm=True)
        for tool in every:
            try:
                findings = _findings(tool, taken[tool.name][-1].output)
            except (ValueError, KeyError, TypeError):
                findings = None
            yield Speed(f"{number:,}", tool.name, median(one.cost for one in taken[tool.name]), findings)


def _findings(tool: Tool, output: bytes) -> int:
    return sum(1 for _ in tool.reported(output))


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="counted runs of each command")
    parser.add_argument("--class", dest="kind", default="", help="only this class of cases; writes no page")
    parser.add_argument("--no-speed", action="store_true", help="only the cases; writes no page")
    parser.add_argument("--tell", action="store_true", help="print what each scanner answers wrongly")
    given = parser.parse_args()
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(ROOT / "scanner")], check=True)
    cases = [case for case in labelled() if given.kind in case.kind]
    every = list(tools(cases))
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        scored = [score for tool in every for score in scores(tool, cases, directory, tell=given.tell)]
        timed = [] if given.no_speed else list(speeds(every, given.runs, directory))
    today = dt.datetime.now(dt.UTC).date().isoformat()
    versions = [f"{tool.name} {tool.version}" for tool in every]
    text = page(Measured(today, machine(), versions, given.runs, scored, timed))
    print(text)
    if not given.kind and not given.no_speed:
        (ROOT / "docs" / "workflow-benchmarks.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
