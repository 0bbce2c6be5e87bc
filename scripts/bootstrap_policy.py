"""Writes ``scanner/kubernetes/bootstrap_policy.json``: the roles and bindings that an API server makes itself.

Usage: ``python scripts/bootstrap_policy.py VERSION < LISTS``, where LISTS is what ``kubectl get
clusterroles,clusterrolebindings,roles,rolebindings -A -o json`` says of a server that nobody has used yet.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "scanner" / "kubernetes" / "bootstrap_policy.json"
LABEL = "kubernetes.io/bootstrapping"
_OF_ROLE = ("aggregationRule", "rules")
_OF_BINDING = ("roleRef", "subjects")


def table(items: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return by ``Kind/namespace/name`` what each object that the server labelled as its own grants."""
    found = {}
    for item in items:
        metadata = item["metadata"]
        if LABEL in metadata.get("labels", {}):
            keys = _OF_BINDING if item["kind"].endswith("Binding") else _OF_ROLE
            kept = {key: item[key] for key in keys if item.get(key)}
            found[f"{item['kind']}/{metadata.get('namespace', '')}/{metadata['name']}"] = kept
    return dict(sorted(found.items()))


def main() -> None:
    """Write the file."""
    objects = table(json.load(sys.stdin)["items"])
    lines = [f"  {json.dumps(key)}: {json.dumps(value, sort_keys=True)}" for key, value in objects.items()]
    head = f'{{\n"kubernetes": {json.dumps(sys.argv[1])},\n"objects": {{\n'
    FILE.write_text(head + ",\n".join(lines) + "\n}\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
