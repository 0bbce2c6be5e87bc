"""The canonical pipeline: its jobs, what they may do, what they wait for, and that it applies the canonical files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.platform.manifests import ORDER, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

JOBS = [
    "lint-and-test",
    "security-scan",
    "build-images",
    "build-frontend",
    "deploy-staging",
    "deploy-production",
    "post-deployment",
    "policy-scan",
]
EXPRESSION = "${{"


def steps(pipeline: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for job, data in pipeline["jobs"].items():
        for step in data["steps"]:
            yield job, step


def text_of(job: dict[str, Any]) -> str:
    return "\n".join(step.get("run", step.get("uses", "")) for step in job["steps"])


def test_the_jobs(pipeline: dict[str, Any]) -> None:
    assert list(pipeline["jobs"]) == JOBS


def test_the_triggers(pipeline: dict[str, Any]) -> None:
    assert pipeline["on"] == {
        "push": {
            "branches": ["main", "develop"],
            "paths": ["backend/**", "frontend/**", "kubernetes/**", ".github/workflows/**"],
        },
        "pull_request": {"branches": ["main", "develop"]},
    }


def test_nothing_is_granted_at_the_top_and_little_in_the_jobs(pipeline: dict[str, Any]) -> None:
    assert pipeline["permissions"] == {}
    granted = {job: data["permissions"] for job, data in pipeline["jobs"].items()}
    writes = {job: {scope for scope, level in scopes.items() if level == "write"} for job, scopes in granted.items()}
    assert writes == {
        "lint-and-test": set(),
        "security-scan": {"security-events"},
        "build-images": {"id-token"},
        "build-frontend": {"id-token"},
        "deploy-staging": {"id-token"},
        "deploy-production": {"id-token"},
        "post-deployment": set(),
        "policy-scan": {"security-events"},
    }


def test_every_job_ends_in_time(pipeline: dict[str, Any]) -> None:
    for job, data in pipeline["jobs"].items():
        assert 0 < data["timeout-minutes"] <= 60, job


def test_every_action_is_pinned_with_its_version_beside_it() -> None:
    text = (ROOT / ".github" / "workflows" / "ci-cd.yml").read_text(encoding="utf-8")
    used = [line.strip() for line in text.splitlines() if "uses:" in line]
    assert len(used) > 20
    for line in used:
        assert re.fullmatch(r"(- )?uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_an_action_has_one_hash(pipeline: dict[str, Any]) -> None:
    pins = {step["uses"].partition("@")[::2] for _, step in steps(pipeline) if "uses" in step}
    assert len(pins) == len({action for action, _ in pins})


def test_no_expression_stands_in_a_script(pipeline: dict[str, Any]) -> None:
    for job, step in steps(pipeline):
        assert EXPRESSION not in step.get("run", ""), (job, step["name"])


def test_every_checkout_leaves_no_token_behind(pipeline: dict[str, Any]) -> None:
    checkouts = [step for _, step in steps(pipeline) if step.get("uses", "").startswith("actions/checkout@")]
    assert len(checkouts) == len(JOBS)
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_no_cloud_key_is_stored(pipeline: dict[str, Any]) -> None:
    for _, step in steps(pipeline):
        if step.get("uses", "").startswith("google-github-actions/auth@"):
            assert "workload_identity_provider" in step["with"]
            assert "credentials_json" not in step["with"]


def test_deployments_wait_for_everything_and_for_their_branch(pipeline: dict[str, Any]) -> None:
    for name, branch in (("staging", "develop"), ("production", "main")):
        job = pipeline["jobs"][f"deploy-{name}"]
        assert job["environment"]["name"] == name
        waits = set(job["needs"])
        assert waits == {"lint-and-test", "security-scan", "build-images", "build-frontend", "policy-scan"}
        assert f"github.ref == 'refs/heads/{branch}'" in job["if"]
        assert "github.event_name == 'push'" in job["if"]
        for needed in waits - {"build-frontend"}:
            assert f"&& needs.{needed}.result == 'success'" in job["if"]
        assert job["concurrency"]["cancel-in-progress"] is False


def test_deployments_apply_the_canonical_files_in_order(pipeline: dict[str, Any]) -> None:
    for name in ("staging", "production"):
        assert f"for file in {' '.join(ORDER)}; do" in text_of(pipeline["jobs"][f"deploy-{name}"])


def test_what_needs_sources_is_skipped_without_them(pipeline: dict[str, Any]) -> None:
    jobs = pipeline["jobs"]
    assert "needs.lint-and-test.outputs.backend == 'true'" in jobs["build-images"]["if"]
    assert "needs.lint-and-test.outputs.frontend == 'true'" in jobs["build-frontend"]["if"]
    after_look = jobs["lint-and-test"]["steps"][2:]
    assert all(step["if"] == "steps.sources.outputs.backend == 'true'" for step in after_look)
    for name in ("staging", "production"):
        assert "needs.build-images.result == 'success'" in jobs[f"deploy-{name}"]["if"]


def test_the_services_that_are_built(pipeline: dict[str, Any]) -> None:
    assert pipeline["jobs"]["build-images"]["strategy"]["matrix"]["service"] == [
        "auth-service",
        "project-service",
        "analysis-service",
        "ai-orchestrator",
        "version-control-service",
        "comparison-service",
        "provider-service",
    ]


def test_the_security_tools(pipeline: dict[str, Any]) -> None:
    text = text_of(pipeline["jobs"]["security-scan"])
    for part in (
        "--config p/security-audit --config p/secrets --config p/owasp-top-ten",
        "gitleaks git ",
        "aquasecurity/trivy-action@",
        "--enableExperimental --enableRetired",
    ):
        assert part in text


def test_production_is_asked_thirty_times(pipeline: dict[str, Any]) -> None:
    (check,) = [step for _, step in steps(pipeline) if step["name"] == "Check the health from outside"]
    assert check["env"]["RETRIES"] == "30"
    assert '--retry "$RETRIES"' in check["run"]


def test_the_policy_scan_uploads_its_own_report(pipeline: dict[str, Any]) -> None:
    scan, *_, upload = pipeline["jobs"]["policy-scan"]["steps"][-3:]
    assert '--report-dir "$RUNNER_TEMP/plimsoll"' in scan["run"]
    assert upload["with"]["sarif_file"] == "${{ runner.temp }}/plimsoll/compliance.sarif"
    assert upload["if"].startswith("always()")


def test_dependabot_waits_a_week_everywhere(dependabot: dict[str, Any]) -> None:
    assert [update["package-ecosystem"] for update in dependabot["updates"]] == ["github-actions", "pip", "gomod"]
    for update in dependabot["updates"]:
        assert update["cooldown"]["default-days"] == 7
        assert update["schedule"]["interval"] == "weekly"
        assert update["groups"]
        for directory in update.get("directories", [update.get("directory")]):
            files = "go.mod" if update["package-ecosystem"] == "gomod" else "*"
            assert list(ROOT.glob(f"{directory}/{files}".lstrip("/"))), directory
