"""A real API server takes the canonical manifests, strictly: file by file in the documented order, and all at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.cluster.control_plane import control_plane
from tests.platform import custom_kinds
from tests.platform.everything import DIRECTORY, order, read_everything

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cluster.server import Server

NOT_RESTRICTED: dict[str, str] = {}
"""Workloads that the API server may warn of, by name, and why: what no image of theirs can do without."""


def definitions() -> list[Path]:
    return custom_kinds.files()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run a server of this module's own, since everything that is applied here stays; with the operators' kinds."""
    with control_plane(tmp_path_factory.mktemp("platform")) as server:
        for file in definitions():
            server.apply([data for data in yaml.safe_load_all(file.read_text(encoding="utf-8")) if data])
        yield server


def kubectl(server: Server, *words: str) -> str:
    """Run kubectl, which must succeed; returns what it warned of."""
    result = server.kubectl(*words)
    assert result.returncode == 0, result.stderr
    return result.stderr


@pytest.fixture(scope="module")
def warnings(empty: Server) -> dict[str, str]:
    """Apply each file in its order, each only tried first; returns what kubectl warned of, by file."""
    warned = {}
    for file in order():
        name = file.relative_to(DIRECTORY).as_posix()
        if name != "namespaces.yaml":
            kubectl(empty, "apply", "--dry-run=server", "--validate=strict", "-f", str(file))
        else:
            kubectl(empty, "apply", "--dry-run=client", "--validate=strict", "-f", str(file))
        warned[name] = kubectl(empty, "apply", "--validate=strict", "-f", str(file))
    return warned


def test_each_file_is_taken_in_the_documented_order(empty: Server, warnings: dict[str, str]) -> None:
    assert len(warnings) == len(order())
    for _, data in read_everything().objects:
        assert empty.get(empty.address(data)).status == 200, (data["kind"], data["metadata"]["name"])


def test_everything_is_taken_at_once_and_changes_nothing(empty: Server, warnings: dict[str, str]) -> None:
    assert warnings
    result = empty.kubectl("apply", "-k", str(DIRECTORY), "--dry-run=server", "--validate=strict")
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert len(lines) == len(read_everything().objects)
    assert [line for line in lines if " created " in line] == []
    # What `apply` calls configured may differ in nothing but its own bookkeeping; `diff` tells of what is stored.
    difference = empty.kubectl("diff", "-k", str(DIRECTORY))
    assert difference.returncode == 0, difference.stdout + difference.stderr


def test_the_server_warns_of_nothing_that_is_not_accounted_for(warnings: dict[str, str]) -> None:
    said = re.findall(r"^Warning: .*$", "".join(warnings.values()), re.MULTILINE)
    assert [line for line in said if not any(name in line for name in NOT_RESTRICTED)] == []


def test_a_misspelt_field_is_refused(empty: Server, tmp_path: Path, warnings: dict[str, str]) -> None:
    assert warnings
    text = (DIRECTORY / "monitoring" / "loki.yaml").read_text(encoding="utf-8")
    broken = tmp_path / "loki.yaml"
    broken.write_text(text.replace("serviceAccountName:", "serviceAcountName:"), encoding="utf-8")
    result = empty.kubectl("apply", "--dry-run=server", "--validate=strict", "-f", str(broken))
    assert result.returncode != 0
    assert "serviceAcountName" in result.stderr
