"""Suppressions that manifests carry for other scanners: which are honoured, and what is said of the others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scanner.rules.peers import PEERS
from scanner.rules.peers.covers import COVERS
from tests.command import plimsoll, scan, write

SCHEMA = Path(__file__).parents[2] / "scanner" / "report" / "schema" / "report-v1.json"

POD = """\
apiVersion: %s
kind: %s
metadata:
  name: cart
  namespace: shop
  annotations:
    %s
spec:
  hostPID: true
  containers:
    - name: web
      image: registry.example.com/web:1.0.0
      securityContext: {privileged: true}
  ephemeralContainers:
    - name: debug
      image: registry.example.com/debug:1.0.0
      securityContext: {privileged: true}
"""
SELECTED = ("--select", "privileged", "--select", "host-pid", "--select", "run-as-root")


def pod(annotations: str, api_version: str = "v1", kind: str = "Pod") -> str:
    return POD % (api_version, kind, annotations)


def report(tmp_path: Path, *arguments: str, **files: str) -> dict[str, Any]:
    write(tmp_path, **files)
    return scan(tmp_path, *SELECTED, *arguments).report


def status(found: dict[str, Any]) -> dict[tuple[str, str], str]:
    """Return the status of each finding by its rule and what it is about."""
    return {(one["ruleId"], one["subject"].partition(", ")[2]): one["status"] for one in found["findings"]}


def not_honoured(found: dict[str, Any]) -> dict[str, str]:
    return {one["check"]: one["reason"] for one in found["notHonoured"]}


def test_a_skip_with_a_reason_suppresses_what_its_check_judges(tmp_path: Path) -> None:
    text = pod("checkov.io/skip1: CKV_K8S_16=The agent loads modules, as agreed.")
    found = report(tmp_path, "--from", "checkov", a_yaml=text)
    assert status(found) == {
        ("privileged", "container web"): "suppressed",
        ("privileged", "ephemeral container debug"): "open",
        ("host-pid", ""): "open",
        ("run-as-root", "container web"): "open",
        ("run-as-root", "ephemeral container debug"): "open",
    }
    (one,) = [one for one in found["findings"] if one["status"] == "suppressed"]
    assert one["justification"] == "checkov skip: The agent loads modules, as agreed. (CKV_K8S_16, a.yaml:7)"
    assert one["related"][-1]["span"] == {"line": 7, "column": 5, "endLine": 7, "endColumn": 69}
    assert found["notHonoured"] == []


def test_nothing_is_honoured_unless_it_is_asked_for(tmp_path: Path) -> None:
    text = pod("checkov.io/skip1: CKV_K8S_16=Agreed.")
    for arguments in ((), ("--from", "kube-linter")):
        found = report(tmp_path, *arguments, a_yaml=text)
        assert set(status(found).values()) == {"open"}
        assert found["notHonoured"] == []


@pytest.mark.parametrize(
    ("annotation", "check", "reason"),
    [
        ("checkov.io/skip1: CKV_K8S_16", "CKV_K8S_16", "It gives no reason."),
        ("checkov.io/skip1: CKV_K8S_16=", "CKV_K8S_16", "It gives no reason."),
        ("checkov.io/skip1: CKV_K8S_999=Agreed.", "CKV_K8S_999", "Plimsoll knows no check of checkov of this name."),
        (
            "checkov.io/skip1: CKV_K8S_84=Agreed.",
            "CKV_K8S_84",
            "Plimsoll has no counterpart. PodSecurityPolicy was removed in Kubernetes 1.25.",
        ),
        (
            "checkov.io/skip1: CKV_K8S_23=Agreed.",
            "CKV_K8S_23",
            "The check judges less than our counterpart or something else: 'run-as-root', 'run-as-user-zero'.",
        ),
        ("checkov.io/skip1: CKV_K8S_18=Agreed.", "CKV_K8S_18", "No rule for it was carried out."),
        ("checkov.io/skip1: 7", "", "Plimsoll knows no check of checkov of this name."),
        (
            "bridgecrew.io/skip9: CKV_K8S_42=Agreed.",
            "CKV_K8S_42",
            "The check judges less than our counterpart or something else: 'default-service-account-bound'.",
        ),
    ],
)
def test_what_is_not_honoured_is_listed_with_the_reason(
    tmp_path: Path, annotation: str, check: str, reason: str
) -> None:
    found = report(tmp_path, "--from", "checkov", a_yaml=pod(annotation))
    assert set(status(found).values()) == {"open"}
    assert not_honoured(found) == {check: reason}
    assert found["notHonoured"][0]["span"]["line"] == 7
    assert found["exitCode"] == 1


def test_a_skip_of_what_is_not_violated_is_listed(tmp_path: Path) -> None:
    text = pod("checkov.io/skip1: CKV_K8S_17=Agreed.").replace("hostPID: true", "hostPID: false")
    assert not_honoured(report(tmp_path, "--from", "checkov", a_yaml=text)) == {"CKV_K8S_17": "It suppresses nothing."}


def test_kinds_that_the_other_scanner_does_not_judge_are_not_covered(tmp_path: Path) -> None:
    text = pod("checkov.io/skip1: CKV_K8S_17=Agreed.", "example.com/v1", "Pod")
    assert not_honoured(report(tmp_path, "--from", "checkov", a_yaml=text)) == {
        "CKV_K8S_17": "checkov does not judge objects of this kind by it."
    }


def test_probes_of_jobs_are_not_covered(tmp_path: Path) -> None:
    text = pod("checkov.io/skip1: CKV_K8S_8=Agreed.", "batch/v1", "Job")
    assert not_honoured(report(tmp_path, "--from", "checkov", a_yaml=text)) == {
        "CKV_K8S_8": "checkov does not judge objects of this kind by it."
    }


def test_a_skip_is_about_its_own_object_alone(tmp_path: Path) -> None:
    both = pod("checkov.io/skip1: CKV_K8S_17=Agreed.") + "---\n" + pod("a: b").replace("name: cart", "name: other")
    found = report(tmp_path, "--from", "checkov", a_yaml=both)
    hosts = [(one["subject"], one["status"]) for one in found["findings"] if one["ruleId"] == "host-pid"]
    assert hosts == [("Pod shop/cart", "suppressed"), ("Pod shop/other", "open")]


def test_what_an_alias_puts_in_one_place_is_open_unless_all_of_it_is_accepted(tmp_path: Path) -> None:
    text = """\
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Pod
    metadata: {name: a, namespace: shop, annotations: {checkov.io/skip1: CKV_K8S_17=Agreed.}}
    spec: &spec
      hostPID: true
      containers: [{name: web, image: 'registry.example.com/web:1.0.0'}]
  - apiVersion: v1
    kind: Pod
    metadata: {name: b, namespace: shop}
    spec: *spec
"""
    found = report(tmp_path, "--from", "checkov", "--ignore", "run-as-root", a_yaml=text)
    assert [one["status"] for one in found["findings"]] == ["open"]


def test_kube_linter_names_the_check_in_the_key(tmp_path: Path) -> None:
    annotations = (
        'ignore-check.kube-linter.io/host-pid: "It watches processes."\n'
        '    ignore-check.kube-linter.io/privileged-container: ""\n'
        "    kube-linter.io/ignore-all: Agreed."
    )
    found = report(tmp_path, "--from", "kube-linter", "--from", "checkov", a_yaml=pod(annotations))
    assert status(found)["host-pid", ""] == "suppressed"
    assert status(found)["privileged", "container web"] == "open"
    assert not_honoured(found) == {
        "privileged-container": "It gives no reason.",
        "ignore-all": "Plimsoll knows no check of kube-linter of this name.",
    }


def test_plimsoll_yaml_comes_first(tmp_path: Path) -> None:
    config = "suppressions: [{rule: host-pid, reason: Ours.}]\n"
    text = pod("checkov.io/skip1: CKV_K8S_17=Theirs.")
    found = report(tmp_path, "--from", "checkov", a_yaml=text, plimsoll_yaml=config)
    (one,) = [one for one in found["findings"] if one["ruleId"] == "host-pid"]
    assert one["justification"] == "Ours."
    assert found["notHonoured"] == []


@pytest.mark.parametrize("annotations", ["[a]", "3", "{checkov.io/skip1: [CKV_K8S_16=x]}"])
def test_annotations_of_any_shape_are_borne(tmp_path: Path, annotations: str) -> None:
    text = pod("a: b").replace("annotations:\n    a: b", f"annotations: {annotations}")
    assert report(tmp_path, "--from", "checkov", a_yaml=text)["exitCode"] == 1


@pytest.mark.parametrize("form", ["terminal", "markdown", "sarif"])
def test_every_format_says_what_is_not_honoured(tmp_path: Path, form: str) -> None:
    write(tmp_path, a_yaml=pod("checkov.io/skip1: CKV_K8S_16"))
    shown = plimsoll(tmp_path, "scan", "--from", "checkov", "--format", form, *SELECTED).text
    assert "It gives no reason." in shown
    assert "CKV_K8S_16" in shown


def test_the_json_keeps_its_promise(tmp_path: Path) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    found = report(tmp_path, "--from", "checkov", a_yaml=pod("checkov.io/skip1: CKV_K8S_16"))
    jsonschema.validate(found, json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_what_covers_is_a_check_with_a_counterpart() -> None:
    by_name = {peer.name: peer for peer in PEERS}
    assert list(COVERS) == sorted(COVERS)
    for name, checks in COVERS.items():
        assert {check for check in checks if not by_name[name].rules.get(check)} == set()


def test_an_unknown_scanner_is_refused(tmp_path: Path) -> None:
    assert plimsoll(tmp_path, "scan", "--from", "other").code == 2
