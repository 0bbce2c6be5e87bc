"""The Pod Security rules against the upstream test data of the Pod Security Standards."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from scanner.kubernetes import Inventory
from scanner.model import Match
from scanner.rules.kubernetes import CHECKS
from tests.kubernetes.manifests import document, judgements

DATA = Path(__file__).parents[3] / "shared" / "conformance" / "pod-security"
VERSIONS = ("v1.25", "v1.31", "v1.37")
"""Before 1.25 the standard had other rules for capabilities and Windows pods; the rules follow the newest."""

JUDGED = {
    "allowprivilegeescalation0": "allow-privilege-escalation",
    "allowprivilegeescalation1": "allow-privilege-escalation",
    "allowprivilegeescalation2": "allow-privilege-escalation",
    "allowprivilegeescalation3": "allow-privilege-escalation",
    "capabilities_baseline0": "caps-add-dangerous",
    "capabilities_baseline1": "caps-add-dangerous",
    "capabilities_baseline2": "caps-add-dangerous",
    "capabilities_baseline3": "caps-add-dangerous",
    "capabilities_restricted0": "caps-drop-all",
    "capabilities_restricted1": "caps-drop-all",
    "capabilities_restricted2": "caps-drop-all",
    "hostnamespaces0": "host-ipc",
    "hostnamespaces1": "host-network",
    "hostnamespaces2": "host-pid",
    "hostpathvolumes0": "host-path",
    "hostpathvolumes1": "host-path",
    "privileged0": "privileged",
    "privileged1": "privileged",
    "runasnonroot0": "run-as-root",
    "runasnonroot1": "run-as-root",
    "runasnonroot2": "run-as-root",
    "runasnonroot3": "run-as-root",
    "runasuser0": "run-as-user-zero",
    "runasuser1": "run-as-user-zero",
    "runasuser2": "run-as-user-zero",
    "seccompprofile_restricted0": "seccomp-not-set",
    "seccompprofile_restricted1": "seccomp-unconfined",
    "seccompprofile_restricted2": "seccomp-not-set",
    "seccompprofile_restricted3": "seccomp-not-set",
    "seccompprofile_restricted4": "seccomp-unconfined",
}
"""Which rule must report a manifest that violates the standard. Other controls have no rule yet."""

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the shared conformance data are not here")


def reported(level: str, file: Path) -> set[str]:
    """Return the ids of the rules of a level that report something."""
    levels = {"pss/baseline"} if level == "baseline" else {"pss/baseline", "pss/restricted"}
    world = Inventory.of([document(yaml.safe_load(file.read_text(encoding="utf-8")))])
    return {
        check.rule.id
        for check in CHECKS
        if levels & set(check.rule.frameworks) and any(isinstance(one, Match) for one in judgements(check, world))
    }


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("level", ["baseline", "restricted"])
def test_what_meets_the_standard_is_not_reported(level: str, version: str) -> None:
    files = sorted((DATA / level / version / "pass").glob("*.yaml"))
    assert len(files) > 5
    assert {file.stem: reported(level, file) for file in files} == {file.stem: set() for file in files}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("level", ["baseline", "restricted"])
def test_what_violates_the_standard_is_reported_by_the_rule_for_it(level: str, version: str) -> None:
    files = [file for file in sorted((DATA / level / version / "fail").glob("*.yaml")) if file.stem in JUDGED]
    assert len(files) > 10
    assert {file.stem for file in files if JUDGED[file.stem] not in reported(level, file)} == set()
