"""Every canonical manifest, in the order that the head of namespaces.yaml gives, and who of them goes with whom."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from tests.platform.manifests import ROOT, Platform

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DIRECTORY = ROOT / "kubernetes"
WORKLOADS = ("Deployment", "StatefulSet", "Job", "CronJob")


def order() -> list[Path]:
    """Return the files in the order in which an operator is told to apply them; directories as their files by name."""
    head = (DIRECTORY / "namespaces.yaml").read_text(encoding="utf-8").partition("\n---\n")[0]
    found = []
    for name in re.findall(r"^#   kubectl apply -f kubernetes/(\S+)$", head, re.MULTILINE):
        path = DIRECTORY / name
        found += sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    return found


def read_everything() -> Platform:
    """Read all of those files; an object's file is its path below kubernetes/, without its ending."""
    return Platform(
        tuple(
            (path.relative_to(DIRECTORY).with_suffix("").as_posix(), data)
            for path in order()
            for data in yaml.safe_load_all(path.read_text(encoding="utf-8"))
        )
    )


def workloads(platform: Platform, namespace: str | None = None) -> Iterator[dict[str, Any]]:
    """Yield what makes pods."""
    for kind in WORKLOADS:
        yield from platform.of(kind, namespace)


def template(workload: dict[str, Any]) -> dict[str, Any]:
    """Return the template of a workload's pods."""
    spec = workload["spec"]["jobTemplate"]["spec"] if workload["kind"] == "CronJob" else workload["spec"]
    found: dict[str, Any] = spec["template"]
    return found


def containers(workload: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the init containers and the containers."""
    spec = template(workload)["spec"]
    return [*spec.get("initContainers", []), *spec["containers"]]


def ports(workload: dict[str, Any]) -> dict[str, int]:
    """Return the numbers of the ports that a workload's containers declare, by name."""
    return {port["name"]: port["containerPort"] for item in containers(workload) for port in item.get("ports", [])}


def selected(platform: Platform, namespace: str, labels: dict[str, str]) -> list[dict[str, Any]]:
    """Return the workloads of a namespace whose pods have the labels."""
    return [
        workload
        for workload in workloads(platform, namespace)
        if labels.items() <= template(workload)["metadata"]["labels"].items()
    ]


def title(data: dict[str, Any]) -> str:
    """Name an object in a message."""
    return f"{data['kind']} {data['metadata'].get('namespace', '')}/{data['metadata']['name']}"
