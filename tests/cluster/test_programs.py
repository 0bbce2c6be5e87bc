"""The versions that tests look for are those that are built."""

from __future__ import annotations

import re
from pathlib import Path

from tests.cluster.programs import VERSIONS

ROOT = Path(__file__).parents[2]
MODULE = (ROOT / "tools" / "cluster" / "go.mod").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_module_has_the_versions_that_tests_look_for() -> None:
    assert re.search(r"^\tgo\.etcd\.io/etcd/server/v3 v(\S+)", MODULE, re.MULTILINE)[1] == VERSIONS["etcd"]  # type: ignore[index]
    assert re.search(r"^\tk8s\.io/kubernetes v(\S+)", MODULE, re.MULTILINE)[1] == VERSIONS["kubectl"]  # type: ignore[index]
    assert VERSIONS["kubectl"] == VERSIONS["kube-apiserver"]


def test_every_staging_module_has_the_version_of_kubernetes() -> None:
    replaced = dict(re.findall(r"^\t(k8s\.io/\S+) => (k8s\.io/\S+ v\S+)$", MODULE, re.MULTILINE))
    assert len(replaced) > 30
    staged = VERSIONS["kubectl"].replace("1.", "0.", 1)
    assert {name: f"{name} v{staged}" for name in replaced} == replaced


def test_make_builds_the_versions_that_tests_look_for() -> None:
    assert f"\nKUBERNETES := {VERSIONS['kubectl']}\n" in MAKEFILE
    assert f"bin/etcd-{VERSIONS['etcd']}\n" in MAKEFILE
