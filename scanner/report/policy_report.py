"""Findings as the reports that other tools of a cluster read, one report an object.

Specification: https://github.com/openreports/reports-api (``openreports.io/v1alpha1``) and its predecessor,
https://github.com/kubernetes-retired/wg-policy-prototypes (``wgpolicyk8s.io/v1alpha2``), whose shape is the same but
for ``source`` of the whole report. By convention a report is called as its object's UID is, and is owned by it, so that
it goes with it. Only objects with findings have one: a report for each that passed would be most of what etcd holds.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.model import ObjectReference, Severity
from scanner.report.cluster_coverage import gap_lines
from scanner.report.json_text import dump
from scanner.report.neutralise import encodable
from scanner.report.place import field_path, place
from scanner.report.policy_report_labels import COVERAGE_NAME, KIND_LABEL, MANAGED_BY, OMITTED, kind_label
from scanner.report.summary import is_suppressed, said, undecided_by_rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.model import Finding, Report
    from scanner.report.options import RenderOptions

MOST_BYTES = 1_000_000
"""Of the results of one report: etcd refuses an object of more than 1.5 MB."""
MOST_RESULTS = 1_000
"""Of one report."""

_SOURCE = "plimsoll"


@dataclass(frozen=True, slots=True)
class Dialect:
    """One of the two APIs."""

    api_version: str
    namespaced: str
    """The kind of a report that lies in a namespace."""
    cluster: str
    has_source: bool
    """Whether a report as a whole may say what made it."""


OPENREPORTS = Dialect("openreports.io/v1alpha1", "Report", "ClusterReport", has_source=True)
POLICYREPORT = Dialect("wgpolicyk8s.io/v1alpha2", "PolicyReport", "ClusterPolicyReport", has_source=False)


def render_openreports(report: Report, options: RenderOptions) -> str:
    """Return a List of Reports and ClusterReports."""
    del options
    return _list(documents(report, OPENREPORTS))


def render_policyreport(report: Report, options: RenderOptions) -> str:
    """Return a List of PolicyReports and ClusterPolicyReports."""
    del options
    return _list(documents(report, POLICYREPORT))


def documents(report: Report, dialect: Dialect) -> list[dict[str, Any]]:
    """Return the reports on objects by namespace and name, and in front the one that says what is not known."""
    by_object: dict[ObjectReference, list[Finding]] = {}
    objects = report.cluster.objects if report.cluster else {}
    for finding in report.shown_findings:
        found = objects.get(finding.object_address)
        if found is not None and found.uid:
            by_object.setdefault(found, []).append(finding)
    order = sorted(by_object, key=lambda one: (one.namespace, one.uid))
    return [_coverage(report, dialect), *(_of_object(one, by_object[one], dialect) for one in order)]


def _of_object(about: ObjectReference, findings: Sequence[Finding], dialect: Dialect) -> dict[str, Any]:
    worst_first = sorted(findings, key=lambda one: (-one.severity.rank, one.rule.id, one.fingerprint))
    reference = {"apiVersion": about.api_version, "kind": about.kind, "name": about.name, "uid": about.uid}
    metadata: dict[str, Any] = {"name": about.uid} | ({"namespace": about.namespace} if about.namespace else {})
    metadata["labels"] = {**MANAGED_BY, KIND_LABEL: kind_label(about.api_version, about.kind)}
    metadata["ownerReferences"] = [reference]
    scope = reference | ({"namespace": about.namespace} if about.namespace else {})
    kind = dialect.namespaced if about.namespace else dialect.cluster
    return _report(kind, metadata, scope, [_result(one) for one in worst_first], dialect)


def _coverage(report: Report, dialect: Dialect) -> dict[str, Any]:
    """Return the report on the audit itself: what could not be seen, and which rules could not say anything."""
    results = []
    if report.cluster:
        results += [_unknown("coverage", "error", gap, "") for gap in gap_lines(report.cluster)]
    results += [
        _unknown(one.rule_id, "error", one.reason, f"{one.subject} {one.path}".strip()) for one in report.not_evaluated
    ]
    for one, times in undecided_by_rule(report.undecided):
        also = f" The same {times - 1} times more." if times > 1 else ""
        results.append(_unknown(one.rule_id, "skip", f"{one.reason}{also}", one.path))
    metadata = {"name": COVERAGE_NAME, "labels": dict(MANAGED_BY)}
    return _report(dialect.cluster, metadata, None, results, dialect)


def _report(
    kind: str, metadata: dict[str, Any], scope: dict[str, str] | None, results: list[dict[str, Any]], dialect: Dialect
) -> dict[str, Any]:
    kept = _bounded(results)
    if len(kept) < len(results):
        metadata["annotations"] = {OMITTED: str(len(results) - len(kept))}
    counts = Counter(one["result"] for one in results)
    return {
        "apiVersion": dialect.api_version,
        "kind": kind,
        "metadata": metadata,
        **({"source": _SOURCE} if dialect.has_source else {}),
        **({"scope": scope} if scope else {}),
        "summary": {name: counts[name] for name in ("pass", "fail", "warn", "error", "skip")},
        "results": kept,
    }


def _bounded(results: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the first results that fit; the worst come first."""
    size, kept = 0, []
    for one in results[:MOST_RESULTS]:
        size += len(json.dumps(one))
        if size > MOST_BYTES:
            break
        kept.append(one)
    return kept


def _result(finding: Finding) -> dict[str, Any]:
    properties = {"fingerprint": finding.fingerprint}
    path = field_path(finding.path)
    if path:
        properties["path"] = path
    if not finding.source.live:
        properties["file"] = place(finding)
    if is_suppressed(finding):
        result = "skip"
        properties["justification"] = finding.justification
    else:
        result = "warn" if finding.severity is Severity.INFO else "fail"
    return {
        "source": _SOURCE,
        "policy": finding.rule.id,
        "rule": finding.rule.id,
        "category": next((tag for tag in finding.rule.tags if tag not in {"kubernetes", "workflows"}), "kubernetes"),
        "severity": finding.severity.value,
        "result": result,
        "scored": result == "fail",
        "message": encodable(said(finding)),
        "properties": {key: encodable(value) for key, value in properties.items()},
    }


def _unknown(policy: str, result: str, message: str, about: str) -> dict[str, Any]:
    return {
        "source": _SOURCE,
        "policy": policy,
        "result": result,
        "scored": False,
        "message": encodable(message),
        **({"properties": {"about": encodable(about)}} if about else {}),
    }


def _list(items: list[dict[str, Any]]) -> str:
    return dump({"apiVersion": "v1", "kind": "List", "items": items})
