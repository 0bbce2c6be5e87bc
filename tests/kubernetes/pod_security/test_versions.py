"""Each control at the versions where it changes."""

from __future__ import annotations

import pytest

from scanner.kubernetes.pod_security import CONTROLS, NEWEST, Level, Version, controls_of, evaluate
from tests.kubernetes.manifests import pod, single

RESTRICTED = (
    "securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}},"
    "containers: [{name: web, ports: [{containerPort: 80}, {containerPort: 81, hostPort: 0}],"
    " securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]"
)
APPARMOR = "container.apparmor.security.beta.kubernetes.io"
SECCOMP = "seccomp.security.alpha.kubernetes.io"


def violated(spec: str, level: Level, minor: int) -> set[str]:
    """Return the ids of the controls that a Pod with this spec violates."""
    return {one.control.id for one in evaluate(pod(spec), level, Version(minor))}


def first_refused(spec: str, control: str, level: Level) -> list[bool]:
    """Return for each minor up to the newest whether the control is violated."""
    return [control in violated(spec, level, minor) for minor in range(NEWEST.minor + 1)]


def from_minor(minor: int) -> list[bool]:
    return [one >= minor for one in range(NEWEST.minor + 1)]


def before_minor(minor: int) -> list[bool]:
    return [one < minor for one in range(NEWEST.minor + 1)]


def between(first: int, after: int) -> list[bool]:
    return [first <= one < after for one in range(NEWEST.minor + 1)]


def sysctl(name: str) -> str:
    return f"{{containers: [{{name: web}}], securityContext: {{sysctls: [{{name: {name}}}]}}}}"


def security(text: str, more: str = "") -> str:
    return f"{{containers: [{{name: web, securityContext: {{{text}}}}}]{more}}}"


@pytest.mark.parametrize(
    ("spec", "control", "expected"),
    [
        ("{hostNetwork: true}", "hostNamespaces", from_minor(0)),
        ("{volumes: [{name: a, hostPath: {path: /}}]}", "hostPathVolumes", from_minor(0)),
        ("{containers: [{ports: [{hostPort: 80}]}]}", "hostPorts", from_minor(0)),
        (security("privileged: true"), "privileged", from_minor(0)),
        (security("capabilities: {add: [NET_RAW]}"), "capabilities_baseline", from_minor(0)),
        (security("windowsOptions: {hostProcess: true}"), "windowsHostProcess", from_minor(0)),
        (security("appArmorProfile: {type: Unconfined}"), "appArmorProfile", from_minor(0)),
        (security("seccompProfile: {type: Unconfined}"), "seccompProfile_baseline", from_minor(19)),
        (security("seccompProfile: {}"), "seccompProfile_baseline", from_minor(19)),
        (security("seLinuxOptions: {type: spc_t}"), "seLinuxOptions", from_minor(0)),
        (security("seLinuxOptions: {type: container_engine_t}"), "seLinuxOptions", before_minor(31)),
        (security("procMount: Unmasked"), "procMount", from_minor(0)),
        (security("procMount: Unmasked", ", hostUsers: false"), "procMount", before_minor(35)),
        (security("procMount: Unmasked", ", hostUsers: 'false'"), "procMount", from_minor(0)),
        ("{containers: [{livenessProbe: {httpGet: {host: h}}}]}", "hostProbesAndHostLifecycle", from_minor(34)),
        (sysctl("kernel.shm_rmid_forced"), "sysctls", from_minor(99)),
        (sysctl("net.ipv4.ip_local_reserved_ports"), "sysctls", before_minor(27)),
        (sysctl("net.ipv4.tcp_keepalive_time"), "sysctls", before_minor(29)),
        (sysctl("net.ipv4.tcp_fin_timeout"), "sysctls", before_minor(29)),
        (sysctl("net.ipv4.tcp_keepalive_intvl"), "sysctls", before_minor(29)),
        (sysctl("net.ipv4.tcp_keepalive_probes"), "sysctls", before_minor(29)),
        (sysctl("net.ipv4.tcp_rmem"), "sysctls", before_minor(32)),
        (sysctl("net.ipv4.tcp_wmem"), "sysctls", before_minor(32)),
        (sysctl("net.ipv4.tcp_slow_start_after_idle"), "sysctls", before_minor(37)),
        (sysctl("net.ipv4.tcp_notsent_lowat"), "sysctls", before_minor(37)),
        (sysctl("kernel.msgmax"), "sysctls", from_minor(0)),
    ],
)
def test_baseline_changes_with_the_version(spec: str, control: str, expected: list[bool]) -> None:
    assert first_refused(spec, control, Level.BASELINE) == expected


@pytest.mark.parametrize(
    ("spec", "control", "expected"),
    [
        ("{containers: [{name: web}]}", "allowPrivilegeEscalation", from_minor(8)),
        ("{containers: [{name: web}], os: {name: windows}}", "allowPrivilegeEscalation", between(8, 25)),
        ("{containers: [{name: web}]}", "capabilities_restricted", from_minor(22)),
        ("{containers: [{name: web}], os: {name: windows}}", "capabilities_restricted", between(22, 25)),
        ("{containers: [{name: web}]}", "seccompProfile_restricted", from_minor(19)),
        ("{containers: [{name: web}], os: {name: windows}}", "seccompProfile_restricted", between(19, 25)),
        ("{containers: [{name: web}]}", "runAsNonRoot", from_minor(0)),
        ("{containers: [{name: web}], os: {name: windows}}", "runAsNonRoot", from_minor(0)),
        ("{containers: [{name: web}], hostUsers: false}", "runAsNonRoot", before_minor(35)),
        (security("runAsUser: 0"), "runAsUser", from_minor(23)),
        (security("runAsUser: 0", ", hostUsers: false"), "runAsUser", between(23, 35)),
        (security("procMount: Unmasked"), "procMount", before_minor(35)),
        (security("procMount: Unmasked", ", hostUsers: false"), "procMount_restricted", from_minor(35)),
        (security("capabilities: {add: [NET_RAW]}"), "capabilities_baseline", before_minor(22)),
        (security("capabilities: {drop: [ALL], add: [CHOWN]}"), "capabilities_restricted", from_minor(22)),
        (security("capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}"), "capabilities_restricted", from_minor(99)),
        ("{volumes: [{name: a, nfs: {}}]}", "restrictedVolumes", from_minor(0)),
        ("{volumes: [{name: a, hostPath: {}}]}", "restrictedVolumes", from_minor(0)),
        ("{volumes: [{name: a, hostPath: {}}]}", "hostPathVolumes", from_minor(99)),
        ("{volumes: [{name: a}]}", "restrictedVolumes", from_minor(99)),
        ("{volumes: [nfs]}", "restrictedVolumes", from_minor(0)),
        ("{volumes: [null]}", "restrictedVolumes", from_minor(0)),
        (security("seccompProfile: {type: Unconfined}"), "seccompProfile_restricted", from_minor(19)),
        (security("seccompProfile: {type: Unconfined}"), "seccompProfile_baseline", from_minor(99)),
    ],
)
def test_restricted_changes_with_the_version(spec: str, control: str, expected: list[bool]) -> None:
    assert first_refused(spec, control, Level.RESTRICTED) == expected


CAPABILITIES = (
    "AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT"
)
SYSCTLS = (
    "kernel.shm_rmid_forced net.ipv4.ip_local_port_range net.ipv4.ip_unprivileged_port_start"
    " net.ipv4.ping_group_range net.ipv4.tcp_syncookies"
)
VOLUMES = "configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret"


@pytest.mark.parametrize("kind", VOLUMES.split())
def test_restricted_allows_what_the_cluster_provides(kind: str) -> None:
    assert violated(f"{{volumes: [{{name: a, {kind}: {{}}}}]}}", Level.RESTRICTED, 0) == set()


@pytest.mark.parametrize("name", CAPABILITIES.split())
def test_baseline_allows_what_the_runtime_gives_anyway(name: str) -> None:
    assert violated(security(f"capabilities: {{add: [{name}]}}"), Level.BASELINE, NEWEST.minor) == set()


@pytest.mark.parametrize("name", SYSCTLS.split())
def test_some_sysctls_have_always_been_safe(name: str) -> None:
    assert violated(sysctl(name), Level.BASELINE, 0) == set()


@pytest.mark.parametrize("minor", range(NEWEST.minor + 1))
def test_a_restricted_pod_violates_nothing_at_any_version(minor: int) -> None:
    assert violated(f"{{{RESTRICTED}}}", Level.RESTRICTED, minor) == set()
    assert violated("{hostPID: true}", Level.PRIVILEGED, minor) == set()


def test_a_version_that_is_not_known_yet_is_judged_as_the_newest() -> None:
    newest = violated("{containers: [{name: web}], hostUsers: false}", Level.RESTRICTED, NEWEST.minor)
    assert violated("{containers: [{name: web}], hostUsers: false}", Level.RESTRICTED, 99) == newest


def annotated(annotations: str, minor: int) -> set[str]:
    """Return what a pod with containers a and b and these annotations violates of baseline."""
    (found,) = single(
        f"{{apiVersion: v1, kind: Pod, metadata: {{name: p, annotations: {{{annotations}}}}},"
        " spec: {containers: [{name: a}, {name: b}]}}"
    ).pods
    return {one.control.id for one in evaluate(found, Level.BASELINE, Version(minor))}


@pytest.mark.parametrize("name", ["a", "b", "gone"])
@pytest.mark.parametrize("minor", [0, 30, 37])
def test_apparmor_annotations_count_at_every_version(name: str, minor: int) -> None:
    assert annotated(f"{APPARMOR}/{name}: unconfined", minor) == {"appArmorProfile"}
    assert annotated(f"{APPARMOR}/{name}: 1", minor) == {"appArmorProfile"}
    for allowed in ("''", "runtime/default", "localhost/x", "null"):
        assert annotated(f"{APPARMOR}/{name}: {allowed}", minor) == set()


@pytest.mark.parametrize(
    ("annotation", "minor", "expected"),
    [
        (f"{SECCOMP}/pod: unconfined", 0, {"seccompProfile_baseline"}),
        (f"{SECCOMP}/pod: unconfined", 18, {"seccompProfile_baseline"}),
        (f"{SECCOMP}/pod: unconfined", 19, set()),
        (f"{SECCOMP}/pod: ''", 18, {"seccompProfile_baseline"}),
        (f"{SECCOMP}/pod: null", 18, {"seccompProfile_baseline"}),
        (f"{SECCOMP}/pod: localhost/x", 18, set()),
        (f"{SECCOMP}/pod: docker/default", 18, set()),
        (f"container.{SECCOMP}/a: unconfined", 18, {"seccompProfile_baseline"}),
        (f"container.{SECCOMP}/b: unconfined", 18, {"seccompProfile_baseline"}),
        (f"container.{SECCOMP}/b: runtime/default", 18, set()),
        (f"container.{SECCOMP}/gone: unconfined", 18, set()),
    ],
)
def test_seccomp_annotations_count_before_there_was_a_field(annotation: str, minor: int, expected: set[str]) -> None:
    assert annotated(annotation, minor) == expected


def test_the_table_is_in_order() -> None:
    assert [control.id for control in CONTROLS] == [
        control.id
        for level in (Level.BASELINE, Level.RESTRICTED)
        for control in sorted(CONTROLS, key=lambda one: one.id.lower())
        if control.level is level
    ]
    for control in CONTROLS:
        since = [revision.since for revision in control.revisions]
        assert since == sorted(set(since))
        assert control.replaces in {one.id for one in controls_of(Level.BASELINE)} | {""}


@pytest.mark.parametrize(
    ("text", "version"),
    [("v1.0", Version(0)), ("v1.25", Version(25)), ("v1.99", Version(99)), ("latest", NEWEST)],
)
def test_versions_are_read(text: str, version: Version) -> None:
    assert Version.parse(text) == version
    assert text == "latest" or str(version) == text


@pytest.mark.parametrize(
    "text", ["", "1.25", "v1", "v1.", "v1.025", "v2.0", "v1.25.0", "Latest", "v1.٣", "v1." + "9" * 99]
)
def test_what_is_no_version_is_not_taken_for_one(text: str) -> None:
    assert Version.parse(text) is None
