"""Which level of an audit policy decides a request."""

from __future__ import annotations

import pytest

from scanner.kubernetes.audit_policy import AuditPolicy, Request, audit_policies, level_of, levels_of
from tests.kubernetes.manifests import single

EXEC = Request("", "pods/exec", "create")
PODS = Request("", "pods", "create")
LAST = "{level: Metadata}"


def policy(*rules: str) -> AuditPolicy:
    text = f"{{apiVersion: audit.k8s.io/v1, kind: Policy, rules: [{', '.join(rules)}]}}"
    (found,) = audit_policies(single(text))
    return found


@pytest.mark.parametrize(
    ("rule", "request_", "decides"),
    [
        ("{level: None}", PODS, True),
        ("{level: None, verbs: [get, create]}", PODS, True),
        ("{level: None, verbs: [get]}", PODS, False),
        ("{level: None, verbs: ['*']}", PODS, False),
        ("{level: None, resources: [{group: ''}]}", PODS, True),
        ("{level: None, resources: [{group: apps}]}", PODS, False),
        ("{level: None, resources: [{group: '', resources: [pods]}]}", PODS, True),
        ("{level: None, resources: [{group: '', resources: [pods]}]}", EXEC, False),
        ("{level: None, resources: [{group: '', resources: ['pods/*']}]}", EXEC, True),
        ("{level: None, resources: [{group: '', resources: ['pods/*']}]}", PODS, True),
        ("{level: None, resources: [{group: '', resources: ['*/exec']}]}", EXEC, True),
        ("{level: None, resources: [{group: '', resources: ['*/exec']}]}", PODS, False),
        ("{level: None, resources: [{group: '', resources: ['*']}]}", EXEC, True),
        ("{level: None, resources: [{group: '', resources: [pods], resourceNames: [a]}]}", PODS, False),
        ("{level: None, resources: [{group: '', resources: ['*/']}]}", PODS, False),
        ("{level: None, users: [alice]}", PODS, False),
        ("{level: None, userGroups: [admins]}", PODS, False),
        ("{level: None, userGroups: ['system:authenticated']}", PODS, True),
        ("{level: None, namespaces: [kube-system]}", PODS, False),
        ("{level: None, nonResourceURLs: [/healthz]}", PODS, False),
    ],
)
def test_the_first_rule_about_all_requests_of_a_kind_decides(rule: str, request_: Request, decides: bool) -> None:
    level = level_of(policy(rule, LAST), request_)
    assert level is not None
    assert level.text == ("None" if decides else "Metadata")


def test_no_rule_decides_nothing() -> None:
    assert level_of(policy(), PODS) is None
    assert level_of(policy("{level: Metadata, verbs: [get]}"), PODS) is None


def test_rules_about_some_requests_may_decide_too() -> None:
    found = levels_of(policy("{level: Request, users: [alice]}", LAST, "{level: None}"), PODS)
    assert [one.text for one in found] == ["Request", "Metadata"]
    of_namespace = "{level: Request, namespaces: [shop], nonResourceURLs: [/healthz]}"
    assert [one.text for one in levels_of(policy(of_namespace, LAST), PODS)] == ["Request", "Metadata"]


def test_a_policy_of_another_group_is_none_and_so_is_an_event() -> None:
    assert list(audit_policies(single("{apiVersion: kyverno.io/v1, kind: Policy}"))) == []
    assert list(audit_policies(single("{apiVersion: audit.k8s.io/v1, kind: Event}"))) == []
