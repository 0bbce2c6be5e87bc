"""``kubectl apply -k kubernetes/`` brings what the files say: all of them, in their order, unchanged."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.absent import absent
from tests.cluster.programs import program
from tests.platform.everything import DIRECTORY, order, read_everything

FILE = DIRECTORY / "kustomization.yaml"
KUSTOMIZE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "plimsoll" / "bin" / "kustomize-5.8.2"


def identity(data: dict[str, Any]) -> tuple[str, str, str]:
    return data["kind"], data["metadata"].get("namespace", ""), data["metadata"]["name"]


def test_it_gathers_every_file_in_the_documented_order_and_changes_nothing() -> None:
    kustomization = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    assert kustomization.keys() == {"apiVersion", "kind", "resources"}
    assert kustomization["resources"] == [path.relative_to(DIRECTORY).as_posix() for path in order()]
    lying = {path for path in DIRECTORY.rglob("*.yaml") if "reports" not in path.parts and path != FILE}
    assert set(order()) == lying


@pytest.mark.parametrize("command", ["kustomize", "kubectl"])
def test_what_it_builds_is_what_the_files_say(command: str) -> None:
    if command == "kubectl":
        words = [str(program("kubectl")), "kustomize"]
    elif KUSTOMIZE.is_file():
        words = [str(KUSTOMIZE), "build"]
    else:
        absent("kustomize is absent: 'make tools' builds it where Go is found")
    built = subprocess.run([*words, str(DIRECTORY)], capture_output=True, text=True, check=True).stdout
    objects = {identity(data): data for data in yaml.safe_load_all(built)}
    written = {identity(data): data for _, data in read_everything().objects}
    assert objects.keys() == written.keys()
    for key, data in written.items():
        assert objects[key] == data, key
