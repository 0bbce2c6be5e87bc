"""Wall time and peak memory of whole processes on the same files, Plimsoll beside its peers.

``make bench`` runs it, and it writes docs/benchmarks.md. It is run by hand: it takes a quarter of an hour.
"""

from __future__ import annotations

import argparse
import datetime as dt
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.generate import write
from benchmarks.machine import machine
from benchmarks.measure import LIMIT, Run, in_turn, median
from benchmarks.page import Measured, Row, page
from benchmarks.peers import KUBE_SCORE, ROOT, Case, Peer, checkov, kube_score, plimsoll, refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SHARED = ROOT.parent / "shared"
SMALL, LARGE = 1_000, 20_000
_MOST = 21
"""How many times the cost of 1,000 documents 20,000 may cost at most."""


def cases(generated: Path) -> Iterator[Case]:
    """Yield what is measured, after generating what is not there."""
    yield Case("one file", ROOT / "kubernetes" / "namespaces.yaml")
    yield Case("corpora/examples", SHARED / "corpora" / "examples")
    yield Case("corpora/kube-prometheus", SHARED / "corpora" / "kube-prometheus")
    yield Case("corpora/starter-workflows", _as_workflows(generated), workflows=True)
    yield Case("kubernetes/, with policies", ROOT / "kubernetes", configuration=str(ROOT / "plimsoll.yaml"))
    for number in (SMALL, LARGE):
        directory = generated / f"{number}"
        write(directory, number)
        yield Case(_generated(number), directory, warm=number == SMALL)


def _generated(number: int) -> str:
    return f"{number:,} generated documents"


def _as_workflows(generated: Path) -> Path:
    """Copy the starter workflows into .github/workflows: checkov takes no others for workflows."""
    target = generated / "starter" / ".github" / "workflows"
    target.mkdir(parents=True)
    for number, file in enumerate(sorted((SHARED / "corpora" / "starter-workflows").rglob("*.yml"))):
        shutil.copy(file, target / f"{number:04}-{file.name}")
    return generated / "starter"


def peers(chosen: Sequence[str]) -> list[Peer]:
    """Return who is measured; what cannot be installed is left out and said."""
    found = [plimsoll()]
    if "checkov" in chosen:
        found.append(checkov())
    if "kube-score" in chosen and KUBE_SCORE.exists():
        found.append(kube_score())
    return found


def rows(case: Case, scanners: Sequence[Peer], runs: int, directory: Path) -> Iterator[Row]:
    """Measure the scanners that judge such a case."""
    able = [peer for peer in scanners if peer.workflows or not case.workflows]
    taken = in_turn({peer.name: peer.command(case) for peer in able}, directory, runs, warm=case.warm)
    for peer in able:
        yield _row(case, peer, taken[peer.name])


def _row(case: Case, peer: Peer, runs: Sequence[Run]) -> Row:
    last = runs[-1]
    remark = ""
    if not last.cost.megabytes:
        remark = f"given up after {LIMIT // 60} minutes."
        return Row(case.name, peer.name, last.cost, peer.checks(case), None, last.exit_code, remark)
    try:
        found = peer.findings(last.output)
    except (ValueError, KeyError, TypeError) as error:
        found, remark = None, f"its output is no report ({error}); {last.errors[-200:].decode(errors='replace')!r}"
    if peer.name == "kube-score" and not case.path.is_file() and (left_out := refused(case.path)):
        remark = f"measured without {len(left_out)} files that end its run with nothing judged."
    cost = median(one.cost for one in runs)
    return Row(case.name, peer.name, cost, peer.checks(case), found, last.exit_code, remark)


def growth(measured: Sequence[Row]) -> Iterator[str]:
    """Say how the cost of each scanner grows from the small to the large generated case."""
    cost = {(row.case, row.peer): row.cost for row in measured if row.findings is not None}
    for peer in dict.fromkeys(row.peer for row in measured):
        small, large = cost.get((_generated(SMALL), peer)), cost.get((_generated(LARGE), peer))
        if small and large:
            times = large.seconds / small.seconds
            each = (large.megabytes - small.megabytes) * 1024 / (LARGE - SMALL)
            within = f" (at most {_MOST} is the aim)" if peer == "plimsoll" else ""
            yield (
                f"{peer}: {LARGE:,} documents cost {times:.1f} times as much time as {SMALL:,}{within}, "
                f"and {each:.1f} kB of memory each."
            )


def _versions(scanners: Sequence[Peer]) -> list[str]:
    return [f"Python {platform.python_version()}", *(f"{peer.name} {peer.version}" for peer in scanners)]


def main() -> None:
    """Measure, print each row when it is known, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="counted runs of each command")
    parser.add_argument("--cases", default="", help="only the cases whose name contains this; writes no page")
    parser.add_argument("--peers", default="checkov,kube-score", help="separated by commas")
    given = parser.parse_args()
    # All are measured as installed: with their bytecode compiled.
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(ROOT / "scanner")], check=True)
    scanners = peers(given.peers.split(","))
    done: list[Row] = []
    skipped: list[str] = [] if KUBE_SCORE.exists() else ["kube-score: not measured, for want of Go to build it."]
    with tempfile.TemporaryDirectory() as directory:
        for case in cases(Path(directory)):
            if given.cases not in case.name:
                continue
            if not case.path.exists():
                skipped.append(f"{case.name}: not measured, for its files are not there.")
                continue
            for row in rows(case, scanners, given.runs, Path(directory)):
                print(row, flush=True)
                done.append(row)
    today = dt.datetime.now(dt.UTC).date().isoformat()
    measured = Measured(today, machine(), _versions(scanners), given.runs, done, skipped, list(growth(done)))
    text = page(measured)
    print(text)
    if not given.cases:
        (ROOT / "docs" / "benchmarks.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
