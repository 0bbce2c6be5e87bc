"""The Pod Security Standards against upstream's own test data: each file, at its level and version, by control."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from scanner.kubernetes import Inventory
from scanner.kubernetes.pod_security import CONTROLS, Level, Version, evaluate
from tests.kubernetes.manifests import document

DATA = Path(__file__).parents[4] / "shared" / "conformance" / "pod-security"
FILES = sorted(DATA.glob("*/*/*/*.yaml"))

ALSO_VIOLATED = {
    "allowprivilegeescalation3": {"capabilities_restricted"},
    "privileged0": {"allowPrivilegeEscalation"},
    "privileged1": {"allowPrivilegeEscalation"},
    "windowshostprocess0": {"hostNamespaces"},
    "windowshostprocess1": {"hostNamespaces"},
}
"""What files violate beside the control they are named after, at the levels and versions that have it."""

pytestmark = pytest.mark.skipif(not FILES, reason="the shared conformance data are not here")


def violated(level: str, version: str, file: Path) -> set[str]:
    """Return the ids of the controls that the manifest violates."""
    world = Inventory.of([document(yaml.safe_load(file.read_text(encoding="utf-8")))])
    (pod,) = world.objects[0].pods
    judged_by = Version.parse(version)
    assert judged_by is not None
    return {violation.control.id for violation in evaluate(pod, Level(level), judged_by)}


def named_control(stem: str, level: str, version: str) -> set[str]:
    """Return the control that a file is named after, or the one that stands in its place at that level."""
    name = stem.rstrip("0123456789")
    (named,) = [control for control in CONTROLS if control.id.lower() == name]
    judged_by = Version.parse(version)
    assert judged_by is not None
    for control in CONTROLS:
        if level == "restricted" and control.replaces == named.id and control.revision(judged_by) is not None:
            return {control.id}
    return {named.id}


@pytest.mark.parametrize("file", FILES, ids=lambda file: "/".join((*file.parts[-4:-1], file.stem)))
def test_the_verdict_is_that_of_upstream(file: Path) -> None:
    level, version, verdict = file.parts[-4:-1]
    found = violated(level, version, file)
    if verdict == "pass":
        assert found == set()
    else:
        named = named_control(file.stem, level, version)
        assert named <= found
        assert found - named <= ALSO_VIOLATED.get(file.stem, set())


def test_the_data_cover_every_control() -> None:
    assert {file.stem.rstrip("0123456789") for file in FILES if file.parent.name == "fail"} == {
        control.id.lower() for control in CONTROLS
    }
