"""What the examples of the rules on resources cannot show: wrong types."""

from __future__ import annotations

import pytest

from scanner.rules.kubernetes import CHECKS
from tests.kubernetes.manifests import inventory, judgements

BY_ID = {check.rule.id: check for check in CHECKS}


def matches(rule_id: str, spec: str) -> int:
    world = inventory(f"{{apiVersion: v1, kind: Pod, metadata: {{name: p, namespace: shop}}, spec: {spec}}}")
    return len(list(judgements(BY_ID[rule_id], world)))


@pytest.mark.parametrize(
    ("rule_id", "spec"),
    [
        ("emptydir-size-limit", "{volumes: [{name: a, emptyDir: [x]}]}"),
        ("emptydir-size-limit", "{volumes: [{name: a, emptyDir: {sizeLimit: true}}]}"),
        ("emptydir-size-limit", "{volumes: {name: a, emptyDir: {}}}"),
        ("ephemeral-storage", "{containers: [{resources: {limits: [ephemeral-storage]}}]}"),
        ("ephemeral-storage", "{containers: [{resources: {limits: {ephemeral-storage: much}}}]}"),
        ("ephemeral-storage", "{containers: [null]}"),
        ("invalid-quantity", "{containers: [{resources: {limits: {memory: true}}}]}"),
        ("invalid-quantity", "{containers: [{resources: {limits: {memory: [1Gi]}}}]}"),
        ("invalid-quantity", "{containers: [], volumes: [{emptyDir: {sizeLimit: {}}}]}"),
    ],
)
def test_a_wrong_type_never_passes(rule_id: str, spec: str) -> None:
    assert matches(rule_id, spec) == 1


@pytest.mark.parametrize(
    "rule_id",
    [
        "cpu-request-equals-limit",
        "ephemeral-storage-equal",
        "limit-request-ratio",
        "memory-request-equals-limit",
        "request-above-limit",
    ],
)
@pytest.mark.parametrize(
    "resources",
    [
        "x",
        "{requests: [x], limits: {cpu: 1}}",
        "{requests: {cpu: 1, memory: 1}, limits: x}",
        "{requests: {cpu: x, memory: x}, limits: {cpu: 1, memory: 1}}",
        "{requests: {cpu: 1, memory: 1}, limits: {cpu: x, memory: x}}",
        "{requests: {cpu: null}, limits: {cpu: 1}}",
    ],
)
def test_what_cannot_be_compared_is_not(rule_id: str, resources: str) -> None:
    assert matches(rule_id, f"{{containers: [{{name: a, resources: {resources}}}]}}") == 0


def test_the_resources_of_the_pod_are_one_finding() -> None:
    spec = "{resources: {requests: {cpu: 2}, limits: {cpu: 1}}, containers: [{name: a}, {name: b}]}"
    assert matches("request-above-limit", spec) == 1


def test_null_is_no_amount_and_nothing_wrong() -> None:
    assert matches("invalid-quantity", "{containers: [{resources: {limits: {memory: null}}}]}") == 0
