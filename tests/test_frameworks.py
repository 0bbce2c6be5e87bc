"""The frameworks are data, and rules name controls that exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.errors import PlimsollError
from scanner.frameworks import load_frameworks
from scanner.rego import load_policies
from scanner.rules.catalogue import CHECKS

ROOT = Path(__file__).parents[1]
FRAMEWORKS = load_frameworks(ROOT / "policies" / "frameworks")
CONTROLS = {f"{framework.id}/{control.id}": control for framework in FRAMEWORKS for control in framework.controls}
RULES = [check.rule for check in CHECKS] + [one.rule for one in load_policies([ROOT / "policies"]).policies]


def test_rules_name_controls_that_exist_and_can_be_assessed() -> None:
    described = {framework.id for framework in FRAMEWORKS}
    named = {name for rule in RULES for name in rule.frameworks if name.partition("/")[0] in described}
    assert named - set(CONTROLS) == set()
    assert {name for name in named if CONTROLS[name].not_assessable} == set()


def test_every_control_has_rules_or_a_reason_why_there_are_none() -> None:
    named = {name for rule in RULES for name in rule.frameworks}
    blank = {name for name, control in CONTROLS.items() if not (control.not_assessable or control.not_covered)} - named
    assert blank == set()
    assert {name for name in named & set(CONTROLS) if CONTROLS[name].not_covered} == set()
    assert {name for name, control in CONTROLS.items() if control.not_assessable and control.not_covered} == set()


def test_controls_are_listed_once() -> None:
    assert len(CONTROLS) == sum(len(framework.controls) for framework in FRAMEWORKS)


def test_a_framework_says_where_it_comes_from() -> None:
    for framework in FRAMEWORKS:
        assert framework.source.startswith("https://")
        assert framework.title
        assert framework.version
        assert all(control.title for control in framework.controls)


@pytest.mark.parametrize(
    "text",
    [
        "id: x\n",
        "[",
        "id: x\ntitle: X\nversion: 1\nsource: https://example.com\ncontrols: [{id: 1}]\n",
        "id: x\ntitle: X\nversion: 1\nsource: https://example.com\ncontrols: [{id: 1, title: y, other: z}]\n",
        "id: x\ntitle: X\nversion: 1\nsource: https://example.com\ncontrols: 3\n",
    ],
)
def test_a_wrong_file_is_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PlimsollError, match=r"x\.yaml"):
        load_frameworks(tmp_path)
