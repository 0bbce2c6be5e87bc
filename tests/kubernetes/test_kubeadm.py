"""What kubeadm's configuration makes of the control plane."""

from __future__ import annotations

import pytest

from scanner.kubernetes import subjects
from scanner.kubernetes.control_plane import Component
from scanner.kubernetes.kubeadm import kubeadm_components
from scanner.model import Match, Unknown
from scanner.rules.kubernetes.control_plane import CHECKS
from tests.kubernetes.manifests import inventory, judgements, single

BY_ID = {check.rule.id: check for check in CHECKS}
CLUSTER = "{apiVersion: kubeadm.k8s.io/v1beta4, kind: ClusterConfiguration%s}"


def by_kind(fields: str) -> dict[str, Component]:
    return {one.kind: one for one in kubeadm_components(single(CLUSTER % fields))}


def flag(fields: str, kind: str, name: str) -> str | None:
    found = by_kind(fields)[kind].flags.get(name)
    return None if found is None else found.value


def test_a_cluster_configuration_has_all_components() -> None:
    assert set(by_kind("")) == {"etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"}
    world = inventory(CLUSTER % "")
    assert sum(isinstance(one, Component) for one in subjects(world)) == 4
    assert next(one.label for one in kubeadm_components(world.objects[0])) == "ClusterConfiguration, etcd"


@pytest.mark.parametrize(
    "text",
    [
        "{apiVersion: kubeadm.k8s.io/v1beta4, kind: InitConfiguration}",
        "{apiVersion: example.com/v1, kind: ClusterConfiguration}",
    ],
)
def test_other_objects_have_none(text: str) -> None:
    assert list(kubeadm_components(single(text))) == []


def test_what_kubeadm_gives_by_itself_counts() -> None:
    assert flag("", "kube-apiserver", "authorization-mode") == "Node,RBAC"
    assert flag("", "etcd", "trusted-ca-file") == "/etc/kubernetes/pki/etcd/ca.crt"
    assert flag(", certificatesDir: '/srv/{pki}'", "etcd", "trusted-ca-file") == "/srv/{pki}/etcd/ca.crt"
    assert flag("", "kube-apiserver", "profiling") is None


@pytest.mark.parametrize(
    "extra", ["{bind-address: 10.0.0.1}", "[{name: bind-address, value: 1}, {name: bind-address, value: 10.0.0.1}]"]
)
def test_flags_are_added_as_a_map_or_as_a_list(extra: str) -> None:
    assert flag(f", scheduler: {{extraArgs: {extra}}}", "kube-scheduler", "bind-address") == "10.0.0.1"


def test_a_flag_whose_value_is_no_text_is_empty() -> None:
    assert flag(", scheduler: {extraArgs: {a: [b]}}", "kube-scheduler", "a") == ""


def test_api_servers_are_known_by_their_authority() -> None:
    commands = (
        "[kube-controller-manager, --client-ca-file=/manager.crt]",
        "[kube-apiserver, --client-ca-file=/a.crt]",
        "[kube-apiserver]",
        "[kube-apiserver, --client-ca-file=$(CA)]",
        "[kube-apiserver, '--client-ca-file=']",
    )
    pod = "{{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {{containers: [{{command: {}}}]}}}}"
    world = inventory("\n---\n".join(pod.format(command) for command in commands))
    assert {directory: list(known) for directory, known in world.api_servers.items()} == {"": ["/a.crt"]}


def test_places_are_those_of_the_values() -> None:
    apart = ", scheduler: {extraArgs: [{name: a, value: b}]}, etcd: {local: {extraArgs: {c: d}}}"
    found = by_kind(apart)
    assert found["kube-scheduler"].flags["a"].path == ("scheduler", "extraArgs", 0, "value")
    assert found["etcd"].flags["c"].path == ("etcd", "local", "extraArgs", "c")
    assert found["kube-apiserver"].path == ("apiServer", "extraArgs")


def test_variables_of_etcd_count_before_the_flags() -> None:
    fields = ", etcd: {local: {extraEnvs: [{name: ETCD_AUTO_TLS, value: 'true'}, {name: ETCD_CERT_FILE, value: /x}]}}"
    assert flag(fields, "etcd", "auto-tls") == "true"
    assert flag(fields, "etcd", "cert-file") == "/etc/kubernetes/pki/etcd/server.crt"
    of_server = ", apiServer: {extraEnvs: [{name: ETCD_AUTO_TLS, value: 'true'}]}"
    assert flag(of_server, "kube-apiserver", "auto-tls") is None


def test_an_etcd_elsewhere_is_no_component_and_its_addresses_are_known() -> None:
    fields = ", etcd: {external: {endpoints: ['https://a:2379', 'https://b:2379'], caFile: /ca.crt}}"
    assert "etcd" not in by_kind(fields)
    assert flag(fields, "kube-apiserver", "etcd-servers") == "https://a:2379,https://b:2379"
    assert flag(fields, "kube-apiserver", "etcd-cafile") == "/ca.crt"
    assert flag(fields, "kube-apiserver", "etcd-certfile") == ""
    assert flag(fields, "kube-scheduler", "etcd-servers") is None


def test_what_kubeadm_sets_up_meets_most_of_the_benchmark() -> None:
    failing = {name for name, check in BY_ID.items() if any(judgements(check, inventory(CLUSTER % "")))}
    assert failing == {
        "apiserver-anonymous-auth",
        "apiserver-audit-log",
        "apiserver-encryption-at-rest",
        "apiserver-kubelet-tls",
        "apiserver-optional-admission-plugins",
        "apiserver-token-expiration",
        "control-plane-profiling",
        "controller-manager-pod-gc",
    }


ETCD = "{apiVersion: v1, kind: Pod, metadata: {name: e}, spec: {containers: [{command: %s}]}}\n---\n"


@pytest.mark.parametrize(
    ("command", "outcome"),
    [
        ("[etcd, --trusted-ca-file=/etc/kubernetes/pki/ca.crt]", [Match]),
        ("[etcd, --trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt]", []),
        ("[etcd, --trusted-ca-file=$(CA)]", [Unknown]),
        ("[etcd, '--trusted-ca-file=']", []),
        ("[etcd]", []),
        ("[sh, -c, etcd]", [Unknown]),
    ],
)
def test_the_authority_of_etcd_is_compared_with_that_beside_it(command: str, outcome: list[type]) -> None:
    world = inventory(ETCD % command + CLUSTER % "")
    assert [type(one) for one in judgements(BY_ID["etcd-shared-ca"], world)] == outcome


def test_without_an_api_server_beside_etcd_nothing_is_known_of_its_authority() -> None:
    world = inventory((ETCD % "[etcd, --trusted-ca-file=/ca.crt]").removesuffix("\n---\n"))
    assert [type(one) for one in judgements(BY_ID["etcd-shared-ca"], world)] == [Unknown]


NODE = "{apiVersion: kubeadm.k8s.io/v1beta4, kind: JoinConfiguration, nodeRegistration: {kubeletExtraArgs: [%s]}}"


@pytest.mark.parametrize(
    ("name", "value", "rule_id", "found"),
    [
        ("anonymous-auth", "false", "kubelet-anonymous-auth", 0),
        ("anonymous-auth", "yes", "kubelet-anonymous-auth", 1),
        ("authorization-mode", "AlwaysAllow", "kubelet-authorization", 1),
        ("read-only-port", "0", "kubelet-read-only-port", 0),
        ("pod-max-pids", "-1", "kubelet-pod-pids-limit", 1),
        ("pod-max-pids", "4096", "kubelet-pod-pids-limit", 0),
        ("tls-cipher-suites", "TLS_AES_128_GCM_SHA256", "kubelet-tls", 0),
        ("tls-cipher-suites", "TLS_AES_128_GCM_SHA256,TLS_RSA_WITH_RC4_128_SHA", "kubelet-tls", 1),
        ("feature-gates", "A=true,RotateKubeletServerCertificate=false", "kubelet-certificate-rotation", 1),
        ("feature-gates", "A=false", "kubelet-certificate-rotation", 0),
        ("event-qps", "0", "kubelet-event-rate", 0),
        ("event-qps", "99999999999999999999", "kubelet-event-rate", 1),
    ],
)
def test_flags_of_the_kubelet_stand_for_the_fields_of_its_file(name: str, value: str, rule_id: str, found: int) -> None:
    world = inventory(NODE % f"{{name: {name}, value: '{value}'}}")
    assert sum(isinstance(one, Match) for one in judgements(BY_ID[rule_id], world)) == found


def test_where_a_flag_is_not_given_the_file_decides() -> None:
    alone = [one for check in BY_ID.values() for one in judgements(check, inventory(NODE % ""))]
    assert {type(one) for one in alone} == {Unknown}
    file = "\n---\n{apiVersion: kubelet.config.k8s.io/v1beta1, kind: KubeletConfiguration, readOnlyPort: 0}"
    assert list(judgements(BY_ID["kubelet-read-only-port"], inventory(NODE % "" + file))) == []
