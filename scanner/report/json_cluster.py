"""The parts of Plimsoll's JSON that only an audit has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scanner.model import ClusterCoverage, Finding, KindCoverage


def cluster(coverage: ClusterCoverage) -> dict[str, Any]:
    """Return what was seen of a cluster."""
    return {
        "context": coverage.context,
        "version": coverage.version,
        "incomplete": coverage.incomplete,
        "problems": list(coverage.problems),
        "namespaces": list(coverage.namespaces),
        "excludedNamespaces": list(coverage.excluded_namespaces),
        "filesOnly": list(coverage.files_only),
        "kinds": [_kind(kind) for kind in coverage.kinds],
    }


def folding(finding: Finding) -> dict[str, Any]:
    """Return what owners and owned objects have in common; nothing for findings in files."""
    if not finding.object_address:
        return {}
    return {
        **({"address": finding.address} if finding.address else {}),
        "foldedInto": finding.folded_into,
        "copies": [{"kind": kind, "count": number} for kind, number in finding.copies],
    }


def _kind(kind: KindCoverage) -> dict[str, Any]:
    return {
        "group": kind.group,
        "version": kind.version,
        "kind": kind.kind,
        "status": kind.status.value,
        "listed": kind.listed,
        "judged": kind.judged,
        "builtIn": kind.built_in,
        "history": kind.history,
        "excluded": kind.excluded,
        "reason": kind.reason,
        "notes": list(kind.notes),
        "accepted": kind.accepted,
    }
