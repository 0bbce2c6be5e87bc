"""Rules in SARIF: what GitHub shows of them, and how severe it calls them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from scanner.model import Report, Severity
from scanner.report import FORMATS, RenderOptions
from tests.report.reports import CLEAN, IMAGE_TAG, PRIVILEGED, REPLICA_FLOOR, RUN_AS_ROOT, finding, report


def rules_of(what: Report) -> list[dict[str, Any]]:
    log = json.loads(FORMATS["sarif"](what, RenderOptions()))
    rules: list[dict[str, Any]] = log["runs"][0]["tool"]["driver"]["rules"]
    return rules


def test_levels_and_security_severities() -> None:
    rules = {rule["id"]: rule for rule in rules_of(CLEAN)}
    assert {
        rule_id: (rule["defaultConfiguration"]["level"], rule["properties"].get("security-severity"))
        for rule_id, rule in rules.items()
    } == {
        "image-tag": ("note", None),  # about reliability
        "notice": ("note", None),
        "privileged": ("error", "9.5"),
        "replica-floor": ("warning", None),  # a policy that says nothing of itself
        "run-as-root": ("error", "8.0"),
    }


@pytest.mark.parametrize(
    ("rule", "security"),
    [
        (RUN_AS_ROOT, True),
        (IMAGE_TAG, False),
        (replace(IMAGE_TAG, tags=("reliability", "security")), True),
        (REPLICA_FLOOR, False),
        (replace(REPLICA_FLOOR, frameworks=("pss/baseline",)), True),
        (replace(REPLICA_FLOOR, tags=("security",)), True),
        (replace(RUN_AS_ROOT, severity=Severity.INFO), False),
    ],
)
def test_only_security_rules_have_a_security_severity(rule: Any, security: bool) -> None:
    (descriptor,) = rules_of(report(rules=(rule,)))
    assert ("security-severity" in descriptor["properties"]) is security


def test_a_rule_is_described() -> None:
    rule = rules_of(report(rules=(RUN_AS_ROOT,)))[0]
    assert rule["name"] == "RunAsRoot"
    assert rule["shortDescription"]["text"] == "Container may run as root"
    assert rule["fullDescription"]["text"] == "Finds containers that may run as root."
    assert rule["help"]["markdown"].startswith("Finds containers that may run as `root`.\n\n## Why it matters")
    assert "## What to do\n\nSet securityContext.runAsNonRoot to true." in rule["help"]["markdown"]
    assert rule["helpUri"] == RUN_AS_ROOT.references[0]
    assert rule["properties"]["tags"] == ["security", "kubernetes", "pss/restricted", "cis-kubernetes/5.2.7"]


@pytest.mark.parametrize(
    ("rule_id", "name"), [("privileged", "PrivilegedRule"), ("data.main", "DataMain"), ("é", "Rule")]
)
def test_a_name_is_pascal_case_and_not_the_id(rule_id: str, name: str) -> None:
    assert rules_of(report(finding(replace(PRIVILEGED, id=rule_id)), rules=()))[0]["name"] == name
