"""Breaking the canonical platform, one thing at a time: each break is reported on its exact line."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from scanner.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
DEPLOYMENTS = "kubernetes/deployments.yaml"
HPA_INGRESS = "kubernetes/hpa-ingress.yaml"
INFRASTRUCTURE = "kubernetes/infrastructure/"
MONITORING = "kubernetes/monitoring/"
PIPELINE = ".github/workflows/ci-cd.yml"
V2_ANALYSIS = "kind: Deployment\nmetadata:\n  name: analysis-service\n  namespace: platform-v2-stable\n"


@dataclass(frozen=True)
class Break:
    """An edit, and the finding that must follow: its rule, and the line it must be on."""

    rule: str
    file: str
    old: str
    new: str
    line: str
    """The line of the edited text, whole but for its indentation."""
    after: str = ""
    """Text before which nothing is edited."""
    place: str = ""
    """The file that the finding is in, where it is not the edited one."""


BREAKS = (
    Break("run-as-root", DEPLOYMENTS, "        runAsNonRoot: true\n", "", "securityContext:"),
    Break("run-as-user-zero", DEPLOYMENTS, "runAsUser: 1000", "runAsUser: 0", "runAsUser: 0"),
    Break(
        "image-tag",
        DEPLOYMENTS,
        "auth-service:2.4.1",
        "auth-service:latest",
        "image: europe-west4-docker.pkg.dev/coderev-example/platform/auth-service:latest",
    ),
    Break(
        "approved-registries",
        DEPLOYMENTS,
        "image: europe-west4-docker.pkg.dev/",
        "image: registry.example.org/",
        "image: registry.example.org/coderev-example/platform/auth-service:2.4.1",
    ),
    Break("replica-floor", HPA_INGRESS, "minReplicas: 3", "minReplicas: 1", "minReplicas: 1"),
    Break(
        "replica-floor", DEPLOYMENTS, "spec:\n  # No replicas", "spec:\n  replicas: 1\n  # No replicas", "replicas: 1"
    ),
    Break(
        "ingress-rate-limit",
        HPA_INGRESS,
        '    nginx.ingress.kubernetes.io/limit-rps: "100"\n',
        "",
        "annotations:",
        "name: api\n",
    ),
    Break(
        "ingress-tls",
        HPA_INGRESS,
        "  tls:\n    - hosts:\n        - api.coderev.example.com\n      secretName: api-tls\n",
        "",
        "spec:",
    ),
    Break("caps-drop-all", DEPLOYMENTS, "drop:\n                - ALL", "drop:\n                - NET_RAW", "drop:"),
    Break("privileged", DEPLOYMENTS, "allowPrivilegeEscalation: false", "privileged: true", "privileged: true"),
    Break(
        "wildcard-rules",
        "kubernetes/namespaces.yaml",
        "",
        '---\napiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata:\n  name: all\n  namespace: platform-v2-stable\nrules:\n  - apiGroups: [""]\n    resources: [pods]\n    verbs: ["*"]\n',
        'verbs: ["*"]',
    ),
    Break(
        "service-targets-pod",
        DEPLOYMENTS,
        "selector:\n    app.kubernetes.io/name: auth-service",
        "selector:\n    app.kubernetes.io/name: auth",
        "selector:",
    ),
    Break(
        "tier-isolation",
        "kubernetes/network-policies.yaml",
        "kubernetes.io/metadata.name: ingress-nginx",
        "kubernetes.io/metadata.name: shop",
        "- namespaceSelector:",
    ),
    Break(
        "storage-class",
        INFRASTRUCTURE + "redis.yaml",
        "storageClassName: platform-ssd",
        "storageClassName: standard",
        "storageClassName: standard",
    ),
    Break(
        "backup-scheduled",
        INFRASTRUCTURE + "backups.yaml",
        "concurrencyPolicy: Forbid",
        "concurrencyPolicy: Allow",
        "concurrencyPolicy: Allow",
    ),
    Break(
        "backup-scheduled",
        INFRASTRUCTURE + "backups.yaml",
        "plimsoll.dev/backs-up: postgresql",
        "plimsoll.dev/backs-up: nothing",
        "name: postgresql",
        place=INFRASTRUCTURE + "postgresql.yaml",
    ),
    Break(
        "datastore-isolation",
        INFRASTRUCTURE + "postgresql.yaml",
        "  type: ClusterIP\n  selector",
        "  type: LoadBalancer\n  selector",
        "type: LoadBalancer",
    ),
    Break(
        "secret-by-reference",
        "kubernetes/secrets/tiers.yaml",
        "refreshInterval: 1h",
        "refreshInterval: 24h",
        "refreshInterval: 24h",
    ),
    Break(
        "unpinned-action",
        PIPELINE,
        "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1",
        "actions/checkout@v7",
        "uses: actions/checkout@v7 # v7.0.1",
    ),
    Break(
        "template-injection-run",
        PIPELINE,
        "        run: ruff check backend",
        '        run: echo "${{ github.event.pull_request.title }}"',
        'run: echo "${{ github.event.pull_request.title }}"',
    ),
    Break("permissions-write-all", PIPELINE, "permissions: {}", "permissions: write-all", "permissions: write-all"),
    Break("timeout-minutes", PIPELINE, "    timeout-minutes: 30\n", "", "lint-and-test:"),
    Break("pipeline-required-jobs", PIPELINE, "  security-scan:\n    name", "  scan:\n    name", "jobs:"),
    # The line inside the file that the ConfigMap holds.
    Break(
        "telemetry-profile",
        MONITORING + "loki.yaml",
        "retention_period: 30d",
        "retention_period: 7d",
        "retention_period: 7d",
    ),
    Break(
        "telemetry-profile",
        MONITORING + "otel-collector.yaml",
        "sampling_percentage: 10",
        "sampling_percentage: 100",
        "sampling_percentage: 100",
    ),
    Break(
        "slo-declared",
        MONITORING + "prometheus-rules.yaml",
        "> 14.4 * 0.02",
        "> 14.4 * 0.05",
        "- alert: ErrorBudgetBurnsFast",
    ),
    Break("slo-declared", HPA_INGRESS, "slo-error-rate: 2%", "slo-error-rate: 5%", "plimsoll.dev/slo-error-rate: 5%"),
)


@pytest.fixture
def platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy what a scan of the platform needs, and go there."""
    for name in ("kubernetes", ".github", "policies"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "plimsoll.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def scan() -> tuple[int, dict[str, Any]]:
    result = CliRunner().invoke(main, ["scan", "kubernetes", ".github", "--format", "json"])
    return result.exit_code, json.loads(result.stdout)


def open_findings(report: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (finding for finding in report["findings"] if finding["status"] == "open")


def test_the_platform_itself_is_clean(platform: Path) -> None:
    del platform
    code, report = scan()
    assert list(open_findings(report)) == []
    assert report["notEvaluated"] == []
    # The kustomization only gathers: its files are judged as they stand.
    assert {(entry["file"], entry["reason"]) for entry in report["unread"]} <= {
        ("kubernetes/kustomization.yaml", "rendered")
    }
    assert code == 0


@pytest.mark.parametrize("case", BREAKS, ids=lambda case: f"{case.rule}-{case.file.rpartition('/')[2]}")
def test_each_break_is_reported_on_its_line(case: Break, platform: Path) -> None:
    path = platform / case.file
    text = path.read_text(encoding="utf-8")
    start = text.index(case.after) if case.after else 0
    edited = text[:start] + text[start:].replace(case.old, case.new, 1) if case.old else text + case.new
    assert edited != text
    path.write_text(edited, encoding="utf-8")
    code, report = scan()
    assert code == 1
    place = case.place or case.file
    lines = (platform / place).read_text(encoding="utf-8").splitlines()
    places = [
        lines[finding["span"]["line"] - 1].strip()
        for finding in open_findings(report)
        if (finding["ruleId"], finding["file"]) == (case.rule, place)
    ]
    assert case.line in places
