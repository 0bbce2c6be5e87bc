"""The rules that stand for Pod Security, together, at every version: what they report is what upstream refuses."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from scanner.kubernetes import Inventory
from scanner.kubernetes.pod_security import Version
from scanner.model import Match
from scanner.rules.kubernetes import CHECKS
from tests.kubernetes.manifests import document, inventory, judgements

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).parents[4] / "shared" / "conformance" / "pod-security"
FILES = sorted(DATA.glob("*/*/*/*.yaml"))
FRAMEWORKS = {"baseline": {"pss/baseline"}, "restricted": {"pss/baseline", "pss/restricted"}}

RULES = {
    "allowPrivilegeEscalation": {"allow-privilege-escalation"},
    "appArmorProfile": {"apparmor-unconfined"},
    "capabilities_baseline": {"caps-add-dangerous"},
    "capabilities_restricted": {"caps-add-back", "caps-drop-all", "caps-add-dangerous"},
    "hostNamespaces": {"host-ipc", "host-network", "host-pid"},
    "hostPathVolumes": {"host-path"},
    "hostPorts": {"host-port"},
    "hostProbesAndHostLifecycle": {"probe-host"},
    "privileged": {"privileged"},
    "procMount": {"proc-mount"},
    "procMount_restricted": {"proc-mount-user-namespace"},
    "restrictedVolumes": {"host-path", "restricted-volume-types"},
    "runAsNonRoot": {"run-as-root"},
    "runAsUser": {"run-as-user-zero"},
    "seLinuxOptions": {"selinux-custom"},
    "seccompProfile_baseline": {"seccomp-unconfined"},
    "seccompProfile_restricted": {"seccomp-not-set", "seccomp-unconfined"},
    "sysctls": {"unsafe-sysctls"},
    "windowsHostProcess": {"windows-host-process"},
}
"""The rules of which at least one reports each violation of a control."""


def reported(world: Inventory, frameworks: set[str]) -> Iterator[str]:
    """Yield the ids of the rules that report something."""
    for check in CHECKS:
        if frameworks & set(check.rule.frameworks) and any(isinstance(one, Match) for one in judgements(check, world)):
            yield check.rule.id


@pytest.mark.skipif(not FILES, reason="the shared conformance data are not here")
@pytest.mark.parametrize("file", FILES, ids=lambda file: "/".join((*file.parts[-4:-1], file.stem)))
def test_the_rules_of_a_level_report_what_upstream_refuses(file: Path) -> None:
    level, version, verdict = file.parts[-4:-1]
    judged_by = Version.parse(version)
    assert judged_by is not None
    world = Inventory.of([document(yaml.safe_load(file.read_text(encoding="utf-8")))])
    world = dataclasses.replace(world, pod_security_version=judged_by)
    found = set(reported(world, FRAMEWORKS[level]))
    if verdict == "pass":
        assert found == set()
    else:
        name = file.stem.rstrip("0123456789")
        (expected,) = [rules for control, rules in RULES.items() if control.lower() == name]
        assert found & expected


ANYTHING = (
    "{hostUsers: false, securityContext: {sysctls: [{name: net.ipv4.tcp_rmem}], seLinuxOptions: {type: spc_t}},"
    " containers: [{name: web, livenessProbe: {tcpSocket: {host: h}},"
    " securityContext: {procMount: Unmasked, runAsUser: 0, seccompProfile: {type: Unconfined}}}]}"
)


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("v1.0", {"proc-mount", "run-as-root", "selinux-custom", "unsafe-sysctls"}),
        ("v1.8", {"allow-privilege-escalation"}),
        ("v1.19", {"seccomp-unconfined"}),
        ("v1.22", {"caps-drop-all"}),
        ("v1.23", {"run-as-user-zero"}),
        ("v1.32", {"-unsafe-sysctls"}),
        ("v1.34", {"probe-host"}),
        ("v1.35", {"-proc-mount", "-run-as-root", "-run-as-user-zero", "proc-mount-user-namespace"}),
    ],
)
def test_the_rules_follow_the_version_that_the_scan_judges_by(version: str, expected: set[str]) -> None:
    judged_by = Version.parse(version)
    assert judged_by is not None
    before = Version(max(judged_by.minor - 1, 0))
    world = inventory(POD % ANYTHING)
    now, then = (
        set(reported(dataclasses.replace(world, pod_security_version=one), FRAMEWORKS["restricted"]))
        for one in (judged_by, before)
    )
    changed = (now - then) | {f"-{gone}" for gone in then - now}
    assert (now if judged_by.minor == 0 else changed) == expected


NAMESPACE = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {%s}}\n---\n"
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\nspec: %s\n"
SYSCTL = "{containers: [{name: web}], securityContext: {sysctls: [{name: net.ipv4.tcp_rmem}]}}"
(VIOLATION,) = [check for check in CHECKS if check.rule.id == "pod-security-violation"]


def refusals(labels: str, spec: str, version: str = "latest") -> list[Match]:
    """Return what a namespace with these labels refuses, where the scan judges by a version."""
    judged_by = Version.parse(version)
    assert judged_by is not None
    world = dataclasses.replace(inventory(NAMESPACE % labels + POD % spec), pod_security_version=judged_by)
    return [one for one in judgements(VIOLATION, world) if isinstance(one, Match)]


@pytest.mark.parametrize(
    ("labels", "version", "refused"),
    [
        ("pod-security.kubernetes.io/enforce: baseline", "latest", 0),
        ("pod-security.kubernetes.io/enforce: baseline", "v1.31", 1),
        (
            "pod-security.kubernetes.io/enforce: baseline, pod-security.kubernetes.io/enforce-version: v1.31",
            "latest",
            1,
        ),
        ("pod-security.kubernetes.io/enforce: baseline, pod-security.kubernetes.io/enforce-version: v1.32", "v1.31", 0),
        (
            "pod-security.kubernetes.io/enforce: baseline, pod-security.kubernetes.io/enforce-version: latest",
            "v1.31",
            1,
        ),
        ("pod-security.kubernetes.io/enforce: baseline, pod-security.kubernetes.io/enforce-version: soon", "v1.31", 1),
        ("pod-security.kubernetes.io/enforce: privileged", "v1.31", 0),
        ("pod-security.kubernetes.io/enforce-version: v1.31", "v1.31", 0),
        ("pod-security.kubernetes.io/audit: baseline", "v1.31", 0),
    ],
)
def test_a_namespace_judges_by_its_own_version_or_that_of_the_scan(labels: str, version: str, refused: int) -> None:
    assert len(refusals(labels, SYSCTL, version)) == refused


def test_a_level_that_does_not_exist_counts_as_restricted() -> None:
    (refusal,) = refusals("pod-security.kubernetes.io/enforce: base", "{volumes: [{name: a, nfs: {}}]}")
    assert refusal.path == ("spec", "volumes", 0, "nfs")


def test_a_refusal_names_the_level_the_label_and_every_place() -> None:
    (refusal,) = refusals("pod-security.kubernetes.io/enforce: baseline", "{hostPID: true, hostIPC: true}")
    assert refusal.message == (
        "The namespace 'shop' refuses the pod at the Pod Security level 'baseline' (v1.37):"
        " the pod uses the node's process namespace."
    )
    assert refusal.path == ("spec", "hostPID")
    assert [related.path for related in refusal.related] == [
        ("metadata", "labels", "pod-security.kubernetes.io/enforce"),
        ("spec", "hostIPC"),
    ]
    assert refusal.related[0].document is not None
    assert refusal.related[0].document.data["kind"] == "Namespace"
