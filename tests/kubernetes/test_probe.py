"""What probes call."""

from __future__ import annotations

import pytest

from scanner.kubernetes.probe import called_ports, declared_ports, probes
from tests.kubernetes.manifests import container

PORTS = "ports: [{name: http, containerPort: 8080}, {containerPort: 9090}]"


def call(probe: str) -> object:
    (found,) = probes(container(f"{{containers: [{{{PORTS}, livenessProbe: {probe}}}]}}"))
    return found.call


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{httpGet: {port: http}}", "{httpGet: {port: 8080, path: /, scheme: HTTP}}"),
        ("{httpGet: {port: http}, periodSeconds: 5}", "{httpGet: {port: http}}"),
        ("{tcpSocket: {port: http}}", "{tcpSocket: {port: 8080}}"),
        ("{grpc: {port: 9090}}", "{grpc: {port: 9090, service: ''}}"),
        ("{exec: {command: [a, b]}}", "{exec: {command: [a, b]}}"),
    ],
)
def test_the_same_question_is_equal_however_it_is_written(one: str, other: str) -> None:
    assert call(one) == call(other)
    assert call(one) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("{httpGet: {port: http}}", "{tcpSocket: {port: http}}"),
        ("{httpGet: {port: http}}", "{httpGet: {port: 9090}}"),
        ("{httpGet: {port: http}}", "{httpGet: {port: http, path: /livez}}"),
        ("{httpGet: {port: http}}", "{httpGet: {port: http, scheme: HTTPS}}"),
        ("{httpGet: {port: http}}", "{httpGet: {port: http, host: example.com}}"),
        ("{httpGet: {port: http}}", "{httpGet: {port: http, httpHeaders: [{name: a, value: b}]}}"),
        ("{grpc: {port: 9090}}", "{grpc: {port: 9090, service: a}}"),
        ("{tcpSocket: {port: http}}", "{tcpSocket: {port: http, host: example.com}}"),
        ("{exec: {command: [a, b]}}", "{exec: {command: [b, a]}}"),
    ],
)
def test_another_question_differs(one: str, other: str) -> None:
    assert call(one) != call(other)


@pytest.mark.parametrize("probe", ["{}", "{httpGet: {port: http}, tcpSocket: {port: http}}", "{httpGet: [x]}", "x"])
def test_not_exactly_one_question_is_none(probe: str) -> None:
    assert call(probe) is None


def test_a_port_of_a_wrong_type_is_what_it_is() -> None:
    assert call("{tcpSocket: {port: [http]}}") == ("tcpSocket", ["http"], "")


def test_numbers_are_defaulted_and_patience_is_their_product() -> None:
    spec = "{containers: [{livenessProbe: {periodSeconds: 0}, readinessProbe: {failureThreshold: x}}]}"
    liveness, readiness = probes(container(spec))
    assert (liveness.number("periodSeconds"), liveness.number("timeoutSeconds"), liveness.patience) == (10, 1, 30)
    assert (readiness.number("initialDelaySeconds"), readiness.patience) == (0, None)
    (without_period,) = probes(container("{containers: [{livenessProbe: {periodSeconds: x}}]}"))
    assert without_period.patience is None


def test_every_port_that_is_called_is_found() -> None:
    spec = (
        "{containers: [{livenessProbe: {httpGet: {port: a}}, readinessProbe: {grpc: {port: 1}}, startupProbe: x,"
        " lifecycle: {preStop: {tcpSocket: {port: b}, httpGet: x}, postStart: {exec: {command: [c]}}}}]}"
    )
    found = [(caller, port.value) for caller, port in called_ports(container(spec))]
    assert found == [("liveness probe", "a"), ("readiness probe", 1), ("preStop hook", "b")]


def test_ports_are_known_by_name_or_number() -> None:
    assert declared_ports(container(f"{{containers: [{{{PORTS}}}]}}")) == {"http": 8080, "9090": 9090}
