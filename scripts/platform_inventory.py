"""Writes the tables of KUBERNETES_CI_CD_SUMMARY.md from kubernetes/ and .github/workflows/.

``python -m scripts.platform_inventory`` (``make docs``). What stands between the markers is generated; the rest is
written by hand.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "KUBERNETES_CI_CD_SUMMARY.md"
_BEGIN = "<!-- generated: {} -->\n"
_END = "<!-- end -->\n"
_WORKLOADS = ("CronJob", "Deployment", "Job", "StatefulSet")
_CLUSTER_WIDE = "(cluster)"

Object = dict[str, Any]


def objects() -> Iterator[tuple[str, Object]]:
    """Yield each manifest with its file, in the order of kustomization.yaml."""
    directory = ROOT / "kubernetes"
    kustomization = yaml.safe_load((directory / "kustomization.yaml").read_text(encoding="utf-8"))
    for name in kustomization["resources"]:
        for data in yaml.safe_load_all((directory / name).read_text(encoding="utf-8")):
            yield f"kubernetes/{name}", data


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def by_file() -> str:
    """Return what each file holds."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for file, data in objects():
        counted[file][data["kind"]] += 1
    rows = [
        (f"[{file}]({file})", ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items())))
        for file, kinds in counted.items()
    ]
    total = sum(sum(kinds.values()) for kinds in counted.values())
    return table(("file", "objects"), [*rows, ("all", str(total))])


def workloads() -> str:
    """Return each workload with its replicas, its images and what it requests and may use."""
    every = [data for _, data in objects()]
    bounds = {
        (data["metadata"]["namespace"], data["spec"]["scaleTargetRef"]["name"]): data["spec"]
        for data in every
        if data["kind"] == "HorizontalPodAutoscaler"
    }
    rows = []
    for data in every:
        if data["kind"] in _WORKLOADS:
            namespace, name = data["metadata"]["namespace"], data["metadata"]["name"]
            containers = _pod(data)["containers"]
            rows.append(
                (
                    namespace,
                    f"{data['kind']} `{name}`",
                    _replicas(data, bounds.get((namespace, name))),
                    ", ".join(f"`{container['image'].rpartition('/')[2]}`" for container in containers),
                    _resources(containers, "requests"),
                    _resources(containers, "limits"),
                )
            )
    head = ("namespace", "workload", "replicas", "images", "requests (CPU, memory)", "limits (CPU, memory)")
    return table(head, sorted(rows))


def namespaces() -> str:
    """Return each namespace with its tier, its owner, its Pod Security level and how many objects lie in it."""
    counted = Counter(data["metadata"].get("namespace", _CLUSTER_WIDE) for _, data in objects())
    rows = []
    for _, data in objects():
        if data["kind"] == "Namespace":
            labels, name = data["metadata"]["labels"], data["metadata"]["name"]
            level = labels["pod-security.kubernetes.io/enforce"]
            rows.append((name, labels["plimsoll.dev/tier"], labels["plimsoll.dev/owner"], level, str(counted[name])))
    rows.append((_CLUSTER_WIDE, "", "", "", str(counted[_CLUSTER_WIDE])))
    return table(("namespace", "tier", "owner", "Pod Security", "objects"), rows)


def workflows() -> str:
    """Return each workflow with its triggers and jobs."""
    rows = []
    for path in sorted((ROOT / ".github" / "workflows").glob("*.yml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        triggers = data[True]  # YAML 1.1 reads the key `on` as true.
        named = [triggers] if isinstance(triggers, str) else list(triggers)
        file = path.relative_to(ROOT).as_posix()
        rows.append((f"[{data['name']}]({file})", ", ".join(named), ", ".join(f"`{job}`" for job in data["jobs"])))
    return table(("workflow", "on", "jobs"), rows)


TABLES = {"namespaces": namespaces, "files": by_file, "workloads": workloads, "workflows": workflows}


def render(page: str) -> str:
    """Return the page with its tables made anew; a ValueError where a marker is missing."""
    for name, make in TABLES.items():
        begin = _BEGIN.format(name)
        start = page.index(begin) + len(begin)
        page = page[:start] + make() + page[page.index(_END, start) :]
    return page


def _pod(data: Object) -> Object:
    spec = data["spec"]["jobTemplate"]["spec"] if data["kind"] == "CronJob" else data["spec"]
    pod: Object = spec["template"]["spec"]
    return pod


def _replicas(data: Object, scaled: Object | None) -> str:
    if data["kind"] == "CronJob":
        return f"`{data['spec']['schedule']}`"
    if scaled:
        return f"{scaled['minReplicas']} to {scaled['maxReplicas']}"
    return str(data["spec"].get("replicas", 1))


def _resources(containers: Iterable[Object], kind: str) -> str:
    return "; ".join(
        f"{container['resources'][kind].get('cpu', '')}, {container['resources'][kind]['memory']}"
        for container in containers
    )


def main() -> int:
    """Write the page."""
    PAGE.write_text(render(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
