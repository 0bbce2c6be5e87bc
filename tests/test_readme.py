"""What README shows is what happens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from scanner.cli.main import COMMANDS, main
from scanner.kubernetes import Pod
from scanner.model import Match, Severity
from scanner.rego import load_policies
from scanner.rules.check import rule
from tests.kubernetes.manifests import pod

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_excerpt_is_real(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for name in ("NO_COLOR", "FORCE_COLOR", "GITHUB_ACTIONS"):
        monkeypatch.delenv(name, raising=False)
    rules = ["--select", "selector-matches-template", "--select", "run-as-root"]
    shown = CliRunner().invoke(main, ["scan", "tests/data/readme.yaml", "--config", "/dev/null", *rules])
    assert shown.exit_code == 1
    assert f"```text\n{shown.stdout}```" in README


def test_every_command_is_shown() -> None:
    assert set(re.findall(r"plimsoll (\w+)", README)) >= set(COMMANDS)


def test_every_link_leads_somewhere() -> None:
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("target", ["scan", "test"])
def test_both_commands_of_the_readme_exist(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert f"make {target} " in README


def test_the_rule_in_python_is_a_rule() -> None:
    (code,) = re.findall(r"```python\n(.+?)```", README, re.DOTALL)
    names: dict[str, Any] = {"Iterator": Iterator, "Match": Match, "Pod": Pod, "Severity": Severity, "rule": rule}
    exec(code, names)  # noqa: S102 - it is ours
    (match,) = names["host_network"](pod("{hostNetwork: true, containers: [{name: web}]}"))
    assert match.path == ("spec", "hostNetwork")
    assert list(names["host_network"](pod("{containers: [{name: web}]}"))) == []


def test_the_policy_in_rego_does_not_pass_without_its_parameters(tmp_path: Path) -> None:
    (code,) = re.findall(r"```rego\n(.+?)```", README, re.DOTALL)
    (tmp_path / "replica_floor.rego").write_text(code, encoding="utf-8")
    policies = load_policies([tmp_path])
    assert not policies.failures
    assert policies.configured({})[1] == ("replica-floor",)
    assert policies.configured({"replica-floor": {"floor": 3}})[1] == ()
