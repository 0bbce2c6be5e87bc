"""A rule gives an object that went through a real API server the verdict that it gave the manifest.

The server fills in defaults, drops what it does not know, makes the identity, and injects a token's volume into Pods.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from scanner.evaluate import Judges, evaluate
from scanner.rego import PolicySet
from scanner.rules.catalogue import CHECKS
from tests.cluster.control_plane import control_plane
from tests.cluster.defaulting import Answered, documents, is_kubernetes, submit_all
from tests.test_examples import CASES, CONFIG

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from scanner.model import Document, Report, Unread

LIVE = {check.rule.id: check for check in CHECKS if not check.files_only}
"""The rules that judge objects of a cluster; the others are about how a file is written."""
EXAMPLES = [case for case in CASES if case.parent.name in LIVE and is_kubernetes(documents(case))]

NO_OBJECTS = {
    "apiserver.config.k8s.io": "a file that kube-apiserver reads",
    "audit.k8s.io": "a file that kube-apiserver reads",
    "config.example.com": "shaped as a file that a component reads, of another group",
    "kubeadm.k8s.io": "a file that kubeadm reads",
    "kubelet.config.k8s.io": "a file that the kubelet reads",
    "kubeproxy.config.k8s.io": "a file that kube-proxy reads",
    "admissionregistration.k8s.io/v1alpha1": "an alpha version, off unless it is asked for",
}
"""Groups, or one version of a group, that the server does not serve."""

_ON_RUNNING_PODS_ONLY = "spec.ephemeralContainers: Forbidden: cannot be set on create"
_NOT_ON_WINDOWS = "cannot be set for a windows pod"
_UNMASKED = "`hostUsers` must be false to use `Unmasked`"
REFUSED = {
    "allow-privilege-escalation/fail-ephemeral-container.yaml": _ON_RUNNING_PODS_ONLY,
    "apparmor-unconfined/fail-annotation.yaml": "container not found",
    "ephemeral-storage/pass.yaml": _ON_RUNNING_PODS_ONLY,
    "host-port/fail-host-network.yaml": "must match `containerPort` when `hostNetwork` is true",
    "host-path/fail.yaml": "hostPath.path: Required value",
    "interactive-container/pass-ephemeral.yaml": _ON_RUNNING_PODS_ONLY,
    "liveness-probe/fail-no-handler.yaml": "livenessProbe: Required value: must specify a handler type",
    "low-uid/pass-zero-and-unset.yaml": _NOT_ON_WINDOWS,
    "memory-limit/fail-no-quantity.yaml": "quantities must match the regular expression",
    "memory-request/pass-ephemeral-container.yaml": _ON_RUNNING_PODS_ONLY,
    "probe-port-unknown/fail-sidecar.yaml": 'tcpSocket.port: Invalid value: "9000"',
    "proc-mount/fail-init-container.yaml": _UNMASKED,
    "proc-mount/fail.yaml": _UNMASKED,
    "proc-mount-user-namespace/pass-node-users.yaml": _UNMASKED,
    "root-group/fail-quoted.yaml": "cannot unmarshal string into Go struct field",
    "root-group/pass-no-number.yaml": "cannot unmarshal bool into Go struct field",
    "root-group/pass-unset.yaml": _NOT_ON_WINDOWS,
}
"""Examples that no server has as they are, and what it says. The rules look at them nevertheless."""

ABOUT_REFUSALS = {
    "cronjob-schedule",
    "duplicate-name",
    "hpa-min-above-max",
    "invalid-annotation",
    "invalid-image",
    "invalid-label",
    "invalid-name",
    "invalid-probe",
    "invalid-quantity",
    "pdb-has-policy",
    "port-name-validity",
    "progress-deadline",
    "psa-label-invalid",
    "request-above-limit",
    "restart-policy",
    "selector-matches-template",
    "service-duplicate-port",
    "service-port-unnamed",
    "volume-mount-without-volume",
}
"""Rules that find what the server refuses."""
PLACEHOLDERS = re.compile(r'Invalid value: "\$\{')
"""In what a pass example of theirs is refused for."""
UNREADABLE = re.compile("cannot be handled as")
"""The server tells the kind, but no field."""

_REPLICAS = "the number of replicas is open where a file does not state it, and 1 in a server's object"
OTHER_VERDICT = {
    "default-namespace/pass-none.yaml": "the namespace is open where a file does not state it",
    "min-replicas/pass-unknown.yaml": _REPLICAS,
    "pdb-blocks-eviction/pass-unknown.yaml": _REPLICAS,
    "rolling-update/fail-unavailable.yaml": _REPLICAS,
    "rolling-update/pass-unknown.yaml": _REPLICAS,
}
"""Examples that lack what the server then decides."""

OTHER_PLACE = {
    "default-service-account/fail-deprecated.yaml": "the server copies serviceAccount to serviceAccountName",
    "service-account-exists/fail-deprecated-field.yaml": "the server copies serviceAccount to serviceAccountName",
}
"""Examples whose findings have the same subject, but name another field."""


def name_of(case: Path) -> str:
    return f"{case.parent.name}/{case.name}"


def judge(case: Path, read: Iterable[Document | Unread]) -> Report:
    judges = Judges([LIVE[case.parent.name]], PolicySet(), lambda: pytest.fail("no policies"))
    report = evaluate(read, judges, CONFIG, date(2026, 1, 1))
    assert not report.not_evaluated
    assert not any(item.incomplete for item in report.unread)
    return report


def fingerprints(report: Report) -> list[str]:
    return sorted(finding.fingerprint for finding in report.findings)


def verdict(report: Report) -> tuple[list[str], bool]:
    """Return the subjects that have findings, and whether something is open; an object always has its namespace."""
    return sorted(finding.subject.replace(" default/", " ") for finding in report.findings), bool(report.undecided)


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Path, Answered]]:
    """Submit all examples to a server of their own: their namespaces are not those of other tests."""
    with control_plane(tmp_path_factory.mktemp("defaults"), "--enable-admission-plugins=ServiceAccount") as server:
        yield submit_all(server, EXAMPLES)


def test_the_verdict_is_that_on_the_manifest(answered: dict[Path, Answered]) -> None:
    judged = {
        name_of(case): (judge(case, documents(case)), judge(case, answer.read()))
        for case, answer in answered.items()
        if answer.objects
    }
    other = {name for name, (written, live) in judged.items() if verdict(written) != verdict(live)}
    assert other == OTHER_VERDICT.keys()
    moved = {name for name, (written, live) in judged.items() if fingerprints(written) != fingerprints(live)}
    assert moved - other == OTHER_PLACE.keys()


def test_what_is_refused_is_wrong_on_purpose(answered: dict[Path, Answered]) -> None:
    refused = {case: answer.refused for case, answer in answered.items() if answer.refused}
    named = {name_of(case): message for case, message in refused.items() if case.parent.name not in ABOUT_REFUSALS}
    assert named.keys() == REFUSED.keys()
    assert [name for name, message in named.items() if REFUSED[name] not in message] == []
    assert {case.parent.name for case in refused if case.parent.name in ABOUT_REFUSALS} == ABOUT_REFUSALS


def test_the_server_names_a_field_that_the_rule_finds(answered: dict[Path, Answered]) -> None:
    for case, answer in answered.items():
        if not answer.refused or case.parent.name not in ABOUT_REFUSALS:
            continue
        found = {str(step) for finding in judge(case, documents(case)).findings for step in finding.path[-2:]}
        if not found:
            assert PLACEHOLDERS.search(answer.refused), answer.refused
        elif not UNREADABLE.search(answer.refused):
            assert any(step in answer.refused for step in found), answer.refused


def test_what_is_not_served_is_no_object(answered: dict[Path, Answered]) -> None:
    unknown = {answer.not_served.split()[0] for answer in answered.values() if answer.not_served}
    groups = {version.rpartition("/")[0] for version in unknown if version not in NO_OBJECTS}
    assert groups | (unknown & NO_OBJECTS.keys()) == NO_OBJECTS.keys()


def test_most_examples_are_accepted(answered: dict[Path, Answered]) -> None:
    accepted = [case for case, answer in answered.items() if answer.objects]
    files = [case for case, answer in answered.items() if answer.not_served]
    assert len(accepted) / (len(EXAMPLES) - len(files)) > 0.9
    assert len({case.parent.name for case in accepted}) > 150, "rules with an example that the server has"
