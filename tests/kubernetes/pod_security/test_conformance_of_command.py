"""The real command against upstream's test data: one scan for the files of each level, version and verdict."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.kubernetes.pod_security import CONTROLS
from tests.command import scan
from tests.kubernetes.pod_security.test_conformance import ALSO_VIOLATED, named_control
from tests.kubernetes.pod_security.test_rules import RULES

DATA = Path(__file__).parents[4] / "shared" / "conformance" / "pod-security"
DIRECTORIES = sorted(path for path in DATA.glob("*/*/*") if path.is_dir())

pytestmark = pytest.mark.skipif(not DIRECTORIES, reason="the shared conformance data are not here")


REPLACED = {control.id: control.replaces for control in CONTROLS if control.replaces}
BESIDE = {"hostPathVolumes": {"docker-sock", "sensitive-host-path"}}
"""Rules that report a part of a control with more to say."""


def rules_for(control: str) -> set[str]:
    """Return the rules that report violations of a control, or of the one in whose place it stands."""
    return RULES[control] | BESIDE.get(control, set()) | RULES.get(REPLACED.get(control, ""), set())


def reported(directory: Path, level: str, version: str) -> dict[str, set[str]]:
    """Return the ids of the rules that report each file, by the file's name without its ending."""
    selected = ("--select", f"pss/{level}", "--pod-security-version", version)
    ended = scan(directory, *selected, str(directory))
    report = ended.report
    assert not report["unread"]
    assert not report["notEvaluated"]
    assert report["coverage"]["judged"] == len(list(directory.glob("*.yaml")))
    found: dict[str, set[str]] = {path.stem: set() for path in directory.glob("*.yaml")}
    for finding in report["findings"]:
        found[Path(finding["file"]).stem].add(finding["ruleId"])
    assert ended.code == (1 if report["findings"] else 0)
    return found


@pytest.mark.parametrize("directory", DIRECTORIES, ids=lambda path: "/".join(path.parts[-3:]))
def test_the_command_agrees_by_control(directory: Path) -> None:
    level, version, verdict = directory.parts[-3:]
    found = reported(directory, level, version)
    if verdict == "pass":
        assert found == {stem: set() for stem in found}
        return
    for stem, rules in found.items():
        (named,) = named_control(stem, level, version)
        allowed = {rule for control in {named, *ALSO_VIOLATED.get(stem, ())} for rule in rules_for(control)}
        assert rules & rules_for(named), stem
        assert rules <= allowed, stem


def test_every_file_is_judged_once() -> None:
    assert sum(len(list(directory.glob("*.yaml"))) for directory in DIRECTORIES) == len(list(DATA.glob("*/*/*/*.yaml")))
