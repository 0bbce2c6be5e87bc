"""Judging in one process: rules, policies, updates, failures."""

from __future__ import annotations

import dataclasses
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from scanner.admission.decision import Thresholds, Verdict
from scanner.admission.judge import Judge
from scanner.admission.review import read_review
from scanner.config import Config, Suppression
from scanner.model import FailOn
from scanner.rego.engines.choose import embedded_binary
from tests.absent import absent
from tests.admission.reviews import GOOD, PRIVILEGED, ROOT, body, pod, request, settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scanner.admission.decision import Decision
    from scanner.admission.settings import JudgeSettings
    from scanner.kubernetes import Container
    from scanner.model import Match

RULES = ("privileged", "run-as-root")


@contextmanager
def judging(told: JudgeSettings) -> Iterator[Judge]:
    judge = Judge(told)
    try:
        assert judge.start().problems == ()
        yield judge
    finally:
        judge.close()


def decide(told: JudgeSettings, operation: str = "CREATE", **changes: Any) -> Decision:
    with judging(told) as judge:
        return judge.review(read_review(body(request(operation, **changes))))


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    if embedded_binary() is None:
        absent("build/plimsoll-engine is absent: 'make setup' builds it where Go is found")
    directory = tmp_path / "policies"
    directory.mkdir()
    return directory


def test_denies_a_privileged_pod_and_warns_on_a_lesser_one() -> None:
    assert decide(settings(*RULES), object=pod(PRIVILEGED)).denied_by == ("privileged",)
    lesser = decide(settings(*RULES), object=pod(ROOT))
    assert (lesser.verdict, lesser.warned_by) == (Verdict.WARNED, ("run-as-root",))
    assert decide(settings(*RULES), object=pod(GOOD)).verdict is Verdict.ALLOWED


def test_the_same_place_twice_is_two_violations() -> None:
    both = pod(PRIVILEGED, {**PRIVILEGED, "name": "other"})
    assert "2 violations" in decide(settings(*RULES), object=both).message


def test_an_update_is_denied_for_what_it_adds_only() -> None:
    before, after = pod(PRIVILEGED), pod(PRIVILEGED, {**PRIVILEGED, "name": "other"})
    touched = pod(PRIVILEGED, labels={"owner": "shop"})
    assert decide(settings(*RULES), "UPDATE", oldObject=before, object=touched).verdict is Verdict.WARNED
    added = decide(settings(*RULES), "UPDATE", oldObject=before, object=after)
    assert added.verdict is Verdict.DENIED
    assert "'other'" in added.message
    assert "1 violation" in added.message
    assert decide(settings(*RULES), "UPDATE", oldObject=pod(GOOD), object=before).verdict is Verdict.DENIED


def test_an_ephemeral_container_is_judged() -> None:
    debug = pod(GOOD)
    debug["spec"]["ephemeralContainers"] = [{**PRIVILEGED, "name": "debug"}]
    decision = decide(settings(*RULES), "UPDATE", subResource="ephemeralcontainers", object=debug, oldObject=pod(GOOD))
    assert decision.denied_by == ("privileged",)


def test_what_needs_other_objects_is_undecided_and_said_in_the_audit_log_only() -> None:
    decision = decide(settings("pod-has-networkpolicy"))
    assert decision.response == {"allowed": True, "auditAnnotations": {"undecided": "pod-has-networkpolicy"}}


def test_complete_scope_does_not_make_one_object_the_whole_cluster() -> None:
    told = settings("pod-has-networkpolicy", config=Config(scope_complete=True))
    assert decide(told).undecided == ("pod-has-networkpolicy",)


def test_suppressions_apply() -> None:
    accepted = Suppression("privileged", "It drives a device.", subject="Pod shop/cart")
    told = settings(*RULES, config=Config(suppressions=(accepted,)))
    assert decide(told, object=pod(PRIVILEGED)).annotations["suppressed"] == "privileged"
    assert decide(told, object=pod(PRIVILEGED, name="other"), name="other").verdict is Verdict.DENIED


def test_rules_about_files_are_not_carried_out() -> None:
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "a", "uid": "1"}, "data": {"a": "cGFzcw=="}}
    told = settings("committed-secret", "server-fields-committed", thresholds=Thresholds(FailOn.LOW))
    kind = {"group": "", "version": "v1", "kind": "Secret"}
    assert decide(told, object=secret, kind=kind).verdict is Verdict.ALLOWED


UNREADABLE = {
    "no kind": {"metadata": {}},
    "metadata that is a list": {"apiVersion": "v1", "kind": "Pod", "metadata": []},
    "too deep": {"apiVersion": "v1", "kind": "Pod", "a": json.loads("[" * 300 + "]" * 300)},
    "several objects": {"apiVersion": "v1", "kind": "List", "items": [pod(), pod(name="b")]},
}


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_cannot_be_read_is_an_error(content: dict[str, Any]) -> None:
    decision = decide(settings(*RULES), object=content)
    assert (decision.verdict, decision.reason) == (Verdict.ERROR_ALLOWED, "unreadable")


def test_a_namespace_that_only_the_request_names_is_that_of_the_object() -> None:
    homeless = pod(PRIVILEGED)
    del homeless["metadata"]["namespace"]
    accepted = Suppression("privileged", "It drives a device.", subject="Pod shop/*")
    told = settings(*RULES, config=Config(suppressions=(accepted,)))
    assert decide(told, object=homeless).denied_by == ()


OWNERS = """package owners

deny contains msg if {
    not "admins" in data.plimsoll.request.userInfo.groups
    msg := sprintf("%s may not %s", [data.plimsoll.request.userInfo.username, data.plimsoll.request.operation])
}
"""
DENY_ALL = Thresholds(deny_on=FailOn.LOW)


@pytest.mark.parametrize("operation", ["CREATE", "UPDATE", "DELETE"])
def test_a_policy_sees_the_request(policies: Path, operation: str) -> None:
    (policies / "owners.rego").write_text(OWNERS, encoding="utf-8")
    told = settings(policies=policies, thresholds=DENY_ALL)
    denied = decide(told, operation)
    assert denied.denied_by == ("owners",)
    assert f"ana@example.com may not {operation}" in denied.message
    user = {"username": "root@example.com", "groups": ["admins"]}
    assert decide(told, operation, userInfo=user).verdict is Verdict.ALLOWED


def test_no_rule_and_no_other_policy_has_a_say_on_a_deletion(policies: Path) -> None:
    (policies / "all.rego").write_text('package all\n\ndeny contains "Never."\n', encoding="utf-8")
    told = settings(*RULES, policies=policies, thresholds=DENY_ALL)
    assert decide(told, "DELETE", oldObject=pod(PRIVILEGED)).verdict is Verdict.ALLOWED
    assert decide(told, object=pod(GOOD)).denied_by == ("all",)


def test_a_policy_that_looks_around_is_undecided(policies: Path) -> None:
    text = 'package around\n\ndeny contains "Alone." if count(data.inventory.namespace.shop) < 2\n'
    (policies / "around.rego").write_text(text, encoding="utf-8")
    decision = decide(settings(policies=policies, thresholds=DENY_ALL))
    assert (decision.verdict, decision.undecided) == (Verdict.ALLOWED, ("around",))


def test_a_policy_that_fails_is_an_error_and_the_next_object_is_judged_again(policies: Path) -> None:
    text = """package picky

deny contains "Wrong." if input.metadata.labels.wrong
deny contains "Never." if to_number(input.metadata.labels.number) < 0
"""
    (policies / "picky.rego").write_text(text, encoding="utf-8")
    with judging(settings(policies=policies, thresholds=DENY_ALL)) as judge:
        for _ in range(4):
            asked = request(object=pod(labels={"number": "x", "wrong": "y"}))
            failed = judge.review(read_review(body(asked)))
            assert (failed.verdict, failed.not_evaluated) == (Verdict.ERROR_ALLOWED, ("picky",))
        found = judge.review(read_review(body(request(object=pod(labels={"wrong": "y"})))))
        assert found.denied_by == ("picky",)


def test_a_policy_that_hangs_does_not_stay_given_up(policies: Path) -> None:
    text = """package slow

deny contains "Wrong." if input.metadata.labels.wrong
deny contains "Never." if {
    input.metadata.labels.slow
    some i in numbers.range(1, 100000)
    some j in numbers.range(1, 100000)
    i * j == -1
}
"""
    (policies / "slow.rego").write_text(text, encoding="utf-8")
    with judging(settings(policies=policies, thresholds=DENY_ALL)) as judge:
        for _ in range(2):
            slow = judge.review(read_review(body(request(object=pod(labels={"slow": "x"})))))
            assert slow.not_evaluated == ("slow",)
        found = judge.review(read_review(body(request(object=pod(labels={"wrong": "y"})))))
        assert found.denied_by == ("slow",)


@pytest.mark.parametrize(
    "text", ["package broken\n\ndeny contains 1 if {\n", 'package broken\n\ndeny contains "x" if nothing(1)\n']
)
def test_a_policy_that_cannot_be_used_is_a_problem_at_the_start(policies: Path, text: str) -> None:
    (policies / "broken.rego").write_text(text, encoding="utf-8")
    judge = Judge(settings(policies=policies))
    try:
        assert judge.start().problems
    finally:
        judge.close()


def test_so_is_a_parameter_that_cannot_be_right(policies: Path) -> None:
    text = """# METADATA
# custom:
#   id: floor
#   parameters: {type: object, required: [least], properties: {least: {type: integer}}}
package floor

deny contains "x" if data.plimsoll.config.floor.least < 0
"""
    (policies / "floor.rego").write_text(text, encoding="utf-8")
    judge = Judge(settings(policies=policies, config=Config(parameters={"floor": {"least": "three"}})))
    try:
        assert "policies.parameters.floor.least" in judge.start().problems[0]
    finally:
        judge.close()


def test_a_rule_that_crashes_is_an_error_and_its_traceback_stays_inside() -> None:
    def crash(_: Container) -> Iterator[Match]:
        raise ValueError("s3cr3t")

    with judging(settings("privileged")) as judge:
        (check,) = judge._checks
        judge._checks = [dataclasses.replace(check, function=crash)]
        decision = judge.review(read_review(body(request())))
    assert (decision.verdict, decision.not_evaluated) == (Verdict.ERROR_ALLOWED, ("privileged",))
    assert "s3cr3t" not in str(decision)
