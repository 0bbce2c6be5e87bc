"""The CustomResourceDefinitions of kinds that the platform uses and does not define, as their projects publish them."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import yaml

from tests.absent import absent
from tests.platform.manifests import ROOT


def files() -> list[Path]:
    """Return the files of CustomResourceDefinitions that ``make platform-tools`` keeps; without them, skip the test."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    versions = dict(re.findall(r"^(EXTERNAL_SECRETS|CERT_MANAGER) := (\S+)$", makefile, re.MULTILINE))
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "plimsoll"
    found = [
        cache / f"crds-external-secrets-{versions['EXTERNAL_SECRETS']}.yaml",
        cache / f"crds-cert-manager-{versions['CERT_MANAGER']}.yaml",
    ]
    missing = [str(path) for path in found if not path.is_file()]
    if missing:
        absent(f"{', '.join(missing)} missing; `make platform-tools` makes them")
    return found


def schemas() -> dict[tuple[str, str], dict[str, Any]]:
    """Return the schema of each kind, by apiVersion and kind."""
    found = {}
    for path in files():
        for definition in yaml.safe_load_all(path.read_text(encoding="utf-8")):
            spec = definition["spec"]
            for version in spec["versions"]:
                key = f"{spec['group']}/{version['name']}", spec["names"]["kind"]
                found[key] = version["schema"]["openAPIV3Schema"]
    return found
