"""What was seen of a cluster, in words. What could not be seen comes first: a clean report without it means nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.model import KindStatus
from scanner.report.neutralise import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import ClusterCoverage, KindCoverage

Row = tuple[str, str, str, str, str]

COLUMNS = ("kind", "status", "listed", "judged", "remark")


def heading(cluster: ClusterCoverage) -> str:
    """Return what was audited, e.g. ``Cluster prod (v1.37.2), namespaces shop, cart``."""
    version = f" ({cluster.version})" if cluster.version else ""
    only = f", only the namespaces {', '.join(cluster.namespaces)}" if cluster.namespaces else ""
    return one_line(f"Cluster {cluster.context}{version}{only}")


def gap_lines(cluster: ClusterCoverage) -> Iterator[str]:
    """Yield what may not have been seen, one sentence each."""
    for problem in cluster.problems:
        yield one_line(problem)
    for kind in cluster.gaps:
        accepted = " Accepted by --allow-incomplete." if kind.accepted else ""
        yield one_line(f"{kind.title}: {kind.status.value}: {kind.reason}".rstrip(".") + f".{accepted}")


def rows(cluster: ClusterCoverage) -> Iterator[Row]:
    """Yield a row for each kind that was asked for: first those that are incomplete."""
    asked = [kind for kind in cluster.kinds if kind.status is not KindStatus.NOT_SERVED]
    for kind in sorted(asked, key=lambda kind: (not kind.incomplete, kind.group, kind.kind)):
        yield one_line(kind.title), kind.status.value, str(kind.listed), str(kind.judged), _remark(kind)


def notes(cluster: ClusterCoverage) -> Iterator[str]:
    """Yield what else the configuration or the cluster leaves out."""
    if cluster.excluded_namespaces:
        yield one_line(f"Not judged, as configured: the namespaces {', '.join(cluster.excluded_namespaces)}.")
    absent = [kind.title for kind in cluster.kinds if kind.status is KindStatus.NOT_SERVED]
    if absent:
        yield one_line(f"Not served by this cluster: {', '.join(absent)}.")
    if cluster.files_only:
        yield one_line(f"About files only, not carried out: {', '.join(cluster.files_only)}.")


def _remark(kind: KindCoverage) -> str:
    parts = [
        *([kind.reason] if kind.reason else []),
        *([f"{kind.built_in} made by the API server"] if kind.built_in else []),
        *([f"{kind.history} kept for a roll-back"] if kind.history else []),
        *([f"{kind.excluded} in excluded namespaces"] if kind.excluded else []),
        *kind.notes,
        *(["accepted"] if kind.accepted else []),
    ]
    return one_line("; ".join(part.rstrip(".") for part in parts))
