"""What a real scan uploads is what GitHub takes: schema, GitHub's own demands, and Microsoft's validator."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from tests.command import CLEAN, PACKAGE, plimsoll, with_policies, write
from tests.report.github_invariants import faults
from tests.report.test_sarif_multitool import TOOL, complaints

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SCHEMA = json.loads((PACKAGE / "tests" / "data" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
CORPORA = PACKAGE.parent / "shared" / "corpora"


def repository(directory: Path) -> tuple[Path, int]:
    del directory
    return PACKAGE, 0


def nothing(directory: Path) -> tuple[Path, int]:
    return directory, 3


def unreadable(directory: Path) -> tuple[Path, int]:
    """Files that cannot be read, a policy that cannot be evaluated, and names that a URI has to encode."""
    with_policies(directory, broken="package broken\n\ndeny contains 1 if {\n")
    write(directory, b_yaml="apiVersion: v1\nkind: [\n", plimsoll_yaml="policies: {directories: [policies]}\n")
    (directory / "ä b:c\n::error::x.yaml").write_bytes(b"apiVersion: v1\nkind: \xff\n")
    (directory / "loop.yaml").symlink_to("loop.yaml")
    (directory / "found 😀.yaml").write_text(f"# 😀\n{CLEAN}", encoding="utf-8")
    return directory, 1


def corpus(name: str) -> Callable[[Path], tuple[Path, int]]:
    def of(directory: Path) -> tuple[Path, int]:
        del directory
        if not (CORPORA / name).is_dir():
            pytest.skip("the corpora of real files are not beside the repository")
        return CORPORA / name, 1

    return of


SCANS = {
    "repository": repository,
    "nothing": nothing,
    "unreadable": unreadable,
    "examples": corpus("examples"),
    "kube-prometheus": corpus("kube-prometheus"),
    "starter-workflows": corpus("starter-workflows"),
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the directory of all reports: the validator is slow to start, and is run once."""
    return tmp_path_factory.mktemp("written")


@pytest.mark.parametrize("name", SCANS)
def test_what_is_uploaded_is_taken(name: str, tmp_path: Path, written: Path) -> None:
    root, code = SCANS[name](tmp_path)
    output = written / f"{name}.sarif"
    done = plimsoll(root, "scan", "--show-suppressed", "--category", "test", "--format", f"sarif={output}")
    assert done.code == code, done.text[-500:]
    text = output.read_text(encoding="utf-8")
    log: dict[str, Any] = json.loads(text)
    jsonschema.Draft7Validator(SCHEMA).validate(log)
    assert faults(log) == []
    assert ("##[" in text, len(text) < 10 * 2**20) == (False, True)
    if name == "unreadable":
        assert len(log["runs"][0]["invocations"][0]["toolExecutionNotifications"]) >= 4


@pytest.mark.skipif(TOOL is None, reason="@microsoft/sarif-multitool is absent: 'make tools' installs it")
def test_the_validator_is_content_with_all_of_them(written: Path) -> None:
    files = sorted(written.glob("*.sarif"))
    assert len(files) >= 3
    assert complaints(*files) == []
