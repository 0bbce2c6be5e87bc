"""The monitoring's configurations are real: what reads them accepts them, and the alerts fire when they should."""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.platform.manifests import ROOT
from tests.platform.monitoring import dashboard_queries, promql, read_monitoring, write_files
from tests.platform.programs import VERSIONS, program

if TYPE_CHECKING:
    from pathlib import Path

    from tests.platform.manifests import Platform

UNITS = ROOT / "tests" / "data" / "platform"


@pytest.fixture(scope="module")
def monitoring() -> Platform:
    return read_monitoring()


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "POD_IP": "192.0.2.1", "POD_NAME": "prometheus-0"}
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=environment, check=False)


def accepted(*command: str | Path, cwd: Path) -> None:
    result = run(*command, cwd=cwd)
    assert result.returncode == 0, result.stdout + result.stderr


def test_prometheus_accepts_its_configuration(monitoring: Platform, tmp_path: Path) -> None:
    (file,) = write_files(monitoring, "prometheus", tmp_path)
    accepted(program("promtool"), "check", "config", "--syntax-only", file, cwd=tmp_path)


def test_prometheus_refuses_a_misspelt_key(monitoring: Platform, tmp_path: Path) -> None:
    (file,) = write_files(monitoring, "prometheus", tmp_path)
    file.write_text(file.read_text(encoding="utf-8").replace("scrape_timeout", "scrape_time_out"), encoding="utf-8")
    assert run(program("promtool"), "check", "config", "--syntax-only", file, cwd=tmp_path).returncode != 0


def test_prometheus_accepts_its_rules(monitoring: Platform, tmp_path: Path) -> None:
    files = write_files(monitoring, "prometheus-rules", tmp_path)
    accepted(program("promtool"), "check", "rules", "--lint=all", "--lint-fatal", *files, cwd=tmp_path)


@pytest.mark.parametrize("units", ["alerts.yaml", "alerts-of-days.yaml"])
def test_the_alerts_fire_when_they_should_and_only_then(monitoring: Platform, tmp_path: Path, units: str) -> None:
    write_files(monitoring, "prometheus-rules", tmp_path)
    (tmp_path / units).write_text((UNITS / units).read_text(encoding="utf-8"), encoding="utf-8")
    accepted(program("promtool"), "test", "rules", units, cwd=tmp_path)


def test_a_changed_budget_fails_the_alerts_tests(monitoring: Platform, tmp_path: Path) -> None:
    for file in write_files(monitoring, "prometheus-rules", tmp_path):
        file.write_text(file.read_text(encoding="utf-8").replace("14.4 * 0.02", "14.4 * 0.06"), encoding="utf-8")
    (tmp_path / "alerts.yaml").write_text((UNITS / "alerts.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    assert run(program("promtool"), "test", "rules", "alerts.yaml", cwd=tmp_path).returncode != 0


def test_the_dashboards_queries_are_promql(monitoring: Platform, tmp_path: Path) -> None:
    asked = [query for query in dashboard_queries(monitoring) if query.datasource == "prometheus"]
    recorded = [{"record": f"query:{number}", "expr": promql(query.text)} for number, query in enumerate(asked)]
    (tmp_path / "queries.yaml").write_text(yaml.safe_dump({"groups": [{"name": "queries", "rules": recorded}]}))
    accepted(program("promtool"), "check", "rules", "queries.yaml", cwd=tmp_path)


def test_alertmanager_accepts_its_configuration(monitoring: Platform, tmp_path: Path) -> None:
    (file,) = write_files(monitoring, "alertmanager", tmp_path)
    accepted(program("amtool"), "check-config", file, cwd=tmp_path)


@pytest.mark.parametrize(
    ("labels", "receiver"),
    [
        (("severity=page", "alertname=ErrorBudgetBurnsFast"), "pager"),
        (("severity=ticket", "alertname=VolumeFills"), "ticket"),
        (("severity=none", "alertname=Watchdog"), "pager"),
    ],
)
def test_an_alert_reaches_who_it_is_for(
    monitoring: Platform, tmp_path: Path, labels: tuple[str, ...], receiver: str
) -> None:
    (file,) = write_files(monitoring, "alertmanager", tmp_path)
    result = run(program("amtool"), "config", "routes", "test", f"--config.file={file}", *labels, cwd=tmp_path)
    assert result.stdout.strip() == receiver


def test_the_collector_accepts_its_configuration(monitoring: Platform, tmp_path: Path) -> None:
    (file,) = write_files(monitoring, "otel-collector", tmp_path)
    accepted(program("otelcol"), "validate", f"--config={file}", cwd=tmp_path)


def test_the_collector_refuses_a_misspelt_key(monitoring: Platform, tmp_path: Path) -> None:
    (file,) = write_files(monitoring, "otel-collector", tmp_path)
    text = file.read_text(encoding="utf-8").replace("sampling_percentage", "sampling_percent")
    file.write_text(text, encoding="utf-8")
    assert run(program("otelcol"), "validate", f"--config={file}", cwd=tmp_path).returncode != 0


def test_the_checkers_are_of_the_versions_that_run(monitoring: Platform) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for name, version in VERSIONS.items():
        assert f"/bin/{name}-{version}\n" in makefile
    images = {
        container["name"]: container["image"].rpartition(":")[2].removeprefix("v")
        for kind in ("Deployment", "StatefulSet")
        for workload in monitoring.of(kind)
        for container in workload["spec"]["template"]["spec"]["containers"]
    }
    assert images["prometheus"] == VERSIONS["promtool"]
    assert images["alertmanager"] == VERSIONS["amtool"]
    assert images["otel-collector"] == VERSIONS["otelcol"]
    prometheus = (ROOT / "tools" / "prometheus" / "go.mod").read_text(encoding="utf-8")
    major, minor, patch = VERSIONS["promtool"].split(".")
    assert re.search(rf"github\.com/prometheus/prometheus v0\.{major}{minor}\.{patch}\b", prometheus)
    assert f"github.com/prometheus/alertmanager v{VERSIONS['amtool']} " in prometheus
    collector = (ROOT / "tools" / "otelcol" / "go.mod").read_text(encoding="utf-8")
    assert f"go.opentelemetry.io/collector/otelcol v{VERSIONS['otelcol']}\n" in collector
