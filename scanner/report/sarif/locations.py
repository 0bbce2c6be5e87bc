"""Sources and spans as SARIF locations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sarif_om as om

from scanner.report.source_lines import line_at, utf16_column
from scanner.report.uri import is_below_root, path_uri

if TYPE_CHECKING:
    from scanner.model import Source, Span

ROOT = "%SRCROOT%"


def location(source: Source, span: Span, **more: Any) -> om.Location:
    """Return the place, with columns in UTF-16 code units; ``more`` are the location's other fields."""
    return om.Location(
        physical_location=om.PhysicalLocation(artifact_location=artifact(source.path), region=_region(source, span)),
        **more,
    )


def artifact(path: str) -> om.ArtifactLocation:
    """Return a reference to a source: relative to the root of the scan, unless it lies elsewhere.

    Standard input is called ``%3Cstdin%3E``: GitHub demands a file's address, and no file of a repository has this one.
    """
    if is_below_root(path):
        return om.ArtifactLocation(uri=path_uri(path), uri_base_id=ROOT)
    return om.ArtifactLocation(uri=("file://" if path.startswith("/") else "") + path_uri(path))


def _region(source: Source, span: Span) -> om.Region:
    if source.live:
        # There is no text; GitHub demands lines and columns all the same.
        return om.Region(start_line=1, start_column=1, end_line=1, end_column=1)
    return om.Region(
        start_line=span.line,
        start_column=utf16_column(line_at(source, span.line), span.column),
        end_line=span.end_line,
        end_column=utf16_column(line_at(source, span.end_line), span.end_column),
    )
