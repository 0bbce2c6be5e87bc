"""The wheel stands on its own: an empty environment, another directory, and policies and engine are found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop}
spec:
  selector: {matchLabels: {app: cart}}
  template:
    metadata: {labels: {app: cart}}
    spec:
      containers: [{name: cart, image: registry.example.com/cart:latest}]
"""

CONFIG = """\
policies:
  parameters:
    approved-registries: {registries: [registry.example.org]}
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(directory), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return next(directory.glob("*.whl"))


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", str(directory)], check=True)
    pip = [str(directory / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, str(wheel)], check=True)
    return directory / "bin"


def test_the_wheel_carries_what_a_scan_needs(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert any(name.startswith("scanner/data/policies/") and name.endswith(".rego") for name in names)
    assert not any(name.startswith(("tests/", "engine/", "kubernetes/")) for name in names)
    if (ROOT / "build" / "plimsoll-engine").exists():
        assert "scanner/bin/plimsoll-engine" in names


def test_it_scans_from_another_directory(environment: Path, tmp_path: Path) -> None:
    (tmp_path / "cart.yaml").write_text(DEPLOYMENT, encoding="utf-8")
    (tmp_path / "plimsoll.yaml").write_text(CONFIG, encoding="utf-8")
    scanned = subprocess.run(
        [str(environment / "plimsoll"), "scan", "--format", "json"],
        cwd=tmp_path,
        env={"PATH": os.defpath, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(scanned.stdout)
    rules = {finding["ruleId"] for finding in report["findings"]}
    assert "image-tag" in rules
    if (ROOT / "build" / "plimsoll-engine").exists():
        assert "approved-registries" in rules
        assert report["notEvaluated"] == []
    else:
        assert "approved-registries" in {item["ruleId"] for item in report["notEvaluated"]}
    assert scanned.returncode == 1
