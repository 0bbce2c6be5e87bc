"""An audit of the real server: the same findings as on files, with the least role, and no secret anywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from scanner.config import Config
from scanner.evaluate import evaluate
from scanner.model import FailOn, FindingStatus, KindStatus
from scanner.read import ReadOptions, read_targets
from scanner.report import FORMATS, RenderOptions
from tests.cluster.auditing import TODAY, coverage_of, judges, options, run
from tests.command import plimsoll

if TYPE_CHECKING:
    from scanner.model import Report
    from tests.cluster.server import Server

ROOT = Path(__file__).parents[2]
PLATFORM = ROOT / "kubernetes"


def platform(server: Server) -> list[dict[str, Any]]:
    """Return the objects of the canonical platform that a server without its operators can have."""
    server.discover()
    files = sorted(path for path in PLATFORM.rglob("*.yaml") if "reports" not in path.parts)
    every = [one for path in files for one in yaml.safe_load_all(path.read_text(encoding="utf-8")) if one]
    return [one for one in every if (one["apiVersion"], one["kind"]) in server.resources]


@pytest.fixture(scope="module")
def canonical(server: Server) -> list[dict[str, Any]]:
    """Apply the canonical platform, with some of its safeguards taken away."""
    documents = platform(server)
    for document in documents:
        if document["kind"] == "Deployment":
            container = document["spec"]["template"]["spec"]["containers"][0]
            container.pop("readinessProbe", None)
            container["securityContext"]["allowPrivilegeEscalation"] = True
    server.apply(documents)
    return documents


def fingerprints(report: Report, namespaces: set[str]) -> set[tuple[str, str, str]]:
    return {
        (finding.rule.id, finding.subject, finding.fingerprint)
        for finding in report.findings
        if finding.subject.partition(" ")[2].partition("/")[0] in namespaces
    }


def test_findings_are_those_on_files(server: Server, canonical: list[dict[str, Any]], tmp_path: Path) -> None:
    file = tmp_path / "all.yaml"
    file.write_text(yaml.safe_dump_all(canonical), encoding="utf-8")
    of_files = evaluate(
        read_targets([str(file)], ReadOptions(root=tmp_path)), judges(), Config(scope_complete=True), TODAY
    )
    live = run(server.kubeconfig(), options())
    assert not live.incomplete, live.not_evaluated
    namespaces = {one["metadata"]["name"] for one in canonical if one["kind"] == "Namespace"}
    expected = fingerprints(of_files, namespaces)
    assert len({rule for rule, _, _ in expected}) > 1
    assert fingerprints(live, namespaces) == expected


def test_an_untouched_server_has_nothing_to_report(server: Server) -> None:
    report = run(server.kubeconfig(), options(namespaces=("default",)))
    assert [finding.message for finding in report.findings] == []


def test_a_broken_object_is_found_and_owned_ones_are_folded(server: Server, namespace: str) -> None:
    spec = {
        "containers": [{"name": "app", "image": "registry.example.com/app:1", "securityContext": {"privileged": True}}]
    }
    labels = {"app": "broken"}
    workload = {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": spec}}
    metadata = {"name": "broken", "namespace": namespace}
    made = server.kubectl(
        "apply",
        "-f",
        "-",
        stdin=json.dumps({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": workload}),
    )
    assert made.returncode == 0, made.stderr
    owner = server.get(f"/apis/apps/v1/namespaces/{namespace}/deployments/broken").json

    def reference(uid: str) -> dict[str, Any]:
        return {"apiVersion": "apps/v1", "kind": "Deployment", "name": "broken", "uid": uid, "controller": True}

    def pod(name: str, uid: str, image: str = "registry.example.com/app:1") -> dict[str, Any]:
        container = {**spec["containers"][0], "image": image}
        meta = {"name": name, "namespace": namespace, "labels": labels, "ownerReferences": [reference(uid)]}
        return {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": {"containers": [container]}}

    uid = owner["metadata"]["uid"]
    forged = "00000000-0000-4000-8000-000000000000"
    server.create([pod("one", uid), pod("two", uid), pod("forged", forged)])
    report = run(server.kubeconfig(), options(namespaces=(namespace,)), "privileged")
    found = {finding.source.path: finding for finding in report.findings}
    address = f"cluster/Deployment/{namespace}/broken"
    assert set(found) == {address, *(f"cluster/Pod/{namespace}/{name}" for name in ("one", "two", "forged"))}
    assert found[address].copies == (("Pod", 2),)
    assert found[f"cluster/Pod/{namespace}/one"].folded_into == found[address].fingerprint
    assert found[f"cluster/Pod/{namespace}/forged"].folded_into == ""
    assert {finding.source.path for finding in report.open_findings} == {address, f"cluster/Pod/{namespace}/forged"}
    assert all(finding.status is FindingStatus.OPEN for finding in report.findings)


def test_questions_beyond_the_namespaces_are_not_answered(server: Server, namespace: str) -> None:
    image = "registry.example.com/app:1.0.0"
    server.create(
        [
            {
                "apiVersion": "v1",
                "kind": "Pod",
                "metadata": {"name": "app", "namespace": namespace},
                "spec": {"containers": [{"name": "app", "image": image, "securityContext": {"runAsUser": 0}}]},
            }
        ]
    )
    report = run(server.kubeconfig(), options(namespaces=(namespace,)))
    assert not report.not_evaluated
    assert {"run-as-root", "pod-has-networkpolicy"} <= {finding.rule.id for finding in report.findings}
    assert coverage_of(report, "ClusterRole.rbac.authorization.k8s.io").status is KindStatus.SKIPPED


def test_excluded_namespaces_are_named_and_not_judged(server: Server, canonical: list[dict[str, Any]]) -> None:
    names = tuple(sorted(one["metadata"]["name"] for one in canonical if one["kind"] == "Namespace"))
    report = run(server.kubeconfig(), options(excluded_namespaces=names))
    assert report.cluster is not None
    assert report.cluster.excluded_namespaces == names
    assert coverage_of(report, "Deployment.apps").excluded >= 1
    assert not [finding for finding in report.findings if finding.source.path.split("/")[2] in names]


def test_custom_kinds_with_pods_are_found_by_their_schema(server: Server, namespace: str) -> None:
    pod = {
        "type": "object",
        "properties": {
            "spec": {
                "type": "object",
                "properties": {
                    "containers": {
                        "type": "array",
                        "items": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
                    }
                },
            }
        },
    }

    def definition(kind: str, properties: dict[str, Any]) -> dict[str, Any]:
        schema = {"type": "object", "properties": {"spec": {"type": "object", "properties": properties}}}
        version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
        name = f"{kind.lower()}s"
        return {
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": {"name": f"{name}.example.com"},
            "spec": {
                "group": "example.com",
                "scope": "Namespaced",
                "names": {"kind": kind, "plural": name, "singular": kind.lower()},
                "versions": [version],
            },
        }

    container = {"name": "app", "image": "registry.example.com/app:1.0.0", "securityContext": {"privileged": True}}
    server.apply(
        [
            definition("Runner", {"podTemplate": pod}),
            definition("Colour", {"name": {"type": "string"}}),
            {
                "apiVersion": "example.com/v1",
                "kind": "Runner",
                "metadata": {"name": "one", "namespace": namespace},
                "spec": {"podTemplate": {"spec": {"containers": [container]}}},
            },
        ]
    )
    report = run(server.kubeconfig(), options(), "privileged")
    address = f"cluster/Runner.example.com/{namespace}/one"
    assert address in {finding.source.path for finding in report.findings}
    assert report.cluster is not None
    assert "Colour.example.com" not in {kind.title for kind in report.cluster.kinds}
    for name in ("runners", "colours"):
        server.delete(f"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{name}.example.com")


def test_the_printed_role_is_enough_and_the_least(server: Server, canonical: list[dict[str, Any]]) -> None:
    assert canonical
    printed = plimsoll(ROOT, "audit", "--print-rbac")
    assert printed.code == 0
    role = [one for one in yaml.safe_load_all(printed.text) if one]
    assert {
        verb for one in role if one["kind"] == "ClusterRole" for rule in one["rules"] for verb in rule["verbs"]
    } == {"list"}
    server.apply([{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "plimsoll"}}, *role])
    auditor = server.service_account("plimsoll", "plimsoll-audit")
    asked = plimsoll(ROOT, "audit", "--preflight", "--kubeconfig", str(server.kubeconfig(auditor)))
    assert asked.code == 0, asked.text
    least = run(server.kubeconfig(auditor), options())
    most = run(server.kubeconfig(), options())
    assert not least.incomplete
    assert [one.fingerprint for one in least.findings] == [one.fingerprint for one in most.findings]
    nobody = server.user("nobody")
    refused = run(server.kubeconfig(nobody), options())
    assert refused.cluster is not None
    assert {gap.status for gap in refused.cluster.gaps} == {KindStatus.REFUSED}
    assert refused.exit_code(FailOn.LOW) == 3
    assert plimsoll(ROOT, "audit", "--preflight", "--kubeconfig", str(server.kubeconfig(nobody))).code == 3


def test_the_printed_manifests_pass_a_strict_scan(tmp_path: Path) -> None:
    for name in ("rbac", "cronjob"):
        made = plimsoll(ROOT, "audit", f"--print-{name}")
        (tmp_path / f"{name}.yaml").write_text(made.text, encoding="utf-8")
    scanned = plimsoll(tmp_path, "scan", "--profile", "strict", "--format", "concise", ".")
    assert scanned.code == 0, scanned.text


def test_no_secret_is_in_any_output(server: Server, namespace: str, tmp_path: Path) -> None:
    canary = "canary-4f1c9d"
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s", "namespace": namespace}}
    applied = server.kubectl("apply", "-f", "-", stdin=json.dumps(secret | {"stringData": {"password": canary}}))
    assert applied.returncode == 0, applied.stderr
    kubeconfig = server.kubeconfig()
    token = json.loads(kubeconfig.read_text())["users"][0]["user"]["token"]
    report = run(kubeconfig, options(secret_metadata=True, namespaces=(namespace,)))
    assert coverage_of(report, "Secret").listed == 1
    texts = [render(report, RenderOptions()) for render in FORMATS.values()]
    arguments = ("audit", "--secret-metadata", "--debug", "--kubeconfig", str(kubeconfig), "-n", namespace)
    made = plimsoll(ROOT, *arguments, "--report-dir", str(tmp_path))
    texts += [made.text, made.stderr, *(path.read_text() for path in tmp_path.iterdir())]
    broken = tmp_path / "broken.yaml"
    broken.write_text(f"users: [{{name: x, user: {{token: {canary}}}\n")
    failed = plimsoll(ROOT, "audit", "--debug", "--kubeconfig", str(broken))
    assert failed.code == 2
    texts += [failed.text, failed.stderr]
    for text in texts:
        assert canary not in text
        assert token not in text
        assert "Y2FuYXJ5" not in text  # the same in base64


def test_what_cannot_be_right_is_refused(server: Server, tmp_path: Path) -> None:
    kubeconfig = str(server.kubeconfig())
    for arguments in (("--context", "none"), ("--kinds", "Nothing"), ("--allow-incomplete", "Nothing")):
        assert plimsoll(ROOT, "audit", "--kubeconfig", kubeconfig, *arguments).code == 2, arguments
    assert plimsoll(ROOT, "audit", "--kubeconfig", str(tmp_path / "none")).code == 2
