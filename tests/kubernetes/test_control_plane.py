"""Components of the control plane: how flags are read, and what is not known."""

from __future__ import annotations

from typing import Any

import pytest

from scanner.kubernetes.control_plane import Component, components
from scanner.model import Match, Unknown
from scanner.rules.kubernetes import control_plane
from scanner.rules.kubernetes.control_plane.controls import is_false, is_loopback, is_true, names
from tests.kubernetes.manifests import inventory, judgements, pod

BY_ID = {check.rule.id: check for check in control_plane.CHECKS}


def found(container: str) -> list[Component]:
    return list(components(pod(f"{{containers: [{container}]}}")))


def component(container: str) -> Component:
    (one,) = found(container)
    return one


def values(container: str) -> dict[str, str]:
    return {name: flag.value for name, flag in component(container).flags.items()}


@pytest.mark.parametrize(
    ("container", "kinds"),
    [
        ("{command: [kube-apiserver]}", ["kube-apiserver"]),
        ("{command: [/usr/local/bin/etcd, --data-dir=/x]}", ["etcd"]),
        ("{command: kube-scheduler}", ["kube-scheduler"]),
        ("{image: 'registry.k8s.io/kube-scheduler:v1.37.0', args: [--profiling=false]}", ["kube-scheduler"]),
        ("{image: 'registry.k8s.io/kube-scheduler:v1.37.0'}", []),
        ("{image: 'registry.k8s.io/etcd:3.6.4-0', command: [etcdctl]}", []),
        ("{image: 'not an image', args: [--a]}", []),
        ("{command: [sh, -c, 'exec kube-apiserver --a']}", ["kube-apiserver"]),
        ('{command: [/bin/bash, -c, "set -e\\n/usr/bin/etcd &\\n kube-apiserver"]}', ["etcd", "kube-apiserver"]),
        ("{command: [sh, -c, 'until nc -z etcd 2379; do sleep 1; done']}", []),
        ("{command: [[kube-apiserver]]}", []),
        ("{command: 3, args: {a: b}}", []),
    ],
)
def test_a_component_is_known_by_its_program(container: str, kinds: list[str]) -> None:
    assert [one.kind for one in found(container)] == kinds


def test_flags_are_read_as_the_programs_do() -> None:
    arguments = "--a=1, --b, '2', --profiling, '--client_ca_file=/x', -c=3, --a=4, word, --d"
    assert values(f"{{command: [kube-apiserver, {arguments}]}}") == {
        "a": "4",
        "b": "2",
        "profiling": "true",
        "client-ca-file": "/x",
        "c": "3",
        "d": "",
    }


def test_arguments_follow_the_command_and_say_where_they_stand() -> None:
    one = component("{command: [kube-apiserver, --a=1], args: [--b, '2']}")
    assert one.flags["a"].path == ("spec", "containers", 0, "command", 1)
    assert one.flags["b"].path == ("spec", "containers", 0, "args", 1)
    assert one.path == ("spec", "containers", 0, "args")
    assert component("{command: [kube-apiserver]}").path == ("spec", "containers", 0, "command")


def test_etcd_reads_variables_and_a_flag_comes_before_one() -> None:
    variables = (
        "[{name: ETCD_CERT_FILE, value: /a}, {name: ETCD_KEY_FILE, value: /b}, {name: PATH, value: /c},"
        " {name: ETCD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]"
    )
    one = component(f"{{command: [etcd, --key-file=/d], env: {variables}}}")
    assert {name: flag.value for name, flag in one.flags.items()} == {
        "cert-file": "/a",
        "key-file": "/d",
        "name": "$(elsewhere)",
    }
    assert not one.flags["name"].is_known
    assert values(f"{{command: [kube-apiserver], env: {variables}}}") == {}


def outcome(rule_id: str, container: str) -> list[type]:
    manifest = f"{{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {{containers: [{container}]}}}}"
    return [type(one) for one in judgements(BY_ID[rule_id], inventory(manifest))]


@pytest.mark.parametrize(
    ("flag", "outcomes"),
    [
        ("--anonymous-auth=false", []),
        ("--anonymous-auth=F", []),
        ("--anonymous-auth=true", [Match]),
        ("--anonymous-auth=no", [Match]),
        ("--anonymous-auth", [Match]),
        ("--anonymous-auth=$(ANONYMOUS)", [Unknown]),
        ("--authentication-config=/x", [Unknown]),
        ("--other=1", [Match]),
    ],
)
def test_what_comes_from_elsewhere_is_not_known(flag: str, outcomes: list[type]) -> None:
    assert outcome("apiserver-anonymous-auth", f"{{command: [kube-apiserver, '{flag}']}}") == outcomes


@pytest.mark.parametrize("check", control_plane.CHECKS, ids=lambda check: check.rule.id)
def test_a_rule_judges_only_what_is_of_the_control_plane(check: Any) -> None:
    manifest = (
        "{apiVersion: v1, kind: Pod, metadata: {name: p},"
        " spec: {containers: [{name: a, image: 'a:1', command: [serve, --anonymous-auth=true]}]}}"
    )
    assert list(judgements(check, inventory(manifest))) == []


@pytest.mark.parametrize(
    "check", [one for one in control_plane.CHECKS if one.judges is Component], ids=lambda c: c.rule.id
)
def test_flags_in_a_script_are_not_known(check: Any) -> None:
    for program in check.kinds:
        assert outcome(check.rule.id, f"{{command: [sh, -c, 'exec {program} $FLAGS']}}") == [Unknown]


KUBELET = "{apiVersion: kubelet.config.k8s.io/v1beta1, kind: KubeletConfiguration}"


def test_what_the_kubelet_does_without_a_field_counts() -> None:
    failing = {check.rule.id for check in control_plane.CHECKS if list(judgements(check, inventory(KUBELET)))}
    assert failing == {
        "kubelet-certificate-rotation",
        "kubelet-client-ca",
        "kubelet-kernel-settings",
        "kubelet-pod-pids-limit",
        "kubelet-seccomp-default",
        "kubelet-serving-certificate",
    }


@pytest.mark.parametrize(
    ("rule_id", "fields"),
    [
        ("kubelet-authorization", "authorization: AlwaysAllow"),
        ("kubelet-anonymous-auth", "authentication: {anonymous: [true]}"),
        ("kubelet-client-ca", "authentication: {x509: /pki/ca.crt}"),
        ("kubelet-tls", "tlsCipherSuites: TLS_AES_128_GCM_SHA256"),
        ("kubelet-tls", "tlsCipherSuites: [[TLS_AES_128_GCM_SHA256]]"),
        ("kubelet-read-only-port", "readOnlyPort: false"),
        ("kubelet-pod-pids-limit", "podPidsLimit: true"),
    ],
)
def test_a_wrong_type_never_passes(rule_id: str, fields: str) -> None:
    manifest = KUBELET.removesuffix("}") + f", {fields}}}"
    assert [type(one) for one in judgements(BY_ID[rule_id], inventory(manifest))] == [Match]


def test_values_are_read_as_go_does() -> None:
    assert [is_true(text) for text in ("true", "1", "T", "yes", "")] == [True, True, True, False, False]
    assert [is_false(text) for text in ("false", "0", "F", "no", "")] == [True, True, True, False, False]
    assert names("a, b,,c") == {"a", "b", "c"}
    assert [is_loopback(text) for text in ("127.0.0.1", "127.0.0.1:10249", "::1", "10.0.0.5", "")] == [
        *(True, True, True),
        *(False, False),
    ]


def test_every_control_of_the_benchmark_that_flags_and_files_show_is_covered() -> None:
    named = {control for check in control_plane.CHECKS for control in check.rule.frameworks}
    covered = {control.removeprefix("cis-kubernetes/") for control in named if control.startswith("cis-kubernetes/")}
    expected = {f"1.2.{number}" for number in range(1, 31)} | {f"1.3.{number}" for number in range(1, 8)}
    expected |= {"1.4.1", "1.4.2", "3.2.1", "3.2.2", "4.3.1"} | {f"2.{number}" for number in range(1, 8)}
    expected |= {f"4.2.{number}" for number in range(1, 15)}
    assert covered == expected
