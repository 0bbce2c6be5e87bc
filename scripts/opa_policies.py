"""Write the policies that OPA serves in the platform, as the ConfigMap kubernetes/infrastructure/opa-policies.yaml.

A service asks about one document, so OPA serves the policies that judge one document alone. Those that look at others
(``data.inventory``, themselves or through a library) are left out: without the others they would answer wrongly.

``python -m scripts.opa_policies`` writes the file; a test holds that it is what this would write.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
POLICIES = ROOT / "policies"
TARGET = ROOT / "kubernetes" / "infrastructure" / "opa-policies.yaml"
HEAD = """\
# The policies that OPA serves, and their parameters: made of policies/ and plimsoll.yaml by `make opa-policies`, and
# never edited. Here are those that judge one document alone; what looks at other documents too is not served, because
# a service that asks about one document has no others to show.
#
# A file's name is its path below policies/, with dots, since a key of a ConfigMap has no slashes.
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: opa-policies
  namespace: platform-infrastructure
  labels:
    app.kubernetes.io/name: opa
    app.kubernetes.io/part-of: code-review-platform
    app.kubernetes.io/managed-by: kubectl
    plimsoll.dev/tier: infrastructure
    plimsoll.dev/owner: data-team
data:
"""
_IMPORT = re.compile(r"^import data\.(policies\.[\w.]+)$", re.MULTILINE)
_PACKAGE = re.compile(r"^package (\S+)$", re.MULTILINE)
_ID = re.compile(r"^#   id: (\S+)$", re.MULTILINE)


def modules() -> dict[str, tuple[Path, str]]:
    """Return every module that is no test, by package: its path and its text."""
    found = {}
    for path in sorted(POLICIES.rglob("*.rego")):
        if path.stem.endswith("_test"):
            continue
        text = path.read_text(encoding="utf-8")
        package = _PACKAGE.search(text)
        if package is None:
            message = f"{path} names no package."
            raise ValueError(message)
        found[package[1]] = (path, text)
    return found


def needed(package: str, every: dict[str, tuple[Path, str]]) -> set[str]:
    """Return a package and all that it imports, and what those import."""
    seen: set[str] = set()
    waiting = {package}
    while waiting:
        name = waiting.pop()
        seen.add(name)
        waiting |= {found for found in _IMPORT.findall(every[name][1]) if found not in seen}
    return seen


def served() -> dict[str, tuple[Path, str]]:
    """Return the modules of the policies that judge one document alone, with their libraries, by package."""
    every = modules()
    chosen: set[str] = set()
    for package, (_, text) in every.items():
        closure = needed(package, every)
        alone = not any("data.inventory" in every[name][1] for name in closure)
        if alone and not package.startswith("policies.lib.") and _ID.search(text):
            chosen |= closure
    return {package: every[package] for package in sorted(chosen)}


def parameters(texts: list[str]) -> dict[str, Any]:
    """Return the sections of plimsoll.yaml that belong to the modules."""
    configured = yaml.safe_load((ROOT / "plimsoll.yaml").read_text(encoding="utf-8"))["policies"]["parameters"]
    ids = {found for text in texts for found in _ID.findall(text)}
    return {section: value for section, value in configured.items() if section in ids}


def config_map() -> str:
    """Return the text of the manifest."""
    chosen = served()
    data = {".".join(path.relative_to(POLICIES).parts[:-1]) + ".rego": text for path, text in chosen.values()}
    facts = {"plimsoll": {"config": parameters([text for _, text in chosen.values()])}}
    data["data.json"] = json.dumps(facts, indent=2, sort_keys=True) + "\n"
    return HEAD + "".join(f"  {name}: |\n{_indented(text)}" for name, text in sorted(data.items()))


def _indented(text: str) -> str:
    return "".join(f"    {line}" if line.strip() else line for line in text.splitlines(keepends=True))


if __name__ == "__main__":
    TARGET.write_text(config_map(), encoding="utf-8")
