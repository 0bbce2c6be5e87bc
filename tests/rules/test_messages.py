"""What the rules about pods and secrets say, where the examples show only where."""

from __future__ import annotations

import pytest

from scanner.model import Match
from scanner.rules.kubernetes import CHECKS
from tests.kubernetes.manifests import inventory, judgements

BY_ID = {check.rule.id: check for check in CHECKS}
OPAQUE = "{apiVersion: v1, kind: Secret, metadata: {name: db}, "
POD = "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: web}], "


def said(rule_id: str, text: str) -> list[str]:
    return [one.message for one in judgements(BY_ID[rule_id], inventory(text)) if isinstance(one, Match)]


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ("password: MTIzNDU2Nzg=", "'password'"),
        ("key: MTIzNDU2Nzg=, password: MTIzNDU2Nzg=", "'password' and 1 more"),
        ("key: MTIzNDU2Nzg=, pin: MTIzNDU2Nzg=, seed: MTIzNDU2Nzg=", "'key' and 2 more"),
    ],
)
def test_of_a_secret_the_key_is_named_that_says_most(data: str, named: str) -> None:
    expected = f"Secret 'db' holds its values in the manifest: {named}."
    assert said("committed-secret", f"{OPAQUE}data: {{{data}}}}}") == [expected]


@pytest.mark.parametrize(
    ("value", "state"), [("true", "true"), ("null", "not set"), ("'false'", "not certainly false")]
)
def test_a_setting_is_told_as_it_is(value: str, state: str) -> None:
    expected = f"The pod uses the user ids of its node: 'hostUsers' is {state}."
    assert said("host-users", f"{POD}hostUsers: {value}}}}}") == [expected]


def test_no_message_repeats_a_credential() -> None:
    credential = "6yXr-vk0Bq"
    container = (
        "{name: web, args: [--password=6yXr-vk0Bq, --token, 6yXr-vk0Bq, 'db://a:6yXr-vk0Bq@b'], "
        "env: [{name: TOKEN, value: 6yXr-vk0Bq}, {name: URL, value: 'db://a:6yXr-vk0Bq@b'}]}"
    )
    pod = f"{{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {{containers: [{container}]}}}}"
    config_map = (
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, "
        "data: {password: 6yXr-vk0Bq, a.ini: 'token=6yXr-vk0Bq', b: 'db://a:6yXr-vk0Bq@b'}}"
    )
    secret = f"{OPAQUE}stringData: {{password: 6yXr-vk0Bq}}}}"
    ids = ("secret-in-args", "env-var-secret-literal", "configmap-secrets", "committed-secret")
    messages = [one for rule_id in ids for one in said(rule_id, f"{pod}\n---\n{config_map}\n---\n{secret}")]
    assert len(messages) == 9
    assert [one for one in messages if credential in one] == []
