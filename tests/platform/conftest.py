"""The canonical files, read once."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.platform.manifests import ROOT, Platform, read_platform, read_workflow


@pytest.fixture(scope="session")
def platform() -> Platform:
    return read_platform()


@pytest.fixture(scope="session")
def pipeline() -> dict[str, Any]:
    return read_workflow(ROOT / ".github" / "workflows" / "ci-cd.yml")


@pytest.fixture(scope="session")
def dependabot() -> dict[str, Any]:
    text = (ROOT / ".github" / "dependabot.yml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data
