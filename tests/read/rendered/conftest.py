"""The real tools, each alone in a directory that can be a PATH."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.absent import absent

HELM_VERSION = "4.3.1"
KUSTOMIZE_VERSION = "5.8.2"
SHOP = Path(__file__).parents[2] / "data" / "rendered" / "shop"


def tool(name: str, version: str, directory: Path) -> str:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "plimsoll"
    built = cache / "bin" / f"{name}-{version}"
    found = str(built) if built.is_file() else shutil.which(name)
    if found is None:
        absent(f"{name} {version} is absent: 'make tools' builds it where Go is found")
    (directory / name).symlink_to(found)
    return str(directory)


@pytest.fixture(scope="session")
def helm(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a PATH on which there is nothing but helm."""
    return tool("helm", HELM_VERSION, tmp_path_factory.mktemp("helm"))


@pytest.fixture(scope="session")
def kustomize(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a PATH on which there is nothing but kustomize."""
    return tool("kustomize", KUSTOMIZE_VERSION, tmp_path_factory.mktemp("kustomize"))


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Return a repository with charts and overlays."""
    return Path(shutil.copytree(SHOP, tmp_path / "shop"))
