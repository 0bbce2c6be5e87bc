"""Makes the data of ``scanner.drift.fields``: how lists are merged, and which fields the API server keeps when empty.

``python -m scripts.kubernetes_fields`` writes it. How lists are merged comes from the OpenAPI documents that
``scripts.kubernetes_schema`` reads too. Which fields are pointers, so that a stated zero or false is kept, is said by
the Go types alone: the sources of ``k8s.io/api`` and others, as Go modules.
"""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scripts.kubernetes_schema import MINORS, _schemas, _short

if TYPE_CHECKING:
    from collections.abc import Iterator

DATE = "2026-11-24"
TARGET = Path(__file__).parents[1] / "scanner" / "drift" / "fields.json"
_RELEASE = "v0.37.2"
_TYPES = {
    f"api@{_RELEASE}": "",
    f"apiextensions-apiserver@{_RELEASE}": "pkg/apis",
    f"apimachinery@{_RELEASE}": "pkg/apis",
    f"kube-aggregator@{_RELEASE}": "pkg/apis",
}
"""Go modules of k8s.io, and the directory in each below which ``<group>/<version>/*types*.go`` lie."""

_STRUCT = re.compile(r"^type (\w+) struct \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r'^\t(?:(\w+)\s+)?(\*|\[\]|map)?([\w.\]\[*]+)\s+`json:"([^"]*)"', re.MULTILINE)


def make() -> str:
    """Return the text of the data file."""
    schemas = {_short(name): schema for name, schema in _schemas(MINORS[0]).items()}
    data = {
        "source": f"OpenAPI documents of Kubernetes {MINORS[0]} (lists); Go types of k8s.io/api {_RELEASE} (kept)",
        "date": DATE,
        "lists": _lists(schemas),
        "kept": _kept(set(schemas)),
    }
    return (
        json.dumps(data, separators=(",", ":"), sort_keys=True).replace('},"', '},\n"').replace('],"', '],\n"') + "\n"
    )


def _lists(schemas: dict[str, Any]) -> dict[str, dict[str, list[str]]]:
    """Return the lists that are merged: by definition and field the keys of an item; none for a set."""
    found: dict[str, dict[str, list[str]]] = {}
    for name, schema in schemas.items():
        for field, stated in schema.get("properties", {}).items():
            keys = _keys(stated)
            if keys is not None:
                found.setdefault(name, {})[field] = keys
    return found


def _keys(stated: dict[str, Any]) -> list[str] | None:
    match stated.get("x-kubernetes-list-type"):
        case "map":
            return list(stated["x-kubernetes-list-map-keys"])
        case "set":
            return []
        case None if stated.get("x-kubernetes-patch-strategy", "").startswith("merge"):
            key = stated.get("x-kubernetes-patch-merge-key")
            return [key] if key else []
    return None


def _kept(names: set[str]) -> dict[str, list[str]]:
    """Return by definition the fields that are pointers in Go, those of embedded types among them."""
    structs = dict(_structs())
    found = {name: sorted(_pointers(name, structs)) for name in sorted(names & structs.keys())}
    return {name: fields for name, fields in found.items() if fields}


def _pointers(name: str, structs: dict[str, str]) -> Iterator[str]:
    package = name.rpartition(".")[0]
    for member, pointer, kind, tag in _FIELD.findall(structs.get(name, "")):
        json_name = tag.partition(",")[0]
        if not member:  # embedded
            inner = kind.rpartition(".")[2]
            yield from _pointers(f"{'core.v1' if kind.startswith('v1.') else package}.{inner}", structs)
        elif pointer == "*":
            yield json_name


def _structs() -> Iterator[tuple[str, str]]:
    for module, below in _TYPES.items():
        for file in sorted((_directory(f"k8s.io/{module}") / below).glob("*/v*/*types*.go")):
            package = ".".join(file.parent.parts[-2:])
            for struct, body in _STRUCT.findall(file.read_text(encoding="utf-8")):
                yield f"{package}.{struct}", body


def _directory(module: str) -> Path:
    """Return where Go's module cache has a module; Go downloads it where it has not."""
    command = ["go", "mod", "download", "-json", module]
    made = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")  # noqa: S603 - of the table above
    found = json.loads(made.stdout or "{}").get("Dir")
    if not found:
        raise ModuleNotFoundError(f"Go cannot download {module}: {made.stdout}{made.stderr}")
    return Path(found)


if __name__ == "__main__":
    TARGET.write_text(make(), encoding="utf-8")
