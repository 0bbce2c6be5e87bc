"""Policies that ask about the admission request: found by their text, skipped on files, carried out by the webhook."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from scanner.config import Config
from scanner.evaluate import Judges, evaluate
from scanner.model import Document, NotEvaluated
from scanner.read import Limits, read_bytes
from scanner.rego import PolicyMatch, PolicySet, load_policies
from scanner.rego.judging.standing import StandingPolicies
from scanner.report import FORMATS, RenderOptions

if TYPE_CHECKING:
    from pathlib import Path

    from scanner.rego import Engine

POD = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "cart", "namespace": "shop"}}
REQUEST = {"operation": "CREATE", "userInfo": {"username": "ana@example.com", "groups": ["developers"]}}
ASKS = """package asks

deny contains msg if {
    not "admins" in data.plimsoll.request.userInfo.groups
    msg := sprintf("%s may not change '%s'.", [data.plimsoll.request.userInfo.username, input.metadata.name])
}

warn contains "Somebody asks." if data.plimsoll.request.operation == "CREATE"
"""
PLAIN = 'package plain\n\ndeny contains "Always."\n'
LIBRARY = "package lib.user\n\nname := data.plimsoll.request.userInfo.username\n"


def policies(directory: Path, *texts: str) -> PolicySet:
    for number, text in enumerate(texts):
        (directory / f"p{number}.rego").write_text(text, encoding="utf-8")
    return load_policies([directory])


def document() -> Document:
    (found,) = read_bytes("pod.json", json.dumps(POD).encode(), Limits(), named=True)
    assert isinstance(found, Document)
    return found


NEEDS = {
    "a reference": 'deny contains "x" if data.plimsoll.request.dryRun',
    "a string": 'deny contains "x" if data.plimsoll["request"].dryRun',
    "the whole request": 'deny contains "x" if count(data.plimsoll.request) > 1',
    "an import": 'import data.plimsoll.request\n\ndeny contains "x" if request.dryRun',
    "an import of more": 'import data.plimsoll\n\ndeny contains "x" if plimsoll.request.dryRun',
    "a key in hand": 'deny contains "x" if object.get(data.plimsoll, "request", {}).dryRun',
    "METADATA": '# METADATA\n# custom: {needs: request}\npackage p\n\ndeny contains "x"',
}
NEEDS_NOT = {
    "nothing": 'deny contains "x"',
    "parameters": 'deny contains "x" if data.plimsoll.config.request.a',
    "resources": 'deny contains "x" if input.spec.request',
    "plimsoll as a whole": 'deny contains "x" if data.plimsoll[_].a.b',
    "another package": 'deny contains "x" if data.requests.plimsoll',
}


@pytest.mark.parametrize(
    ("needs", "rule"), [*((True, x) for x in NEEDS.values()), *((False, x) for x in NEEDS_NOT.values())]
)
def test_the_need_is_read_off_the_text(tmp_path: Path, needs: bool, rule: str) -> None:
    loaded = policies(tmp_path, rule if "package" in rule else f"package p\n\n{rule}\n")
    assert loaded.failures == ()
    assert [loaded.needs_request(policy) for policy in loaded.policies] == [needs]


def test_a_need_of_a_library_is_that_of_its_policy(tmp_path: Path) -> None:
    loaded = policies(tmp_path, LIBRARY, 'package p\n\ndeny contains "x" if data.lib.user.name == "a"\n', PLAIN)
    assert loaded.without_request()[1] == ("p",)


def test_nothing_else_can_be_needed(tmp_path: Path) -> None:
    loaded = policies(tmp_path, '# METADATA\n# custom: {needs: cluster}\npackage p\n\ndeny contains "x"\n')
    assert "'cluster' is nothing that a policy can need" in loaded.failures[0].reason


@pytest.mark.parametrize("package", ["plimsoll.request", "plimsoll.request.a", "plimsoll_admission.policy_0"])
def test_its_places_are_reserved(tmp_path: Path, package: str) -> None:
    assert len(policies(tmp_path, f"package {package}\n\na := 1\n").failures) == 1


def test_a_scan_skips_it_and_says_so(tmp_path: Path, embedded_engine: Engine) -> None:
    judges = Judges((), policies(tmp_path, ASKS, PLAIN), start_engine=lambda: embedded_engine)
    report = evaluate((document(),), judges, Config(), date(2026, 11, 24))
    assert report.needs_request == ("asks",)
    assert [finding.rule.id for finding in report.findings] == ["plain"]
    assert "asks" not in {rule.id for rule in report.rules}
    assert report.not_evaluated == ()
    assert report.coverage.policies == 1
    for name in ("terminal", "markdown", "sarif"):
        assert "needs request context" in FORMATS[name](report, RenderOptions()), name
    assert json.loads(FORMATS["json"](report, RenderOptions()))["needsRequest"] == ["asks"]


def judge(
    standing: StandingPolicies, request: dict[str, Any] | None = None, *, only_request: bool = False
) -> list[tuple[str, str]]:
    found = []
    for verdict in standing.judge(document(), request, only_request=only_request):
        assert isinstance(verdict, PolicyMatch), verdict
        found.append((verdict.rule.id, verdict.match.message))
    return sorted(found)


def test_every_engine_hands_the_request_over(tmp_path: Path, engine: Engine) -> None:
    standing = StandingPolicies(policies(tmp_path, ASKS, PLAIN), {}, engine)
    assert standing.load() == ()
    asked = [("asks", "ana@example.com may not change 'cart'."), ("asks/warn", "Somebody asks.")]
    assert judge(standing, REQUEST) == [*asked, ("plain", "Always.")]
    assert judge(standing, REQUEST, only_request=True) == asked
    assert judge(standing) == [("plain", "Always.")]
    admin = {"operation": "UPDATE", "userInfo": {"username": "root@example.com", "groups": ["admins"]}}
    assert judge(standing, admin, only_request=True) == []


def test_exceptions_are_honoured(tmp_path: Path, embedded_engine: Engine) -> None:
    text = """package excepted

deny_change contains "No." if data.plimsoll.request.operation

exception contains ["change"] if data.plimsoll.request.operation == "UPDATE"
"""
    standing = StandingPolicies(policies(tmp_path, text), {}, embedded_engine)
    assert judge(standing, REQUEST) == [("excepted", "No.")]
    assert judge(standing, {"operation": "UPDATE"}) == []


def test_parameters_and_the_request_stand_side_by_side(tmp_path: Path, embedded_engine: Engine) -> None:
    text = """package both

deny contains "No." if data.plimsoll.config.both.user == data.plimsoll.request.userInfo.username
"""
    standing = StandingPolicies(policies(tmp_path, text), {"both": {"user": "ana@example.com"}}, embedded_engine)
    assert judge(standing, REQUEST) == [("both", "No.")]


def test_a_failure_bears_the_policys_own_name(tmp_path: Path, embedded_engine: Engine) -> None:
    text = 'package fails\n\ndeny contains "x" if to_number(data.plimsoll.request.operation) > 1\n'
    standing = StandingPolicies(policies(tmp_path, text), {}, embedded_engine)
    (failed,) = standing.judge(document(), REQUEST)
    assert isinstance(failed, NotEvaluated)
    assert failed.rule_id == "fails"
    assert "data.fails.deny" in failed.reason
    assert "plimsoll_admission" not in failed.reason


def test_a_policy_that_breaks_is_named_when_it_is_loaded(tmp_path: Path, embedded_engine: Engine) -> None:
    broken = 'package broken\n\ndeny contains "x" if nothing(data.plimsoll.request)\n'
    standing = StandingPolicies(policies(tmp_path, broken, PLAIN), {}, embedded_engine)
    assert {item.rule_id for item in standing.load()} >= {"broken"}
