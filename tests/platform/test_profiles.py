"""The figures that the platform promises: sizes, scaling, probes, scraping, hosts, and the hardening of every pod."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.platform.manifests import Platform

V1, V2, V3 = "platform-v1-exp", "platform-v2-stable", "platform-v3-quarantine"


def pod(deployment: dict[str, Any]) -> dict[str, Any]:
    spec: dict[str, Any] = deployment["spec"]["template"]["spec"]
    return spec


@pytest.mark.parametrize(
    ("service", "cpu", "memory"),
    [
        ("auth-service", ("250m", "1000m"), ("512Mi", "2Gi")),
        ("analysis-service", ("500m", "2000m"), ("1Gi", "4Gi")),
        ("ai-orchestrator", ("1000m", "4000m"), ("2Gi", "8Gi")),
    ],
)
def test_the_size_of_a_production_pod(
    platform: Platform, service: str, cpu: tuple[str, str], memory: tuple[str, str]
) -> None:
    (container,) = pod(platform.named("Deployment", V2, service))["containers"]
    resources = container["resources"]
    assert (resources["requests"]["cpu"], resources["limits"]["cpu"]) == cpu
    assert (resources["requests"]["memory"], resources["limits"]["memory"]) == memory


@pytest.mark.parametrize(
    ("service", "bounds", "cpu", "pods"),
    [("auth-service", (3, 20), 70, None), ("analysis-service", (3, 50), 70, 4), ("ai-orchestrator", (2, 30), 75, 2)],
)
def test_how_production_scales(
    platform: Platform, service: str, bounds: tuple[int, int], cpu: int, pods: int | None
) -> None:
    spec = platform.named("HorizontalPodAutoscaler", V2, service)["spec"]
    assert (spec["minReplicas"], spec["maxReplicas"]) == bounds
    targets = {metric["resource"]["name"]: metric["resource"]["target"] for metric in spec["metrics"]}
    assert targets == {
        "cpu": {"type": "Utilization", "averageUtilization": cpu},
        "memory": {"type": "Utilization", "averageUtilization": 80},
    }
    added = [{"type": "Percent", "value": 100, "periodSeconds": 15}]
    if pods:
        added.append({"type": "Pods", "value": pods, "periodSeconds": 15})
    up, down = spec["behavior"]["scaleUp"], spec["behavior"]["scaleDown"]
    assert (up["stabilizationWindowSeconds"], up["policies"]) == (0, added)
    assert down["stabilizationWindowSeconds"] == 300
    assert down["policies"] == [{"type": "Percent", "value": 50, "periodSeconds": 60}]


def test_experiments_and_the_archive_state_their_own_scale(platform: Platform) -> None:
    assert {data["spec"]["replicas"] for data in platform.of("Deployment", V1)} <= {1, 2}
    assert {data["spec"]["replicas"] for data in platform.of("Deployment", V3)} == {1}


def test_the_archive_is_told_that_it_is_read_only(platform: Platform) -> None:
    for deployment in platform.of("Deployment"):
        (container,) = pod(deployment)["containers"]
        told = {"name": "READ_ONLY", "value": "true"} in container["env"]
        assert told == (deployment["metadata"]["namespace"] == V3)


def test_the_orchestrator_runs_on_compute_nodes(platform: Platform) -> None:
    for deployment in platform.of("Deployment"):
        wanted = {"workload-type": "compute"} if deployment["metadata"]["name"] == "ai-orchestrator" else None
        assert pod(deployment).get("nodeSelector") == wanted


def test_probes_and_shutdown(platform: Platform) -> None:
    for deployment in platform.of("Deployment"):
        spec = pod(deployment)
        (container,) = spec["containers"]
        assert container["livenessProbe"]["periodSeconds"] == 30
        assert container["readinessProbe"]["periodSeconds"] == 10
        assert container["livenessProbe"]["httpGet"] != container["readinessProbe"]["httpGet"]
        assert container["startupProbe"]["failureThreshold"] * container["startupProbe"]["periodSeconds"] >= 60
        assert container["lifecycle"]["preStop"]["sleep"]["seconds"] < spec["terminationGracePeriodSeconds"]


def test_metrics_are_scraped_every_fifteen_seconds(platform: Platform) -> None:
    for deployment in platform.of("Deployment"):
        annotations = deployment["spec"]["template"]["metadata"]["annotations"]
        assert annotations["prometheus.io/scrape"] == "true"
        assert annotations["prometheus.io/port"] == "8000"
        assert annotations["plimsoll.dev/scrape-interval"] == "15s"


def test_hosts_paths_and_limits(platform: Platform) -> None:
    found = {}
    for ingress in platform.of("Ingress"):
        (rule,) = ingress["spec"]["rules"]
        found[rule["host"]] = [path["path"] for path in rule["http"]["paths"]]
        annotations = ingress["metadata"]["annotations"]
        assert annotations["cert-manager.io/cluster-issuer"] == "letsencrypt-production"
        assert annotations["nginx.ingress.kubernetes.io/limit-rps"] == "100"
        assert annotations["nginx.ingress.kubernetes.io/ssl-redirect"] == "true"
        assert ingress["spec"]["ingressClassName"] == "nginx"
    assert found == {
        "api.coderev.example.com": ["/api/auth", "/api/analyze", "/api/orchestrate"],
        "v1.coderev.example.com": ["/"],
        "v3.coderev.example.com": ["/"],
    }


def test_every_pod_is_hardened(platform: Platform) -> None:
    for deployment in platform.of("Deployment"):
        spec = pod(deployment)
        assert spec["automountServiceAccountToken"] is False
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert spec["securityContext"]["runAsUser"] == 1000
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        for container in spec["containers"]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            secret = [entry["valueFrom"]["secretKeyRef"]["name"] for entry in container["env"] if "valueFrom" in entry]
            assert secret == ["database-credentials"] * 2


def test_every_object_says_whose_it_is(platform: Platform) -> None:
    for _, data in platform.objects:
        labels = data["metadata"]["labels"]
        assert labels["app.kubernetes.io/part-of"] == "code-review-platform"
        assert labels["plimsoll.dev/owner"]
        if data["kind"] == "PriorityClass":
            continue  # of the whole cluster: its tier is that of whom it serves first
        namespace = data["metadata"].get("namespace", data["metadata"]["name"])
        assert labels["plimsoll.dev/tier"] == namespace.removeprefix("platform-").removesuffix("-nginx")


def test_pod_security_levels(platform: Platform) -> None:
    levels = {
        data["metadata"]["name"]: data["metadata"]["labels"]["pod-security.kubernetes.io/enforce"]
        for data in platform.of("Namespace")
    }
    assert levels == {
        V2: "restricted",
        V1: "baseline",
        V3: "restricted",
        "platform-infrastructure": "restricted",
        "platform-monitoring": "restricted",
        "ingress-nginx": "restricted",
    }


def test_the_service_level_objective_is_written_down(platform: Platform) -> None:
    (production,) = [data for data in platform.of("Namespace") if data["metadata"]["name"] == V2]
    assert production["metadata"]["annotations"]["plimsoll.dev/slo-latency-p95"] == "3s"
    assert production["metadata"]["annotations"]["plimsoll.dev/slo-error-rate"] == "2%"
