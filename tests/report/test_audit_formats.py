"""Reports for other tools of a cluster, and metrics: bounded, deterministic, and harmless whatever they quote."""

from __future__ import annotations

import json
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from scanner.model import (
    ClusterCoverage,
    FindingStatus,
    KindCoverage,
    KindStatus,
    NotEvaluated,
    ObjectReference,
    Severity,
    Undecided,
)
from scanner.report import FORMATS, RenderOptions, policy_report, prometheus
from tests.report.reports import FOUND

ADDRESS = "cluster/Deployment/shop/cart"
CART = ObjectReference("apps/v1", "Deployment", "shop", "cart", "11111111-2222-4333-8444-555555555555")
NODE = ObjectReference("v1", "Node", "", "one", "22222222-2222-4333-8444-555555555555")


def audit(**changes: Any) -> Any:
    """Make of findings in files some of an audit."""
    cluster = ClusterCoverage(
        "test",
        "v1.37.2",
        (
            KindCoverage("apps", "v1", "Deployment", KindStatus.LISTED, listed=3, judged=2, history=1),
            KindCoverage("", "v1", "Pod", KindStatus.REFUSED, reason='no "pods"\n\\ here'),
        ),
        objects=MappingProxyType({ADDRESS: CART, "cluster/Node/one": NODE}),
    )
    live = tuple(replace(one, address=ADDRESS) for one in FOUND.findings)
    return replace(FOUND, **{"findings": live, "cluster": cluster, **changes})


def items(report: Any, form: str = "openreports") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(FORMATS[form](report, RenderOptions()))["items"]
    return found


@pytest.mark.parametrize(
    ("form", "version", "kinds", "source"),
    [
        ("openreports", "openreports.io/v1alpha1", {"ClusterReport", "Report"}, True),
        ("policyreport", "wgpolicyk8s.io/v1alpha2", {"ClusterPolicyReport", "PolicyReport"}, False),
    ],
)
def test_one_report_an_object(form: str, version: str, kinds: set[str], source: bool) -> None:
    coverage, cart = items(audit(), form)
    assert {coverage["kind"], cart["kind"]} == kinds
    assert coverage["apiVersion"] == cart["apiVersion"] == version
    assert ("source" in cart) == source
    assert cart["metadata"]["name"] == CART.uid
    assert cart["metadata"]["labels"]["plimsoll.dev/kind"] == "Deployment.apps"
    assert sum(cart["summary"].values()) == len(FOUND.findings) == len(cart["results"])
    severities = [Severity(one["severity"]).rank for one in cart["results"]]
    assert severities == sorted(severities, reverse=True)


def test_what_is_not_known_is_reported() -> None:
    report = audit(
        not_evaluated=(NotEvaluated("privileged", "It crashed."),),
        undecided=(Undecided("run-as-root", "Who knows.", "a", "b"), Undecided("run-as-root", "Who?", "c", "d")),
    )
    coverage = items(report)[0]
    assert coverage["metadata"]["name"] == "plimsoll-coverage"
    assert [(one["policy"], one["result"]) for one in coverage["results"]] == [
        ("coverage", "error"),
        ("privileged", "error"),
        ("run-as-root", "skip"),
    ]
    assert coverage["summary"] == {"pass": 0, "fail": 0, "warn": 0, "error": 2, "skip": 1}


def test_what_is_suppressed_or_folded_does_not_fail() -> None:
    first, *others = audit().findings
    suppressed = replace(first, status=FindingStatus.SUPPRESSED, justification="Agreed.")
    report = audit(findings=(suppressed, *(replace(one, folded_into="x") for one in others)))
    (one,) = items(report)[1]["results"]
    assert (one["result"], one["scored"], one["properties"]["justification"]) == ("skip", False, "Agreed.")


def test_reports_on_what_lies_in_no_namespace() -> None:
    found = tuple(replace(one, address="cluster/Node/one") for one in FOUND.findings)
    report = items(audit(findings=found))[1]
    assert report["kind"] == "ClusterReport"
    assert "namespace" not in report["metadata"]


def test_a_report_is_bounded() -> None:
    finding = replace(audit().findings[0], message="ü" * 1500)
    many = tuple(replace(finding, fingerprint=f"{number:032x}") for number in range(3000))
    report = items(audit(findings=many))[1]
    omitted = int(report["metadata"]["annotations"]["plimsoll.dev/omitted"])
    assert omitted > 0
    assert omitted + len(report["results"]) == report["summary"]["fail"] == 3000
    assert len(json.dumps(report)) < 1_100_000


def metrics(report: Any) -> dict[tuple[str, ...], float]:
    text = FORMATS["prometheus"](report, RenderOptions())
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_metrics() -> None:
    found = metrics(audit())
    assert found["plimsoll_objects", "Deployment.apps", "judged"] == 2
    assert found["plimsoll_kind_complete", "Deployment.apps"] == 1
    assert found["plimsoll_kind_complete", "Pod"] == 0
    assert found["plimsoll_audit_complete",] == 0
    assert sum(value for name, value in found.items() if name[0] == "plimsoll_findings") == len(FOUND.findings)
    assert "plimsoll_audit_timestamp_seconds" not in FORMATS["prometheus"](audit(), RenderOptions())


def test_labels_are_escaped() -> None:
    hostile = 'a"} 1\nplimsoll_audit_complete 1\\'
    rule = replace(FOUND.findings[0].rule, id=hostile)
    found = metrics(audit(findings=(replace(audit().findings[0], rule=rule),)))
    assert found["plimsoll_audit_complete",] == 0
    assert next(name for name in found if name[0] == "plimsoll_findings")[1].startswith('a"} 1')


def test_the_number_of_series_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prometheus, "MOST_SERIES", 2)
    objects = {f"cluster/Pod/{name}/a": replace(CART, namespace=name) for name in "abc"}
    finding = audit().findings[0]
    report = audit(findings=tuple(replace(finding, address=address) for address in objects))
    report = replace(report, cluster=replace(report.cluster, objects=objects))
    series = {name: value for name, value in metrics(report).items() if name[0] == "plimsoll_findings"}
    assert list(series.values()) == [3]
    assert next(iter(series))[-1] == prometheus.ALL_NAMESPACES


def test_the_bounds_are_those_of_etcd() -> None:
    assert policy_report.MOST_BYTES < 1_500_000
