"""The measurements as a page: what was measured, where, and beside whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.measure import Cost


@dataclass(frozen=True, slots=True)
class Row:
    """One scanner on one case."""

    case: str
    peer: str
    cost: Cost
    checks: int
    findings: int | None
    """None where its output is none of its own: it failed, and its cost means nothing."""
    exit_code: int
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything that one run of the benchmark found out."""

    date: str
    machine: str
    versions: Sequence[str]
    runs: int
    rows: Sequence[Row]
    """Of each case ours first."""
    skipped: Sequence[str]
    growth: Sequence[str]
    """Sentences on how cost grows with the number of documents."""


_HEAD = """\
# Benchmarks

`make bench` writes this page. Each scanner is a whole process: it starts, reads the files, judges them and writes JSON.
The commands take turns; times and memory are medians of {runs}, or of a single run where it takes over a minute. Memory
is the peak of the largest process. Ratios, not seconds, travel from one machine to another; the processors' time
suffers less from what else the machine does. An exit code of 1 says, for all of them, that there are findings.

The number of checks and findings says what the time was spent on; a scanner that fails costs little.
"""

_COLUMNS = (
    *("case", "scanner", "checks", "wall time", "processor time", "memory"),
    *("time to ours", "memory to ours", "findings", "exit"),
)

_UNMEASURED = """\
## What is not measured

- Polaris, kube-linter, trivy, kubescape, kubesec and kubeaudit: the Go module proxy refuses them (403), so that they
  could not be installed by their ordinary client.
- conftest has no checks of its own.
"""


def page(measured: Measured) -> str:
    """Return the page as Markdown."""
    return "\n".join(_lines(measured)) + "\n"


def _lines(measured: Measured) -> Iterator[str]:
    yield _HEAD.format(runs=measured.runs)
    yield f"Measured on {measured.date}: {measured.machine}; {', '.join(measured.versions)}."
    yield ""
    yield f"| {' | '.join(_COLUMNS)} |"
    yield f"|---|---|{'--:|' * (len(_COLUMNS) - 2)}"
    ours: dict[str, Cost] = {}
    for row in measured.rows:
        first = row.case not in ours
        yield _row(row, ours.setdefault(row.case, row.cost), shows_case=first)
    yield ""
    yield from (f"- {sentence}" for sentence in (*measured.growth, *_remarks(measured.rows), *measured.skipped))
    yield ""
    yield _UNMEASURED.rstrip()


def _row(row: Row, ours: Cost, *, shows_case: bool) -> str:
    if not row.cost.megabytes:
        unknown = ("?",) * (len(_COLUMNS) - 3)
        return f"| {' | '.join((row.case if shows_case else '', row.peer, str(row.checks), *unknown))} |"
    time, memory = row.cost.seconds / ours.seconds, row.cost.megabytes / ours.megabytes
    cells = (
        row.case if shows_case else "",
        row.peer,
        f"{row.checks}",
        f"{row.cost.seconds:.2f} s",
        f"{row.cost.processor_seconds:.2f} s",
        f"{row.cost.megabytes:,.0f} MB",
        f"{time:.2g}",
        f"{memory:.2g}",
        "failed" if row.findings is None else f"{row.findings:,}",
        f"{row.exit_code}",
    )
    return f"| {' | '.join(cells)} |"


def _remarks(rows: Sequence[Row]) -> Iterator[str]:
    return (f"{row.case}, {row.peer}: {row.remark}" for row in rows if row.remark)
