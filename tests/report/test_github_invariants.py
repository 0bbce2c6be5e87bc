"""The checker of GitHub's demands finds each fault it is there for."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest

from scanner.report import FORMATS, RenderOptions
from tests.report.github_invariants import faults
from tests.report.reports import FOUND

if TYPE_CHECKING:
    from collections.abc import Callable

Log = dict[str, Any]
RELATED = 2
"""The result of `FOUND` that has a related location."""


def result(log: Log) -> Any:
    return log["runs"][0]["results"][RELATED]


def rule(log: Log) -> Any:
    return log["runs"][0]["tool"]["driver"]["rules"][2]


def physical(log: Log) -> Any:
    return result(log)["locations"][0]["physicalLocation"]


def set_uri(uri: str) -> Callable[[Log], None]:
    return lambda log: physical(log)["artifactLocation"].update(uri=uri)


FAULTS: dict[str, tuple[str, Callable[[Log], Any]]] = {
    "draft schema": ("$schema", lambda log: log.update({"$schema": "https://example.com/sarif-2.1.0-rtm.5.json"})),
    "no runs": ("20 runs", lambda log: log.update(runs=[])),
    "21 runs": ("20 runs", lambda log: log.update(runs=log["runs"] * 21)),
    "two runs of a category": ("one category", lambda log: log["runs"].append(copy.deepcopy(log["runs"][0]))),
    "no driver name": ("driver", lambda log: log["runs"][0]["tool"]["driver"].update(name="")),
    "no results": ("results array", lambda log: log["runs"][0].pop("results")),
    "too many results": ("25,000", lambda log: log["runs"][0].update(results=log["runs"][0]["results"] * 8334)),
    "category without slash": ("slash", lambda log: log["runs"][0].update(automationDetails={"id": "cart"})),
    "category without id": ("slash", lambda log: log["runs"][0].update(automationDetails={"guid": "x"})),
    "unsuccessful": (
        "executionSuccessful",
        lambda log: log["runs"][0]["invocations"][0].update(executionSuccessful=False),
    ),
    "duplicate rule": (
        "one id",
        lambda log: log["runs"][0]["tool"]["driver"]["rules"].append(copy.deepcopy(rule(log))),
    ),
    "no short description": ("shortDescription", lambda log: rule(log).pop("shortDescription")),
    "long short description": ("1024", lambda log: rule(log).update(shortDescription={"text": "x" * 1025})),
    "long full description": ("1024", lambda log: rule(log).update(fullDescription={"text": "x" * 1025})),
    "no full description": ("fullDescription", lambda log: rule(log).update(fullDescription={"text": ""})),
    "no help": ("help", lambda log: rule(log).update(help={"markdown": "x"})),
    "long name": ("255", lambda log: rule(log).update(name="X" * 256)),
    "no default level": ("default level", lambda log: rule(log).pop("defaultConfiguration")),
    "30 tags": ("10 tags", lambda log: rule(log)["properties"].update(tags=[str(number) for number in range(30)])),
    "duplicate tag": ("twice", lambda log: rule(log)["properties"].update(tags=["security", "security"])),
    "severity word": ("security-severity", lambda log: rule(log)["properties"].update({"security-severity": "high"})),
    "severity number": ("security-severity", lambda log: rule(log)["properties"].update({"security-severity": 8.0})),
    "severity zero": ("security-severity", lambda log: rule(log)["properties"].update({"security-severity": "0.0"})),
    "severity nan": ("security-severity", lambda log: rule(log)["properties"].update({"security-severity": "nan"})),
    "severity untagged": ("tag security", lambda log: rule(log)["properties"].update(tags=["x"])),
    "unknown rule": ("one rule", lambda log: result(log).update(ruleId="other")),
    "wrong rule index": ("one rule", lambda log: result(log).update(ruleIndex=0)),
    "no rule index": ("one rule", lambda log: result(log).pop("ruleIndex")),
    "no level": ("level", lambda log: result(log).pop("level")),
    "level none": ("level", lambda log: result(log).update(level="none")),
    "level info": ("level", lambda log: result(log).update(level="info")),
    "empty message": ("message", lambda log: result(log).update(message={"text": ""})),
    "message by id": ("message", lambda log: result(log).update(message={"id": "default"})),
    "expression": ("message", lambda log: result(log).update(message={"text": "Uses ${{ github.ref }}."})),
    "no fingerprint": ("fingerprint", lambda log: result(log).pop("partialFingerprints")),
    "empty fingerprint": ("fingerprint", lambda log: result(log).update(partialFingerprints={"x": ""})),
    "no locations": ("one location", lambda log: result(log).pop("locations")),
    "empty locations": ("one location", lambda log: result(log).update(locations=[])),
    "two locations": ("one location", lambda log: result(log).update(locations=result(log)["locations"] * 2)),
    "no physical location": ("physicalLocation", lambda log: result(log)["locations"][0].pop("physicalLocation")),
    "related ids": ("one id", lambda log: result(log).update(relatedLocations=result(log)["relatedLocations"] * 2)),
    "no uri": ("no uri", lambda log: physical(log)["artifactLocation"].pop("uri")),
    "empty uri": ("no uri", set_uri("")),
    "file uri": ("absolute", set_uri("file:///tmp/x.yaml")),
    "web uri": ("absolute", set_uri("https://example.com/x.yaml")),
    "rooted uri": ("absolute", set_uri("/x.yaml")),
    "parent uri": ("dots", set_uri("a/../x.yaml")),
    "dot uri": ("dots", set_uri("./x.yaml")),
    "space in uri": ("percent", set_uri("a b.yaml")),
    "fragment in uri": ("percent", set_uri("a#b.yaml")),
    "backslash in uri": ("percent", set_uri("a\\b.yaml")),
    "non-ASCII uri": ("percent", set_uri("ä.yaml")),
    "bare percent in uri": ("percent", set_uri("100%.yaml")),
    "no region": ("1-based", lambda log: physical(log).pop("region")),
    "no start line": ("1-based", lambda log: physical(log)["region"].pop("startLine")),
    "column zero": ("1-based", lambda log: physical(log)["region"].update(startColumn=0)),
    "backward region": ("ends before", lambda log: physical(log)["region"].update(endColumn=1)),
    "no column kind": ("unknown kind", lambda log: log["runs"][0].pop("columnKind")),
    "code points": ("unknown kind", lambda log: log["runs"][0].update(columnKind="unicodeCodePoints")),
    "rejected suppression": ("accepted", lambda log: result(log).update(suppressions=[{"kind": "external"}])),
}


def good() -> Log:
    log: Log = json.loads(FORMATS["sarif"](FOUND, RenderOptions()))
    return log


def test_a_good_file_has_no_fault() -> None:
    assert faults(good()) == []


@pytest.mark.parametrize(("named", "damage"), FAULTS.values(), ids=FAULTS.keys())
def test_each_fault_is_found(named: str, damage: Callable[[Log], Any]) -> None:
    log = good()
    damage(log)
    assert any(named in fault for fault in faults(log)), faults(log)
