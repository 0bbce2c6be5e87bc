"""What the controls make of values of any shape, where they point, and what they say."""

from __future__ import annotations

import pytest

from scanner.kubernetes import Inventory
from scanner.kubernetes.pod_security import CONTROLS, NEWEST, Level, Version, evaluate
from scanner.kubernetes.pod_security.profiles import apparmor_profile, seccomp_annotations
from tests.kubernetes.manifests import pod, single

APPARMOR = "container.apparmor.security.beta.kubernetes.io"
SECCOMP = "seccomp.security.alpha.kubernetes.io"


def violated(spec: str, level: Level, minor: int) -> set[str]:
    """Return the ids of the controls that a Pod with this spec violates."""
    return {one.control.id for one in evaluate(pod(spec), level, Version(minor))}


def security(text: str) -> str:
    return f"{{containers: [{{name: web, securityContext: {{{text}}}}}]}}"


def sysctl(name: str) -> str:
    return f"{{containers: [{{name: web}}], securityContext: {{sysctls: [{{name: {name}}}]}}}}"


@pytest.mark.parametrize(
    ("spec", "control"),
    [
        ("{hostNetwork: 'false'}", "hostNamespaces"),
        ("{volumes: [x]}", "hostPathVolumes"),
        ("{containers: [{ports: [{hostPort: '0'}]}]}", "hostPorts"),
        ("{containers: [{ports: {hostPort: 80}}]}", "hostPorts"),
        ("{containers: [{ports: [{hostPort: false}]}]}", "hostPorts"),
        ("{containers: [{ports: [{hostPort: 1}]}]}", "hostPorts"),
        ("{containers: [{ports: 0}]}", "hostPorts"),
        ("{containers: [{livenessProbe: {httpGet: {host: 0}}}]}", "hostProbesAndHostLifecycle"),
        ("{containers: [{lifecycle: {preStop: {tcpSocket: {host: h}}}}]}", "hostProbesAndHostLifecycle"),
        ("{containers: [{lifecycle: [x]}]}", "hostProbesAndHostLifecycle"),
        (security("privileged: 'false'"), "privileged"),
        (security("procMount: [Default]"), "procMount"),
        (security("procMount: ''"), "procMount"),
        (security("appArmorProfile: {type: [RuntimeDefault]}"), "appArmorProfile"),
        (security("appArmorProfile: RuntimeDefault"), "appArmorProfile"),
        (security("seccompProfile: {type: 1}"), "seccompProfile_baseline"),
        (security("seLinuxOptions: {type: [container_t]}"), "seLinuxOptions"),
        (security("seLinuxOptions: {user: 0}"), "seLinuxOptions"),
        (security("seLinuxOptions: container_t"), "seLinuxOptions"),
        (security("capabilities: {add: SYS_ADMIN}"), "capabilities_baseline"),
        (security("capabilities: {add: [null]}"), "capabilities_baseline"),
        (security("windowsOptions: {hostProcess: 1}"), "windowsHostProcess"),
        ("{containers: [{}], securityContext: {windowsOptions: [x]}}", "windowsHostProcess"),
        ("{securityContext: {sysctls: {name: kernel.msgmax}}}", "sysctls"),
        ("{securityContext: {sysctls: [x]}}", "sysctls"),
        ("{securityContext: {sysctls: [{}]}}", "sysctls"),
        ("{containers: {name: web}, initContainers: [x]}", "privileged"),
    ],
)
def test_a_wrong_type_never_passes_baseline(spec: str, control: str) -> None:
    assert control in violated(spec, Level.BASELINE, NEWEST.minor)


@pytest.mark.parametrize(
    ("spec", "control"),
    [
        (security("allowPrivilegeEscalation: 'false'"), "allowPrivilegeEscalation"),
        (security("capabilities: {drop: ALL}"), "capabilities_restricted"),
        (security("capabilities: {drop: {ALL: true}}"), "capabilities_restricted"),
        (security("capabilities: {drop: [all]}"), "capabilities_restricted"),
        (security("capabilities: [ALL]"), "capabilities_restricted"),
        (security("runAsNonRoot: 'true'"), "runAsNonRoot"),
        (security("runAsUser: '0'"), "runAsUser"),
        (security("runAsUser: false"), "runAsUser"),
        (security("seccompProfile: RuntimeDefault"), "seccompProfile_restricted"),
        ("{volumes: {name: a, nfs: {}}}", "restrictedVolumes"),
        ("{os: windows, containers: [{name: web}]}", "allowPrivilegeEscalation"),
        ("{hostUsers: 'false', containers: [{name: web}]}", "runAsNonRoot"),
    ],
)
def test_a_wrong_type_never_passes_restricted(spec: str, control: str) -> None:
    assert control in violated(spec, Level.RESTRICTED, NEWEST.minor)


@pytest.mark.parametrize(
    ("text", "control", "message"),
    [
        ("", "allowPrivilegeEscalation", "Container 'web' does not set 'allowPrivilegeEscalation' to false."),
        ("", "capabilities_restricted", "Container 'web' does not drop all capabilities."),
        ("", "runAsNonRoot", "Container 'web' does not set 'runAsNonRoot' to true."),
        ("", "seccompProfile_restricted", "Container 'web' has no seccomp profile."),
        ("runAsUser: 0", "runAsUser", "Container 'web' runs as user 0."),
        ("runAsUser: x", "runAsUser", "Container 'web' has a 'runAsUser' that is no user id."),
    ],
)
def test_a_message_of_restricted_names_the_thing(text: str, control: str, message: str) -> None:
    found = {one.control.id: one.message for one in evaluate(pod(security(text)), Level.RESTRICTED)}
    assert found[control] == message


@pytest.mark.parametrize(
    ("annotation", "path"), [(f"{SECCOMP}/pod", "seccompProfile_baseline"), (f"{APPARMOR}/gone", "appArmorProfile")]
)
def test_the_only_container_answers_for_what_the_pod_says(annotation: str, path: str) -> None:
    (found,) = single(
        f"{{apiVersion: v1, kind: Pod, metadata: {{name: p, annotations: {{{annotation}: unconfined}}}},"
        " spec: {containers: [{name: web}]}}"
    ).pods
    (violation,) = evaluate(found, Level.BASELINE, Version(18))
    assert (violation.control.id, violation.paths) == (path, (("metadata", "annotations", annotation),))


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("{hostPID: true}", "The pod uses the node's process namespace."),
        ("{hostPID: yes please}", "The pod has a 'hostPID' that is not certainly false."),
        ("{volumes: [{name: logs, hostPath: {}}]}", "The volume 'logs' is a directory of the node."),
        ("{volumes: [{hostPath: {}}]}", "A volume without a name is a directory of the node."),
        ("{containers: [{name: web, ports: [{hostPort: 80}]}]}", "Container 'web' takes the port 80 of the node."),
        (security("privileged: true"), "Container 'web' is privileged."),
        (security("privileged: 1"), "Container 'web' has a 'privileged' that is not certainly false."),
        (security("windowsOptions: {hostProcess: true}"), "Container 'web' runs as a process of the Windows node."),
        (
            "{containers: [{}, {}], securityContext: {windowsOptions: {hostProcess: 1}}}",
            "The pod has a 'hostProcess' that is not certainly false.",
        ),
        (security("procMount: Unmasked"), "Container 'web' sets 'procMount' to 'Unmasked'."),
        (
            security("seLinuxOptions: {user: 1}"),
            "Container 'web' sets the SELinux user to something that cannot be read.",
        ),
        (security("seccompProfile: {type: Unconfined}"), "Container 'web' sets the seccomp profile to 'Unconfined'."),
    ],
)
def test_a_message_names_the_thing(spec: str, message: str) -> None:
    (violation,) = evaluate(pod(spec), Level.BASELINE)
    assert [fault.message for fault in violation.faults] == [message]


def test_a_long_text_is_cut() -> None:
    (violation,) = evaluate(pod(sysctl("a" * 10_000)), Level.BASELINE)
    assert len(violation.message) < 200
    assert violation.paths == (("spec", "securityContext", "sysctls", 0, "name"),)


@pytest.mark.parametrize(
    "spec",
    [
        "{volumes: [{name: a, hostPath: null, nfs: null}]}",
        security("runAsUser: 1000"),
        "{volumes: [{name: a, emptyDir: {}}, {name: b}]}",
    ],
)
def test_what_is_allowed_has_no_such_fault(spec: str) -> None:
    assert violated(spec, Level.BASELINE, NEWEST.minor) == set()
    assert (
        violated(spec, Level.RESTRICTED, NEWEST.minor) & {"hostPathVolumes", "runAsUser", "restrictedVolumes"} == set()
    )


def test_a_volume_that_is_null_cannot_be_read() -> None:
    assert "restrictedVolumes" in violated("{volumes: [null]}", Level.RESTRICTED, NEWEST.minor)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (
            "{containers: [{name: web, livenessProbe: {httpGet: {host: h}}}]}",
            "Container 'web' has a livenessProbe that goes to the host 'h'.",
        ),
        (
            "{containers: [{name: web, livenessProbe: {httpGet: {host: 1}}}]}",
            "Container 'web' has a livenessProbe that cannot be read.",
        ),
        (security("capabilities: {add: [BPF]}"), "Container 'web' is given the capability 'BPF'."),
        (security("capabilities: {add: [1]}"), "Container 'web' is given a capability that cannot be read."),
        (security(f"procMount: {'a' * 100}"), f"Container 'web' sets 'procMount' to '{'a' * 100}'."),
        (security(f"procMount: {'a' * 101}"), f"Container 'web' sets 'procMount' to '{'a' * 100}…'."),
    ],
)
def test_a_message_says_what_was_read(spec: str, message: str) -> None:
    (violation,) = evaluate(pod(spec), Level.BASELINE)
    assert violation.message == message


TWO = "spec: {containers: [{name: web}, {name: log}]}"


@pytest.mark.parametrize(
    ("annotations", "owners"),
    [
        (f"{APPARMOR}/web: unconfined", [["web"], []]),
        (f"{APPARMOR}/log: unconfined", [[], ["log"]]),
        (f"{APPARMOR}/gone: unconfined", [["gone"], []]),
        ("example.com/web: unconfined", [[], []]),
        (f"{SECCOMP}/pod: unconfined", [["pod"], []]),
        (f"container.{SECCOMP}/log: unconfined", [[], ["log"]]),
    ],
)
def test_each_annotation_has_one_container_that_answers_for_it(annotations: str, owners: list[list[str]]) -> None:
    (found,) = single(f"{{apiVersion: v1, kind: Pod, metadata: {{annotations: {{{annotations}}}}}, {TWO}}}").pods
    faults = [[*apparmor_profile(one), *seccomp_annotations(one)] for one in found.containers]
    assert [[str(fault.path[-1]).rpartition("/")[2] for fault in each] for each in faults] == owners


def test_a_control_that_does_not_exist_yet_or_is_about_something_else_finds_nothing() -> None:
    (of_pods,) = [one for one in CONTROLS if one.id == "hostNamespaces"]
    (of_containers,) = [one for one in CONTROLS if one.id == "hostProbesAndHostLifecycle"]
    bad = pod("{hostNetwork: true, containers: [{name: web, livenessProbe: {httpGet: {host: h}}}]}")
    assert list(of_containers.faults(bad, Version(33))) == []
    assert list(of_containers.faults_of_pod(bad)) == []
    assert list(of_pods.faults_of_container(bad.containers[0])) == []
    older = Inventory(bad.object.inventory.documents, pod_security_version=Version(33)).objects[0].pods[0]
    assert list(of_containers.faults_of_container(older.containers[0])) == []
    assert list(of_containers.faults_of_pod(older)) == []


def test_annotations_that_cannot_be_read_set_no_profile() -> None:
    (found,) = single(f"{{apiVersion: v1, kind: Pod, metadata: {{annotations: [x]}}, {TWO}}}").pods
    assert [list(apparmor_profile(one)) for one in found.containers] == [[], []]
