"""The canonical manifests and workflow files, read with a plain YAML reader of their own.

Not with the scanner's: these tests say that the files are right, whoever reads them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
ORDER = ("namespaces", "priorities", "network-policies", "deployments", "hpa-ingress")
"""The order in which the files are applied, as the pipeline has it."""


@dataclass(frozen=True, slots=True)
class Platform:
    """Every object of the canonical manifests, in the order in which they are applied."""

    objects: tuple[tuple[str, dict[str, Any]], ...]
    """File name without its ending, and the object."""

    def of(self, kind: str, namespace: str | None = None) -> list[dict[str, Any]]:
        """Return the objects of a kind, in one namespace or in all."""
        return [
            data
            for _, data in self.objects
            if data["kind"] == kind and namespace in (None, data["metadata"].get("namespace"))
        ]

    def named(self, kind: str, namespace: str, name: str) -> dict[str, Any]:
        """Return one object; a KeyError where there is none."""
        for data in self.of(kind, namespace):
            if data["metadata"]["name"] == name:
                return data
        raise KeyError((kind, namespace, name))

    @property
    def namespaces(self) -> list[str]:
        """The names of the namespaces that the manifests create."""
        return [data["metadata"]["name"] for data in self.of("Namespace")]


def read_platform() -> Platform:
    """Read these files."""
    objects = []
    for name in ORDER:
        text = (ROOT / "kubernetes" / f"{name}.yaml").read_text(encoding="utf-8")
        objects += [(name, data) for data in yaml.safe_load_all(text)]
    return Platform(tuple(objects))


def read_workflow(path: Path) -> dict[str, Any]:
    """Read a workflow: ``on`` is a key there, where YAML 1.1 reads it as true."""
    data: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    data["on"] = data.pop(True)
    return data
