"""The beginning of the terminal format for an audit: what was seen of the cluster, what was not seen in front."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.report.cluster_coverage import COLUMNS, gap_lines, heading, notes, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Report
    from scanner.report.paint import Line


def cluster_lines(report: Report) -> Iterator[Line]:
    """Yield gaps, then a table of the kinds, then what is left out on purpose; nothing for a scan of files."""
    if report.cluster is None:
        return
    yield [(heading(report.cluster), "message")]
    for gap in gap_lines(report.cluster):
        yield [("incomplete: ", "unknown"), (gap, "message")]
    yield []
    table = [COLUMNS, *rows(report.cluster)]
    widths = [max(len(row[column]) for row in table) for column in range(len(COLUMNS) - 1)]
    for number, row in enumerate(table):
        cells = [
            f"{cell:>{width}}" if column in {2, 3} else f"{cell:{width}}"
            for column, (cell, width) in enumerate(zip(row, widths, strict=False))
        ]
        yield [("  ".join((*cells, row[-1])).rstrip(), "gutter" if number == 0 else "")]
    for note in notes(report.cluster):
        yield [(note, "quiet")]
    yield []
