"""The command: what it reads, where results go, and what its exit code says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from scanner.cli.main import main

if TYPE_CHECKING:
    from click.testing import Result

CLEAN = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
data: {color: blue}
"""
PRIVILEGED = """\
apiVersion: v1
kind: Pod
metadata: {name: cart, namespace: shop}
spec:
  containers:
    - name: cart
      image: registry.example.com/cart:1.0.0
      securityContext:
        privileged: true
"""
POLICY = """\
package main

deny contains msg if {
	input.kind == "ConfigMap"
	input.data.color == "red"
	msg := "The 'color' is red."
}
"""


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make an empty repository with one policy the current directory."""
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "color.rego").write_text(POLICY, encoding="utf-8")
    (tmp_path / "plimsoll.yaml").write_text("policies: {directories: [policies]}\n", encoding="utf-8")
    return tmp_path


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=stdin)


def scan(*arguments: str, stdin: bytes | None = None) -> tuple[int, dict[str, Any]]:
    result = run("scan", "--format", "json", *arguments, stdin=stdin)
    return result.exit_code, json.loads(result.stdout)


def test_0_when_everything_was_judged_and_nothing_found(directory: Path) -> None:
    (directory / "a.yaml").write_text(CLEAN, encoding="utf-8")
    code, report = scan()
    assert code == 0
    assert report["findings"] == report["notEvaluated"] == []
    assert report["coverage"]["judged"] == 1


def test_1_when_there_are_violations(directory: Path) -> None:
    (directory / "a.yaml").write_text(PRIVILEGED, encoding="utf-8")
    code, report = scan("--select", "privileged")
    assert code == 1
    (finding,) = report["findings"]
    assert (finding["file"], finding["span"]["line"], finding["span"]["column"]) == ("a.yaml", 9, 21)


@pytest.mark.parametrize(("threshold", "code"), [("critical", 0), ("high", 0), ("medium", 1), ("low", 1), ("never", 0)])
def test_fail_on_is_a_threshold(directory: Path, threshold: str, code: int) -> None:
    (directory / "a.yaml").write_text(PRIVILEGED, encoding="utf-8")
    assert scan("--select", "seccomp-not-set", "--fail-on", threshold)[0] == code


def test_a_policy_finding_has_a_place(directory: Path) -> None:
    (directory / "a.yaml").write_text(CLEAN.replace("blue", "red"), encoding="utf-8")
    code, report = scan()
    assert code == 1
    (finding,) = report["findings"]
    assert (finding["ruleId"], finding["located"], finding["span"]["line"]) == ("main", "nearest", 4)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "xml"], "Unknown format 'xml'"),
        (["--format", "json", "--format", "sarif"], "Only one --format can go to standard output"),
        (["--select", "privilegd"], "unknown rule 'privilegd'; did you mean 'privileged'?"),
        (["--ignore", "nonsense-"], "unknown rule 'nonsense-'"),
        (["--policies", "absent"], "no such directory of policies"),
        (["--config", "absent.yaml"], "absent.yaml:1:1: cannot be read"),
        (["--fail-on", "sometimes"], "'sometimes' is not one of"),
    ],
)
def test_2_when_the_usage_is_wrong(directory: Path, arguments: list[str], message: str) -> None:
    del directory
    result = run("scan", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_2_when_the_configuration_is_wrong(directory: Path) -> None:
    (directory / "plimsoll.yaml").write_text("fail-onn: low\n", encoding="utf-8")
    result = run("scan")
    assert result.exit_code == 2
    assert "plimsoll.yaml:1:1: unknown key 'fail-onn'; did you mean 'fail-on'?" in result.stderr


def test_2_when_a_suppression_names_no_rule(directory: Path) -> None:
    text = "policies: {directories: [policies]}\nsuppressions:\n  - {rule: privilegd, reason: because}\n"
    (directory / "plimsoll.yaml").write_text(text, encoding="utf-8")
    result = run("scan")
    assert result.exit_code == 2
    assert "plimsoll.yaml:3:1: unknown rule 'privilegd'; did you mean 'privileged'?" in result.stderr


def test_2_when_parameters_are_wrong(directory: Path) -> None:
    (directory / "a.yaml").write_text(CLEAN, encoding="utf-8")
    schema = "# METADATA\n# title: Color\n# custom:\n#   id: color\n#   parameters:\n#     type: object\n"
    schema += "#     properties: {allowed: {type: array}}\n#     required: [allowed]\n"
    (directory / "policies" / "color.rego").write_text(schema + POLICY, encoding="utf-8")
    text = "policies:\n  directories: [policies]\n  parameters:\n    color:\n      allowed: blue\n"
    (directory / "plimsoll.yaml").write_text(text, encoding="utf-8")
    result = run("scan")
    assert result.exit_code == 2, result.stdout
    assert "plimsoll.yaml:5:7: policies.parameters.color.allowed: " in result.stderr


def test_a_strict_rule_is_carried_out_only_where_asked(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from scanner.cli import run as run_module
    from scanner.model import Match, Profile, Severity, WholeDocument
    from scanner.rules.check import rule

    @rule(id="nit", title="Nit", severity=Severity.LOW, judges=WholeDocument, remediation="", profile=Profile.STRICT)
    def nit(subject: WholeDocument) -> Any:
        """Say something small."""
        yield Match((), f"{subject.label} is a nit.")

    monkeypatch.setattr(run_module, "CHECKS", (nit,))
    (directory / "a.yaml").write_text(CLEAN, encoding="utf-8")
    assert scan()[0] == 0
    assert scan("--profile", "strict")[0] == scan("--select", "nit")[0] == 1
    (directory / "plimsoll.yaml").write_text("profile: strict\n", encoding="utf-8")
    assert scan()[0] == 1


def test_rules_are_selected_by_control_and_by_framework(directory: Path) -> None:
    (directory / "a.yaml").write_text(PRIVILEGED, encoding="utf-8")

    def rules(name: str) -> set[str]:
        return {rule["id"] for rule in scan("--select", name)[1]["rules"]}

    assert "privileged" in rules("pss/baseline")
    assert rules("pss/baseline") < rules("pss/restricted") == rules("pss")
    assert (
        "unknown rule 'pss/restrict'; did you mean 'pss/restricted'?" in run("scan", "--select", "pss/restrict").stderr
    )


def test_versions_are_options_and_configuration(directory: Path) -> None:
    text = "apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: {name: cart}\nspec: {maxUnavailable: 1}\n"
    (directory / "a.yaml").write_text(text, encoding="utf-8")
    assert scan("--select", "removed-api")[0] == 1
    assert scan("--select", "removed-api", "--kubernetes-version", "1.24")[0] == 0
    (directory / "plimsoll.yaml").write_text('kubernetes-version: "1.24"\n', encoding="utf-8")
    assert scan("--select", "removed-api")[0] == 0
    assert run("scan", "--pod-security-version", "2").exit_code == 2
    (directory / "plimsoll.yaml").write_text("pod-security-version: newest\n", encoding="utf-8")
    assert "plimsoll.yaml:1:23: 'pod-security-version' must be a version such as v1.36" in run("scan").stderr


def test_the_version_of_pod_security_decides(directory: Path) -> None:
    (directory / "a.yaml").write_text(PRIVILEGED, encoding="utf-8")
    assert scan("--select", "seccomp-not-set", "--pod-security-version", "v1.18")[0] == 0
    assert scan("--select", "seccomp-not-set", "--pod-security-version", "v1.19")[0] == 1


def test_3_when_a_document_cannot_be_read(directory: Path) -> None:
    (directory / "a.yaml").write_text(
        f"{CLEAN}---\napiVersion: v1\nkind: [\n---\n{CLEAN.replace('settings', 'more')}", encoding="utf-8"
    )
    code, report = scan("--select", "privileged")
    assert code == 3
    assert (report["coverage"]["documents"], report["coverage"]["judged"]) == (3, 2)
    (unread,) = report["unread"]
    assert (unread["file"], unread["reason"]) == ("a.yaml", "syntax")


def test_3_when_a_target_is_missing(directory: Path) -> None:
    del directory
    code, report = scan("absent.yaml")
    assert code == 3
    assert [item["reason"] for item in report["unread"]] == ["missing"]


def test_3_when_nothing_was_judged(directory: Path) -> None:
    del directory
    code, report = scan()
    assert code == 3
    assert report["incomplete"]
    assert "Nothing was judged" in run("scan").stdout


def test_3_when_a_policy_cannot_be_evaluated(directory: Path) -> None:
    (directory / "a.yaml").write_text(CLEAN, encoding="utf-8")
    (directory / "policies" / "broken.rego").write_text("package broken\n\ndeny contains 1 if {\n", encoding="utf-8")
    code, report = scan()
    assert code == 3
    (failure,) = report["notEvaluated"]
    assert failure["ruleId"] == "broken"
    assert failure["reason"].startswith("policies/broken.rego:4:1: ")


def test_3_when_a_rule_crashes(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from scanner.cli import run as run_module
    from scanner.model import Severity, WholeDocument
    from scanner.rules.check import rule

    @rule(id="crash", title="Crash", severity=Severity.LOW, judges=WholeDocument, remediation="")
    def crash(subject: WholeDocument) -> Any:
        """Crashes."""
        raise ZeroDivisionError(subject.label)

    monkeypatch.setattr(run_module, "CHECKS", (crash,))
    (directory / "a.yaml").write_text(CLEAN, encoding="utf-8")
    result = run("scan", "--format", "concise", "--debug")
    assert result.exit_code == 3
    assert "not-evaluated[crash]" in result.stdout
    assert "ZeroDivisionError: ConfigMap shop/settings" in result.stderr


def test_3_when_the_scan_itself_crashes(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from scanner.cli import scan as scan_command

    def crash(*_: object) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(scan_command, "evaluate", crash)
    del directory
    result = run("scan")
    assert result.exit_code == 3
    assert result.stdout == ""
    assert "ZeroDivisionError: this is a defect of Plimsoll; nothing is known." in result.stderr


def test_1_beats_3_and_the_incompleteness_is_shown(directory: Path) -> None:
    (directory / "a.yaml").write_text(f"{PRIVILEGED}---\nkind: [\napiVersion: v1\n", encoding="utf-8")
    code, report = scan("--select", "privileged")
    assert code == 1
    assert report["incomplete"]


def test_a_part_of_the_targets_is_not_the_complete_scope(directory: Path) -> None:
    for name in ("deploy", "more"):
        (directory / name).mkdir()
        (directory / name / "a.yaml").write_text(PRIVILEGED, encoding="utf-8")
    text = "targets: [deploy, more]\nscope: complete\npolicies: {directories: [policies]}\n"
    (directory / "plimsoll.yaml").write_text(text, encoding="utf-8")
    for whole in ((), (".",), ("more", "deploy")):
        code, report = scan("--select", "pod-has-networkpolicy", *whole)
        assert (code, len(report["findings"]), len(report["undecided"])) == (1, 2, 0)
    code, report = scan("--select", "pod-has-networkpolicy", "deploy")
    assert (code, len(report["findings"]), len(report["undecided"])) == (0, 0, 1)


def test_standard_input(directory: Path) -> None:
    del directory
    code, report = scan("-", "--select", "privileged", stdin=PRIVILEGED.encode())
    assert code == 1
    assert report["findings"][0]["file"] == "<stdin>"


def test_a_suppression_is_visible(directory: Path) -> None:
    (directory / "a.yaml").write_text(PRIVILEGED, encoding="utf-8")
    text = "suppressions:\n  - {rule: privileged, subject: Pod shop/cart, reason: It mounts disks., until: %s}\n"
    (directory / "plimsoll.yaml").write_text(text % "2999-01-01", encoding="utf-8")
    code, report = scan("--select", "privileged")
    assert code == 0
    assert [(item["status"], item["justification"]) for item in report["findings"]] == [
        ("suppressed", "It mounts disks. (until 2999-01-01)")
    ]
    (directory / "plimsoll.yaml").write_text(text % "2001-01-01", encoding="utf-8")
    assert scan("--select", "privileged")[0] == 1
    (directory / "plimsoll.yaml").write_text((text % "2999-01-01").replace("cart", "car"), encoding="utf-8")
    assert scan("--select", "privileged")[0] == 1


def test_the_reports_lie_in_the_report_directory_and_are_the_same_twice(directory: Path) -> None:
    (directory / "a.yaml").write_text(PRIVILEGED, encoding="utf-8")
    first = run("scan", "--report-dir", "out")
    assert first.exit_code == 1
    assert "privileged" in first.stdout
    written = {path.name: path.read_bytes() for path in (directory / "out").iterdir()}
    assert set(written) == {"compliance.sarif", "compliance.json", "compliance.md"}
    assert run("scan", "--report-dir", "out").stdout == first.stdout
    assert {path.name: path.read_bytes() for path in (directory / "out").iterdir()} == written


def test_a_report_that_cannot_be_written_is_an_error(directory: Path) -> None:
    (directory / "a.yaml").write_text(CLEAN, encoding="utf-8")
    (directory / "out").write_text("a file", encoding="utf-8")
    result = run("scan", "--report-dir", "out")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


def test_color_is_decided_by_flag_and_environment(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (directory / "a.yaml").write_text(PRIVILEGED, encoding="utf-8")
    assert "\x1b[" not in run("scan").stdout
    assert "\x1b[" in run("scan", "--color", "always").stdout
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in run("scan").stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in run("scan").stdout


def test_explain_shows_the_page_of_a_rule_and_of_a_policy(directory: Path) -> None:
    del directory
    assert "## Why it matters" in run("explain", "privileged").stdout
    assert run("explain", "main").exit_code == 0
    refused = run("explain", "privilegd")
    assert refused.exit_code == 2
    assert "did you mean 'privileged'?" in refused.stderr


def test_rules_are_listed_in_three_forms(directory: Path) -> None:
    del directory
    listed = json.loads(run("rules", "--format", "json").stdout)
    ids = [rule["id"] for rule in listed]
    assert ids == sorted(ids)
    assert {"privileged", "main"} <= set(ids)
    for form in ("table", "markdown"):
        lines = run("rules", "--format", form).stdout.splitlines()
        assert len([line for line in lines if line.startswith(("privileged ", "| `privileged`"))]) == 1


def test_test_runs_the_tests_of_policies(directory: Path) -> None:
    test = """package main

test_red if count(deny) == 1 with input as {"kind": "ConfigMap", "data": {"color": "red"}}
"""
    (directory / "policies" / "color_test.rego").write_text(test, encoding="utf-8")
    result = run("test", "policies")
    assert result.exit_code == 0, result.stdout
    assert "1 of 1 tests passed" in result.stdout
    (directory / "policies" / "color_test.rego").write_text(test.replace("== 1", "== 2"), encoding="utf-8")
    result = run("test", "policies")
    assert result.exit_code == 1
    assert "color_test.rego:3: FAIL" in result.stdout


def test_reports_in_a_cluster_are_of_every_rule(directory: Path) -> None:
    del directory
    refused = run("audit", "--apply-reports", "openreports", "--select", "privileged")
    assert refused.exit_code == 2
    assert "--apply-reports needs every rule" in refused.stderr


def test_an_unknown_command_is_a_usage_error() -> None:
    assert run("skan").exit_code == 2
    assert Path.cwd().is_dir()
