"""Going through an object: what is the same as absent, what is suggested, and that nothing gets out of hand."""

from __future__ import annotations

import time
from typing import Any

import pytest
import yaml

from scanner.kubernetes.schema import ProblemKind, Schemas, validate
from scanner.kubernetes.schema.validate import MOST_PROBLEMS

SCHEMAS = Schemas.of(())


def problems(text: str, schemas: Schemas = SCHEMAS) -> list[tuple[str, str]]:
    """Return the path and the message of each problem, sorted."""
    data = yaml.safe_load(text)
    return sorted((".".join(map(str, problem.path)), problem.message) for problem in validate(data, schemas))


def pod(spec: str) -> str:
    return f"{{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {spec}}}"


def suggestion(text: str) -> str:
    (problem,) = validate(yaml.safe_load(text), SCHEMAS)
    assert problem.kind is ProblemKind.UNKNOWN_FIELD
    return problem.suggestion


@pytest.mark.parametrize(
    "spec",
    [
        "null",
        "{containers: [{name: a, args: null, resources: null, securityContext: null}]}",
        "{containers: [{name: a, args: [null], resources: {limits: {cpu: null}}}]}",
        "{containers: [{name: a}, null]}",
        "{containers: [{name: a, livenessProbe: {httpGet: {port: 1, path: null}}}]}",
        "{containers: [], nodeSelector: {a: null}, terminationGracePeriodSeconds: null}",
    ],
)
def test_null_is_the_same_as_absent(spec: str) -> None:
    assert problems(pod(spec)) == []


@pytest.mark.parametrize("spec", ["{}", "{containers: null}"])
def test_a_required_field_that_is_null_is_missing(spec: str) -> None:
    assert problems(pod(spec)) == [("spec.containers", "lacks 'spec.containers', which PodSpec requires")]


def test_a_null_does_not_make_an_unknown_field_known() -> None:
    assert problems(pod("{containers: [], container: null}")) == [
        ("spec.container", "sets 'spec.container', which PodSpec does not have"),
    ]


def test_status_need_not_be_complete_but_must_be_well_formed() -> None:
    text = "{apiVersion: v1, kind: Pod, status: {conditions: [{mesage: x}], phase: 3}}"
    assert [path for path, _ in problems(text)] == ["status.conditions.0.mesage", "status.phase"]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("{containers: [{name: a, imagePullPolice: Always}]}", "imagePullPolicy"),
        ("{containers: [{name: a, ImagePullPolicy: Always}]}", "imagePullPolicy"),
        ("{containers: [{name: a, image_pull_policy: Always}]}", "imagePullPolicy"),
        ("{containers: [{name: a, volumeMount: []}]}", "volumeMounts"),
        ("{containers: [{name: a, limits: {}}]}", "resources.limits"),
        ("{containers: [{name: a, drop: []}]}", "securityContext.capabilities.drop"),
        ("{containers: [{name: a, tolerations: []}]}", "spec.tolerations"),
        ("{containers: [{name: a, resources: {image: a}}]}", "spec.containers[0].image"),
        ("{containers: [{name: a, readinessProbe: {port: 1}}]}", ""),  # httpGet, tcpSocket, grpc: nobody knows
        ("{containers: [{name: a, xyzzy: 1}]}", ""),
        ("{tolerations: [], containers: [{name: a, tolerations: []}]}", ""),  # it is there
        ("{containers: [], sops: {}}", ""),
        ("{containers: [{name: a, image: a, imag: a}]}", ""),  # that one is there
    ],
)
def test_suggestions(spec: str, expected: str) -> None:
    assert suggestion(pod(spec)) == expected


def test_problems_are_bounded_and_the_last_says_so() -> None:
    data: dict[str, Any] = yaml.safe_load(pod("{containers: []}"))
    data["spec"].update({f"field{number}": 1 for number in range(1000)})
    data["metadata"]["labels"] = {f"label{number}": 1 for number in range(1000)}
    found = list(validate(data, SCHEMAS))
    for kind in (ProblemKind.UNKNOWN_FIELD, ProblemKind.WRONG_TYPE):
        messages = [problem.message for problem in found if problem.kind is kind]
        assert len(messages) == MOST_PROBLEMS
        assert [message.endswith("which are not listed") for message in messages] == [False] * 99 + [True]


def test_depth_is_no_matter() -> None:
    properties: dict[str, Any] = {"tpye": "object"}
    for _ in range(5000):
        properties = {"type": "object", "properties": {"a": properties}}
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": properties}}
    names = {"kind": "A", "plural": "as"}
    spec = {"group": "example.com", "names": names, "scope": "Cluster", "versions": [version]}
    data = {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "spec": spec}
    (problem,) = validate(data, SCHEMAS)
    assert problem.suggestion == "type"
    assert len(problem.message) < 400


def test_time_grows_with_the_object() -> None:
    def seconds(containers: int) -> float:
        item = {"name": "a", "image": "a", "env": [{"name": "A", "vlaue": "b"}], "xyzzy": 1, "x" * 5000: 1}
        data = yaml.safe_load(pod("{containers: []}"))
        data["spec"]["containers"] = [dict(item) for _ in range(containers)]
        data["spec"].update({f"field{number}" * 10: 1 for number in range(containers)})
        start = time.perf_counter()
        assert len(list(validate(data, SCHEMAS))) >= MOST_PROBLEMS
        return time.perf_counter() - start

    small = min(seconds(1000) for _ in range(3))
    large = min(seconds(10_000) for _ in range(3))
    assert large < small * 10 * 3 + 0.1


def test_a_field_that_nobody_knows_may_stand_at_the_top() -> None:
    assert suggestion("{apiVersion: v1, kind: ConfigMap, xyzzy: 1}") == ""
