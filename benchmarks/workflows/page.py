"""What was found out, as a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.measure import Cost


@dataclass(frozen=True, slots=True)
class Score:
    """One scanner on the cases of one class."""

    kind: str
    tool: str
    vulnerable: int
    """How many cases are vulnerable."""
    found: int
    """How many of them it reports."""
    safe: int
    alarmed: int
    """How many of the safe ones it reports all the same."""
    failed: int = 0
    """How many it could not judge: its output was none of its own."""


@dataclass(frozen=True, slots=True)
class Speed:
    """One scanner on many files."""

    case: str
    tool: str
    cost: Cost
    findings: int | None
    """All that it reports, whatever the severity; None where it failed."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything that one run found out."""

    date: str
    machine: str
    versions: Sequence[str]
    runs: int
    scores: Sequence[Score]
    speeds: Sequence[Speed]


_HEAD = """\
# Benchmarks of workflow rules

`make bench-workflows` writes this page. Measured on {date}: {machine}; {versions}.

## Who tells safe from vulnerable

The cases are our own: small repositories under `tests/workflows/cases*/`, each safe or vulnerable in one way. That
makes them a description of what Plimsoll sees, and no neutral ground. A scanner answers a case where it reports one of
its checks for that class of attack, at a severity of medium or more where it has severities; which checks count stands
in `benchmarks/workflows/tools.py`. "found" counts the vulnerable cases that are reported, "false" the safe ones that
are reported all the same. A scanner that reports both, or neither, does not tell them apart.
"""

_SPEED = """\
## What it costs

Whole processes, in turn, medians of {runs}. The files are the starter workflows, repeated.
"""

_UNMEASURED = "poutine could not be had: the Go module proxy refuses it (403), and no other registry carries it."


def page(measured: Measured) -> str:
    """Return the page as Markdown."""
    head = _HEAD.format(date=measured.date, machine=measured.machine, versions=", ".join(measured.versions))
    speed = _SPEED.format(runs=measured.runs)
    return "\n".join([head, *_scores(measured.scores), "", _UNMEASURED, "", speed, *_speeds(measured.speeds)]) + "\n"


def _scores(scores: Sequence[Score]) -> Iterator[str]:
    names = list(dict.fromkeys(score.tool for score in scores))
    yield f"| class | cases | {' | '.join(f'{name}: found, false' for name in names)} |"
    yield f"|---|---|{'---|' * len(names)}"
    by_kind: dict[str, dict[str, Score]] = {}
    for score in scores:
        by_kind.setdefault(score.kind, {})[score.tool] = score
    for kind, row in by_kind.items():
        first = next(iter(row.values()))
        cells = " | ".join(_cell(row[name]) for name in names)
        yield f"| {kind} | {first.vulnerable} vulnerable, {first.safe} safe | {cells} |"


def _cell(score: Score) -> str:
    failed = f" ({score.failed} not judged)" if score.failed else ""
    return f"{score.found} of {score.vulnerable}, {score.alarmed} of {score.safe}{failed}"


def _speeds(speeds: Sequence[Speed]) -> Iterator[str]:
    yield "| files | scanner | wall time | processor time | memory | time to ours | findings |"
    yield "|---|---|--:|--:|--:|--:|--:|"
    ours: dict[str, Cost] = {}
    for speed in speeds:
        first = ours.setdefault(speed.case, speed.cost)
        findings = "failed" if speed.findings is None else f"{speed.findings:,}"
        yield (
            f"| {speed.case} | {speed.tool} | {speed.cost.seconds:.2f} s | {speed.cost.processor_seconds:.2f} s "
            f"| {speed.cost.megabytes:,.0f} MB | {speed.cost.seconds / first.seconds:.2g} | {findings} |"
        )
