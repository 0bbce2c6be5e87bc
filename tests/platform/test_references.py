"""What the canonical manifests name exists: within the manifests, and already applied when it is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.platform.manifests import Platform

SERVICES = {"auth-service", "analysis-service", "ai-orchestrator"}
TIERS = {"platform-v2-stable", "platform-v1-exp", "platform-v3-quarantine"}


def selected(platform: Platform, namespace: str, selector: dict[str, str]) -> list[dict[str, Any]]:
    """Return the Deployments of the namespace whose pods have the labels."""
    return [
        deployment
        for deployment in platform.of("Deployment", namespace)
        if selector.items() <= deployment["spec"]["template"]["metadata"]["labels"].items()
    ]


def container_ports(deployment: dict[str, Any]) -> dict[str, int]:
    """Return the numbers of the ports that a Deployment's containers declare, by name."""
    containers = deployment["spec"]["template"]["spec"]["containers"]
    return {port["name"]: port["containerPort"] for container in containers for port in container["ports"]}


def test_each_tier_runs_each_service(platform: Platform) -> None:
    found = {(data["metadata"]["namespace"], data["metadata"]["name"]) for data in platform.of("Deployment")}
    assert found == {(tier, service) for tier in TIERS for service in SERVICES}


def test_no_two_objects_have_the_same_identity(platform: Platform) -> None:
    identities = [
        (data["apiVersion"], data["kind"], data["metadata"].get("namespace"), data["metadata"]["name"])
        for _, data in platform.objects
    ]
    assert len(identities) == len(set(identities))


def test_a_namespace_is_created_before_anything_lies_in_it(platform: Platform) -> None:
    created = set()
    for name, data in platform.objects:
        if data["kind"] == "Namespace":
            created.add(data["metadata"]["name"])
        else:
            where = data["metadata"].get("namespace")  # a PriorityClass lies in none
            assert where is None or where in created, (name, data["kind"], data["metadata"]["name"])


def test_each_service_selects_one_workload_and_a_port_of_it(platform: Platform) -> None:
    assert len(platform.of("Service")) == len(TIERS) * len(SERVICES)
    for service in platform.of("Service"):
        (deployment,) = selected(platform, service["metadata"]["namespace"], service["spec"]["selector"])
        for port in service["spec"]["ports"]:
            assert port["targetPort"] in container_ports(deployment)


def test_each_deployment_selects_its_own_pods_and_no_others(platform: Platform) -> None:
    for deployment in platform.of("Deployment"):
        namespace, selector = deployment["metadata"]["namespace"], deployment["spec"]["selector"]["matchLabels"]
        assert selected(platform, namespace, selector) == [deployment]


def test_each_deployment_has_a_service_account_of_its_own(platform: Platform) -> None:
    used = []
    for deployment in platform.of("Deployment"):
        namespace, name = (
            deployment["metadata"]["namespace"],
            deployment["spec"]["template"]["spec"]["serviceAccountName"],
        )
        assert platform.named("ServiceAccount", namespace, name)["automountServiceAccountToken"] is False
        used.append((namespace, name))
    assert len(used) == len(set(used)) == len(platform.of("ServiceAccount"))


def test_each_autoscaler_scales_a_deployment_that_states_no_replicas(platform: Platform) -> None:
    scaled = set()
    for autoscaler in platform.of("HorizontalPodAutoscaler"):
        namespace, target = autoscaler["metadata"]["namespace"], autoscaler["spec"]["scaleTargetRef"]
        deployment = platform.named(target["kind"], namespace, target["name"])
        assert deployment["apiVersion"] == target["apiVersion"]
        assert "replicas" not in deployment["spec"]
        scaled.add((namespace, target["name"]))
    stated = {
        (data["metadata"]["namespace"], data["metadata"]["name"])
        for data in platform.of("Deployment")
        if "replicas" in data["spec"]
    }
    every = {(data["metadata"]["namespace"], data["metadata"]["name"]) for data in platform.of("Deployment")}
    assert scaled | stated == every


def test_each_disruption_budget_guards_one_workload_and_lets_one_pod_go(platform: Platform) -> None:
    assert {data["metadata"]["name"] for data in platform.of("PodDisruptionBudget", "platform-v2-stable")} == SERVICES
    for budget in platform.of("PodDisruptionBudget"):
        namespace, selector = budget["metadata"]["namespace"], budget["spec"]["selector"]["matchLabels"]
        (deployment,) = selected(platform, namespace, selector)
        assert budget["spec"]["maxUnavailable"] == 1
        assert least_replicas(platform, deployment) > 1


def least_replicas(platform: Platform, deployment: dict[str, Any]) -> int:
    """Return what the Deployment states, or the floor of its autoscaler."""
    if "replicas" in deployment["spec"]:
        return int(deployment["spec"]["replicas"])
    name, namespace = deployment["metadata"]["name"], deployment["metadata"]["namespace"]
    return int(platform.named("HorizontalPodAutoscaler", namespace, name)["spec"]["minReplicas"])


def test_each_ingress_leads_to_a_port_of_a_service(platform: Platform) -> None:
    assert len(platform.of("Ingress")) == len(TIERS)
    for ingress in platform.of("Ingress"):
        for rule in ingress["spec"]["rules"]:
            for path in rule["http"]["paths"]:
                backend = path["backend"]["service"]
                service = platform.named("Service", ingress["metadata"]["namespace"], backend["name"])
                assert backend["port"]["name"] in {port["name"] for port in service["spec"]["ports"]}


def test_each_ingress_host_has_a_certificate(platform: Platform) -> None:
    for ingress in platform.of("Ingress"):
        covered = {host for entry in ingress["spec"]["tls"] for host in entry["hosts"]}
        assert covered == {rule["host"] for rule in ingress["spec"]["rules"]}


def test_each_volume_mount_and_probe_names_something_declared(platform: Platform) -> None:
    for deployment in platform.of("Deployment"):
        spec = deployment["spec"]["template"]["spec"]
        volumes, ports = {volume["name"] for volume in spec["volumes"]}, container_ports(deployment)
        for container in spec["containers"]:
            assert {mount["name"] for mount in container["volumeMounts"]} <= volumes
            for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
                assert container[probe]["httpGet"]["port"] in ports
