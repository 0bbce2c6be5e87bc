"""What the monitoring names exists: metrics, data sources, Services, ports, files, objectives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.platform.manifests import ROOT, read_platform
from tests.platform.monitoring import (
    METRICS,
    NAMESPACE,
    config,
    dashboard_queries,
    dashboards,
    metric_names,
    read_monitoring,
    rule_queries,
    rules,
    text,
)

if TYPE_CHECKING:
    from tests.platform.manifests import Platform

SUFFIX = ".platform-monitoring.svc.cluster.local"


@pytest.fixture(scope="module")
def monitoring() -> Platform:
    return read_monitoring()


def workloads(monitoring: Platform) -> list[dict[str, Any]]:
    return [*monitoring.of("Deployment"), *monitoring.of("StatefulSet")]


def container_of(workload: dict[str, Any]) -> dict[str, Any]:
    (container,) = workload["spec"]["template"]["spec"]["containers"]
    return dict(container)


def behind(monitoring: Platform, service: dict[str, Any]) -> dict[str, Any]:
    """Return the one workload that a Service selects."""
    selector = service["spec"]["selector"]
    (found,) = [
        workload
        for workload in workloads(monitoring)
        if selector.items() <= workload["spec"]["template"]["metadata"]["labels"].items()
    ]
    return found


def test_rules_and_dashboards_use_only_metrics_that_something_exposes(monitoring: Platform) -> None:
    exposed = {"up", "ALERTS", *(name for job in METRICS.values() for name in job["metrics"])}
    recorded = {rule["record"] for rule in rules(monitoring) if "record" in rule}
    asked = [query for query in dashboard_queries(monitoring) if query.datasource == "prometheus"]
    used = set()
    for query in [*rule_queries(monitoring), *asked]:
        names = metric_names(query.text)
        assert names <= exposed | recorded, query
        used |= names
    # What the table lists and nobody asks for would be an unproved claim.
    unused = exposed - used - {"http_server_request_duration_seconds_sum"}
    assert {name for name in unused if not name.startswith("otelcol_receiver_refused_")} == set()


def test_each_metric_belongs_to_a_scrape_job(monitoring: Platform) -> None:
    jobs = {job["job_name"] for job in config(monitoring, "prometheus", "prometheus.yml")["scrape_configs"]}
    assert jobs == METRICS.keys()
    for query in [*dashboard_queries(monitoring), *rule_queries(monitoring)]:
        for job in re.findall(r'job="([^"]+)"', query.text):
            assert job in jobs
            foreign = {name for other in METRICS if other != job for name in METRICS[other]["metrics"]}
            assert not metric_names(query.text) & (foreign - set(METRICS[job]["metrics"])), query


def test_what_is_dropped_at_the_scrape_is_not_asked_for(monitoring: Platform) -> None:
    for job in config(monitoring, "prometheus", "prometheus.yml")["scrape_configs"]:
        for change in job.get("metric_relabel_configs", []):
            if change["source_labels"] == ["__name__"]:
                assert change["action"] == "keep"
                dropped = [
                    name for name in METRICS[job["job_name"]]["metrics"] if not re.fullmatch(change["regex"], name)
                ]
                assert dropped == []


def test_each_panel_asks_a_data_source_that_is_there(monitoring: Platform) -> None:
    sources = {source["uid"]: source for source in config(monitoring, "grafana", "datasources.yaml")["datasources"]}
    assert {query.datasource for query in dashboard_queries(monitoring)} == sources.keys()
    for dashboard in dashboards(monitoring).values():
        for panel in dashboard["panels"]:
            if panel["type"] != "row":
                assert sources[panel["datasource"]["uid"]]["type"] == panel["datasource"]["type"]
                assert panel["targets"]
    inner = [source["jsonData"] for source in sources.values()]
    named = re.findall(r"'datasourceUid': '(\w+)'", str(inner))
    assert set(named) == {"tempo", "loki"}


def test_each_dashboard_has_an_identity_and_each_panel_a_place(monitoring: Platform) -> None:
    for name, dashboard in dashboards(monitoring).items():
        assert name == f"{dashboard['uid']}.json"
        assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])
        taken: set[tuple[int, int]] = set()
        for panel in dashboard["panels"]:
            box = panel["gridPos"]
            assert box["x"] + box["w"] <= 24
            cells = {(x, y) for x in range(box["x"], box["x"] + box["w"]) for y in range(box["y"], box["y"] + box["h"])}
            assert not taken & cells, (name, panel["title"])
            taken |= cells
        variables = {variable["name"] for variable in dashboard["templating"]["list"]} | {"__rate_interval"}
        for panel in dashboard["panels"]:
            for target in panel.get("targets", []):
                asked = target.get("expr", "") + target.get("query", "")
                assert set(re.findall(r"\$(\w+)", asked)) <= variables


def test_each_address_is_a_port_of_a_service(monitoring: Platform) -> None:
    files = [
        text(monitoring, "grafana", "datasources.yaml"),
        text(monitoring, "otel-collector", "collector.yaml"),
        text(monitoring, "prometheus", "prometheus.yml").replace("\n          type: A\n          port: ", ":"),
    ]
    for deployment in read_platform().of("Deployment"):
        environment = {entry["name"]: entry.get("value", "") for entry in container_of(deployment)["env"]}
        files.append(environment["OTEL_EXPORTER_OTLP_ENDPOINT"])
        name, namespace = deployment["metadata"]["name"], deployment["metadata"]["namespace"]
        assert environment["OTEL_RESOURCE_ATTRIBUTES"] == f"service.name={name},service.namespace={namespace}"
    found = {
        (urlsplit(f"//{address}").hostname or "", urlsplit(f"//{address}").port)
        for content in files
        for address in re.findall(rf"[\w-]+{re.escape(SUFFIX)}\]?:\d+", content.replace("]:", ":"))
    }
    assert len(found) >= 6
    for host, port in found:
        service = monitoring.named("Service", NAMESPACE, host.removesuffix(SUFFIX))
        assert port in {entry["port"] for entry in service["spec"]["ports"]}, host


def test_each_service_selects_one_workload_and_a_port_of_it(monitoring: Platform) -> None:
    for service in monitoring.of("Service"):
        ports = {port["name"] for port in container_of(behind(monitoring, service))["ports"]}
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= ports


def test_each_stateful_set_is_named_by_its_headless_service(monitoring: Platform) -> None:
    for workload in monitoring.of("StatefulSet"):
        service = monitoring.named("Service", NAMESPACE, workload["spec"]["serviceName"])
        assert service["spec"]["clusterIP"] == "None"
        assert behind(monitoring, service) == workload


def test_each_workload_is_complete(monitoring: Platform) -> None:
    for workload in workloads(monitoring):
        pod, container = workload["spec"]["template"]["spec"], container_of(workload)
        account = monitoring.named("ServiceAccount", NAMESPACE, pod["serviceAccountName"])
        assert account["automountServiceAccountToken"] is False
        assert pod["automountServiceAccountToken"] == (workload["metadata"]["name"] == "prometheus")
        templates = {claim["metadata"]["name"] for claim in workload["spec"].get("volumeClaimTemplates", [])}
        assert {mount["name"] for mount in container["volumeMounts"]} == templates | {
            volume["name"] for volume in pod["volumes"]
        }
        ports = {port["name"]: port["containerPort"] for port in container["ports"]}
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            (target,) = [container[probe][kind] for kind in ("httpGet", "tcpSocket") if kind in container[probe]]
            assert target["port"] in ports
        annotations = workload["spec"]["template"]["metadata"]["annotations"]
        assert annotations["prometheus.io/scrape"] == "true"
        assert int(annotations["prometheus.io/port"]) in ports.values()
        for volume in pod["volumes"]:
            if "configMap" in volume:
                data = monitoring.named("ConfigMap", NAMESPACE, volume["configMap"]["name"])["data"]
                assert {item["key"] for item in volume["configMap"].get("items", [])} <= data.keys()


def test_each_configuration_file_is_where_the_program_looks(monitoring: Platform) -> None:
    for name, flag in (
        ("prometheus", "--config.file="),
        ("alertmanager", "--config.file="),
        ("loki", "-config.file="),
        ("tempo", "-config.file="),
        ("otel-collector", "--config="),
    ):
        (workload,) = [one for one in workloads(monitoring) if one["metadata"]["name"] == name]
        (argument,) = [one for one in container_of(workload)["args"] if one.startswith(flag)]
        directory, _, file = argument.removeprefix(flag).rpartition("/")
        assert file in monitoring.named("ConfigMap", NAMESPACE, name)["data"]
        (mount,) = [one for one in container_of(workload)["volumeMounts"] if one["mountPath"] == directory]
        volumes = {volume["name"]: volume for volume in workload["spec"]["template"]["spec"]["volumes"]}
        assert volumes[mount["name"]]["configMap"]["name"] == name


def test_programs_listen_where_their_containers_say(monitoring: Platform) -> None:
    listening = {
        "loki": {config(monitoring, "loki", "loki.yaml")["server"][f"{kind}_listen_port"] for kind in ("http", "grpc")},
        "tempo": {
            *(config(monitoring, "tempo", "tempo.yaml")["server"][f"{kind}_listen_port"] for kind in ("http", "grpc")),
            4317,
        },
        "otel-collector": {
            *(
                int(port)
                for port in re.findall(r"POD_IP\}:(\d+)", text(monitoring, "otel-collector", "collector.yaml"))
            ),
            8888,
        },
    }
    for workload in workloads(monitoring):
        name, container = workload["metadata"]["name"], container_of(workload)
        declared = {port["containerPort"] for port in container["ports"]}
        flags = {
            int(port)
            for argument in container.get("args", [])
            for port in re.findall(r"listen-address=:(\d+)", argument)
        }
        assert declared == listening.get(name, flags or {3000}), name


def test_each_runbook_is_a_heading_of_the_guide(monitoring: Platform) -> None:
    guide = (ROOT / "docs" / "kubernetes-deployment.md").read_text(encoding="utf-8")
    headings = {
        re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).strip().replace(" ", "-")
        for line in guide.splitlines()
        if line.startswith("#")
    }
    named = [rule["annotations"]["runbook"] for rule in rules(monitoring) if "runbook" in rule.get("annotations", {})]
    assert named
    for runbook in named:
        file, _, anchor = runbook.partition("#")
        assert file == "docs/kubernetes-deployment.md"
        assert anchor in headings, runbook


def test_each_page_alert_has_a_severity_that_is_routed(monitoring: Platform) -> None:
    severities = {rule["labels"]["severity"] for rule in rules(monitoring) if "alert" in rule}
    assert severities == {"page", "ticket", "none"}


def test_what_is_kept_is_what_was_promised(monitoring: Platform) -> None:
    prometheus = config(monitoring, "prometheus", "prometheus.yml")
    assert prometheus["global"]["scrape_interval"] == "15s"
    loki = config(monitoring, "loki", "loki.yaml")
    assert (loki["limits_config"]["retention_period"], loki["compactor"]["retention_enabled"]) == ("30d", True)
    assert config(monitoring, "tempo", "tempo.yaml")["compactor"]["compaction"]["block_retention"] == "168h"
    collector = config(monitoring, "otel-collector", "collector.yaml")
    assert collector["processors"]["probabilistic_sampler"]["sampling_percentage"] == 10
    assert collector["service"]["pipelines"].keys() == {"metrics", "logs", "traces"}
    for pipeline in collector["service"]["pipelines"].values():
        assert pipeline["processors"][0] == "memory_limiter"
        assert pipeline["processors"][-1] == "batch"
