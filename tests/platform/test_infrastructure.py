"""The databases, queues and the ingress controller: what their manifests and configuration files promise together."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from tests.platform.everything import containers, read_everything, template, title, workloads
from tests.platform.test_capacity import amount

if TYPE_CHECKING:
    from tests.platform.manifests import Platform

INFRASTRUCTURE = "platform-infrastructure"
REGISTRY = "europe-west4-docker.pkg.dev/coderev-example/platform/"
OWN = (INFRASTRUCTURE, "ingress-nginx")


@pytest.fixture(scope="module")
def everything() -> Platform:
    return read_everything()


def config(everything: Platform, name: str, file: str) -> str:
    return str(everything.named("ConfigMap", INFRASTRUCTURE, name)["data"][file])


def test_every_pod_is_restricted_but_for_what_is_stated(everything: Platform) -> None:
    for namespace in OWN:
        for workload in workloads(everything, namespace):
            security = template(workload)["spec"]["securityContext"]
            assert security["runAsNonRoot"] is True
            assert security["runAsUser"] > 0
            assert security["seccompProfile"] == {"type": "RuntimeDefault"}
            for item in containers(workload):
                own = item["securityContext"]
                assert own["allowPrivilegeEscalation"] is False
                assert own["capabilities"]["drop"] == ["ALL"]
                controller = item["name"] == "controller"
                assert own["capabilities"].get("add", []) == (["NET_BIND_SERVICE"] if controller else [])
                assert own["readOnlyRootFilesystem"] is not controller, title(workload)


def test_the_namespaces_enforce_it(everything: Platform) -> None:
    for namespace in OWN:
        (data,) = [found for found in everything.of("Namespace") if found["metadata"]["name"] == namespace]
        assert data["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"


def replicas(everything: Platform, workload: dict[str, Any]) -> int:
    """Return the most pods of a workload: an autoscaler's ceiling, and one more while a Deployment is rolled out."""
    if workload["kind"] in {"Job", "CronJob"}:
        return 1
    scaled = [
        data["spec"]["maxReplicas"]
        for data in everything.of("HorizontalPodAutoscaler", workload["metadata"]["namespace"])
        if data["spec"]["scaleTargetRef"]["name"] == workload["metadata"]["name"]
    ]
    most = scaled[0] if scaled else workload["spec"]["replicas"]
    return int(most) + int(workload["kind"] == "Deployment")


@pytest.mark.parametrize("namespace", OWN)
@pytest.mark.parametrize("kind", ["requests", "limits"])
@pytest.mark.parametrize("resource", ["cpu", "memory", "ephemeral-storage"])
def test_the_quota_holds_everything_at_once(everything: Platform, namespace: str, kind: str, resource: str) -> None:
    total = Fraction(0)
    for workload in workloads(everything, namespace):
        spec = template(workload)["spec"]
        sums = [amount(item["resources"][kind][resource]) for item in spec["containers"]]
        first = [amount(item["resources"][kind][resource]) for item in spec.get("initContainers", [])]
        total += replicas(everything, workload) * max([sum(sums, Fraction(0)), *first])
    quota = everything.named("ResourceQuota", namespace, "quota")
    assert 0 < total <= amount(quota["spec"]["hard"][f"{kind}.{resource}"])


def test_the_quota_holds_the_volumes(everything: Platform) -> None:
    hard = everything.named("ResourceQuota", INFRASTRUCTURE, "quota")["spec"]["hard"]
    claims = [
        (replicas(everything, workload), claim["spec"]["resources"]["requests"]["storage"])
        for workload in everything.of("StatefulSet", INFRASTRUCTURE)
        for claim in workload["spec"]["volumeClaimTemplates"]
    ]
    claims += [
        (1, volume["ephemeral"]["volumeClaimTemplate"]["spec"]["resources"]["requests"]["storage"])
        for workload in everything.of("CronJob", INFRASTRUCTURE)
        for volume in template(workload)["spec"]["volumes"]
        if "ephemeral" in volume
    ]
    assert sum(number * amount(size) for number, size in claims) <= amount(hard["requests.storage"])
    assert sum(number for number, _ in claims) <= int(hard["persistentvolumeclaims"])


def test_no_container_exceeds_its_limit_range(everything: Platform) -> None:
    for namespace in OWN:
        (rule,) = everything.of("LimitRange", namespace)[0]["spec"]["limits"]
        for workload in workloads(everything, namespace):
            for item in containers(workload):
                for resource, most in rule["max"].items():
                    assert amount(item["resources"]["limits"][resource]) <= amount(most), title(workload)


def test_replicas_refuse_writes(everything: Platform) -> None:
    sets = {data["metadata"]["name"]: data for data in everything.of("StatefulSet", INFRASTRUCTURE)}
    (postgresql, _), (redis, _) = (containers(sets[name])[-2:] for name in ("postgresql-read", "redis-read"))
    assert "config_file=/etc/postgresql/replica.conf" in postgresql["args"]
    assert "primary_conninfo = 'host=postgresql." in config(everything, "postgresql", "replica.conf")
    assert 'touch "$PGDATA/standby.signal"' in containers(sets["postgresql-read"])[0]["command"][-1]
    assert redis["args"] == ["redis-server", "/etc/redis/replica.conf"]
    assert "replica-read-only yes" in config(everything, "redis", "redis.conf")
    (neo4j,) = sets["neo4j-read"]["spec"]["template"]["spec"]["containers"]
    assert {"name": "NEO4J_initial_server_mode__constraint", "value": "SECONDARY"} in neo4j["env"]
    assert {"name": "NEO4J_dbms_routing_enabled", "value": "false"} in neo4j["env"]


def test_members_know_each_other_by_names_that_exist(everything: Platform) -> None:
    texts = {
        "neo4j": config(everything, "neo4j", "neo4j.conf"),
        "kafka": config(everything, "kafka", "KAFKA_CONTROLLER_QUORUM_VOTERS"),
    }
    for name, text in texts.items():
        workload = everything.named("StatefulSet", INFRASTRUCTURE, name)
        hosts = set(re.findall(rf"\b({name}-\d)\.{name}-headless\.{INFRASTRUCTURE}\.svc\.cluster\.local", text))
        assert hosts == {f"{name}-{index}" for index in range(workload["spec"]["replicas"])}
    minio = everything.named("StatefulSet", INFRASTRUCTURE, "minio")
    pool = f"http://minio-{{0...{minio['spec']['replicas'] - 1}}}.minio-headless.{INFRASTRUCTURE}.svc.cluster.local"
    assert any(argument.startswith(pool) for argument in containers(minio)[0]["args"])


def test_every_role_that_may_log_in_is_made_and_has_a_password_from_the_environment(everything: Platform) -> None:
    sql, hba = config(everything, "postgresql", "init.sql"), config(everything, "postgresql", "pg_hba.conf")
    made = set(re.findall(r"^CREATE ROLE (\w+) LOGIN", sql, re.MULTILINE)) | {"postgres"}
    lines = [line.split() for line in hba.splitlines() if line.startswith(("host", "local"))]
    assert {role for line in lines for role in line[2].split(",")} == made
    assert all(line[-1] == "scram-sha-256" for line in lines if line[0] == "host")
    wanted = set(re.findall(r"^\\getenv \w+ (\w+)$", sql, re.MULTILINE))
    primary = containers(everything.named("StatefulSet", INFRASTRUCTURE, "postgresql"))[0]
    assert wanted <= {variable["name"] for variable in primary["env"]}
    assert len(wanted) == sql.count("PASSWORD :'")


def test_no_password_stands_in_an_argument(everything: Platform) -> None:
    for workload in workloads(everything):
        for item in containers(workload):
            secret = {entry["name"] for entry in item.get("env", []) if "secretKeyRef" in entry.get("valueFrom", {})}
            secret |= {
                entry["name"]
                for entry in item.get("env", [])
                if any(f"$({name})" in entry.get("value", "") for name in secret)
            }
            words = " ".join([*item.get("command", []), *item.get("args", [])])
            for name in secret:
                assert not re.search(rf"\$[({{]?{name}\b", words), (title(workload), name)


def test_buckets_accounts_and_policies_belong_together(everything: Platform) -> None:
    data = everything.named("ConfigMap", INFRASTRUCTURE, "minio-setup")["data"]
    script = data["setup.sh"]
    buckets = set(" ".join(re.findall(r"^for bucket in (.+); do$", script, re.MULTILINE)).split())
    policies = {name.removesuffix(".json"): json.loads(text) for name, text in data.items() if name.endswith(".json")}
    assert set(re.findall(r"^account ([\w-]+) ", script, re.MULTILINE)) == set(policies)
    assert f"for policy in {' '.join(policies)}; do" in script
    for policy in policies.values():
        for statement in policy["Statement"]:
            for resource in statement["Resource"]:
                assert resource.removeprefix("arn:aws:s3:::").partition("/")[0] in buckets
    actions = {action for statement in policies["backup-writer"]["Statement"] for action in statement["Action"]}
    assert not actions & {"s3:DeleteObject", "s3:GetObject", "s3:PutBucketPolicy"}
    jobs = everything.of("CronJob", INFRASTRUCTURE)
    used = {name for job in jobs for name in re.findall(r"objects/([a-z-]+)/", json.dumps(job))}
    assert used < buckets


def test_every_database_is_backed_up_every_day_and_never_twice_at_once(everything: Platform) -> None:
    jobs = {data["metadata"]["labels"]["plimsoll.dev/backs-up"]: data["spec"] for data in everything.of("CronJob")}
    assert set(jobs) == {"postgresql", "neo4j", "redis", "minio"}
    for spec in jobs.values():
        assert spec["concurrencyPolicy"] == "Forbid"
        assert spec["schedule"].split()[2:] == ["*", "*", "*"]
        assert spec["startingDeadlineSeconds"] >= 600
        assert spec["jobTemplate"]["spec"]["activeDeadlineSeconds"] <= 6 * 3600


def test_images_are_mirrors_by_version(everything: Platform) -> None:
    for workload in workloads(everything):
        for item in containers(workload):
            assert item["image"].startswith(REGISTRY), title(workload)
            assert re.fullmatch(r"[\w.-]+:(v?\d|RELEASE)[\w.-]+", item["image"].removeprefix(REGISTRY))


def test_the_controller_adds_headers_and_takes_no_snippets(everything: Platform) -> None:
    data = everything.named("ConfigMap", "ingress-nginx", "ingress-nginx-controller")["data"]
    assert data["allow-snippet-annotations"] == "false"
    assert data["hsts"] == "true"
    assert data["ssl-protocols"] == "TLSv1.2 TLSv1.3"
    namespace, _, name = data["add-headers"].partition("/")
    headers = everything.named("ConfigMap", namespace, name)["data"]
    assert {"X-Content-Type-Options", "X-Frame-Options", "Content-Security-Policy", "Referrer-Policy"} <= set(headers)


def test_ingresses_use_the_class_and_an_issuer_that_exist(everything: Platform) -> None:
    classes = {data["metadata"]["name"] for data in everything.of("IngressClass")}
    issuers = {data["metadata"]["name"] for data in everything.of("ClusterIssuer")}
    assert issuers == {"letsencrypt-production", "letsencrypt-staging"}
    for ingress in everything.of("Ingress"):
        assert ingress["spec"]["ingressClassName"] in classes
        assert ingress["metadata"]["annotations"]["cert-manager.io/cluster-issuer"] in issuers
