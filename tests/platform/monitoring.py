"""The monitoring's manifests, the configuration files in them, and the queries in those."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from tests.platform.manifests import ROOT, Platform

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAMESPACE = "platform-monitoring"
DIRECTORY = ROOT / "kubernetes" / "monitoring"
METRICS: dict[str, dict[str, Any]] = yaml.safe_load(
    (ROOT / "tests" / "data" / "platform" / "metrics.yaml").read_text(encoding="utf-8")
)
_WORDS = frozenset({"and", "or", "unless", "on", "ignoring", "by", "without", "group_left", "group_right", "bool"})


@dataclass(frozen=True, slots=True)
class Query:
    """A query and where it stands."""

    place: str
    datasource: str
    """The uid of the data source that is asked."""
    text: str


def read_monitoring() -> Platform:
    """Read every file of the monitoring, and the platform's namespaces and ConfigMaps with it."""
    objects = []
    for path in sorted(DIRECTORY.glob("*.yaml")):
        objects += [(path.stem, data) for data in yaml.safe_load_all(path.read_text(encoding="utf-8"))]
    return Platform(tuple(objects))


def config(monitoring: Platform, name: str, file: str) -> Any:
    """Return a configuration file out of a ConfigMap, parsed."""
    return yaml.safe_load(text(monitoring, name, file))


def text(monitoring: Platform, name: str, file: str) -> str:
    """Return a configuration file out of a ConfigMap."""
    return str(monitoring.named("ConfigMap", NAMESPACE, name)["data"][file])


def write_files(monitoring: Platform, name: str, directory: Path) -> list[Path]:
    """Write the files of a ConfigMap into a directory."""
    files = []
    for file, content in monitoring.named("ConfigMap", NAMESPACE, name)["data"].items():
        (directory / file).write_text(content, encoding="utf-8")
        files.append(directory / file)
    return files


def dashboards(monitoring: Platform) -> dict[str, dict[str, Any]]:
    """Return the dashboards by the names of their files."""
    data = monitoring.named("ConfigMap", NAMESPACE, "grafana-dashboards")["data"]
    return {name: json.loads(content) for name, content in data.items()}


def rules(monitoring: Platform) -> list[dict[str, Any]]:
    """Return the recording and alerting rules."""
    data = monitoring.named("ConfigMap", NAMESPACE, "prometheus-rules")["data"]
    groups = [group for content in data.values() for group in yaml.safe_load(content)["groups"]]
    return [rule for group in groups for rule in group["rules"]]


def dashboard_queries(monitoring: Platform) -> Iterator[Query]:
    """Yield the queries of the dashboards' panels and variables."""
    for name, dashboard in dashboards(monitoring).items():
        for panel in dashboard["panels"]:
            for target in panel.get("targets", []):
                source = target["datasource"]["uid"]
                yield Query(f"{name}: {panel['title']}", source, target.get("expr") or target["query"])
        for variable in dashboard["templating"]["list"]:
            yield Query(f"{name}: ${variable['name']}", variable["datasource"]["uid"], variable["query"]["query"])


def rule_queries(monitoring: Platform) -> Iterator[Query]:
    """Yield the expressions of the rules."""
    for rule in rules(monitoring):
        yield Query(rule.get("record") or rule["alert"], "prometheus", rule["expr"])


def promql(query: str) -> str:
    """Return the query as Prometheus gets it: Grafana fills in its variables and takes the helper functions apart."""
    if label_values := re.fullmatch(r"label_values\((.+), \w+\)", query):
        query = label_values[1]
    return query.replace("$__rate_interval", "1m").replace("$namespace", "platform-v2-stable").replace("$", "")


def metric_names(query: str) -> set[str]:
    """Return the names of the series that a PromQL query selects by name."""
    bare = re.sub(r'"(?:\\.|[^"\\])*"', "", promql(query))
    bare = re.sub(r"\{[^}]*\}|\[[^\]]*\]", " ", bare)
    bare = re.sub(r"\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)", " ", bare)
    found = re.findall(r"[a-zA-Z_:][a-zA-Z0-9_:]*(?!\s*\(|[a-zA-Z0-9_:])", bare)
    return {name for name in found if name not in _WORDS}
