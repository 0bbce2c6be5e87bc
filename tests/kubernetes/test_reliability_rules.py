"""What the examples of the rules on reliability cannot show: what is not known, complete scopes, live objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scanner.model import Match
from scanner.rules.kubernetes import CHECKS, reliability
from tests.kubernetes.manifests import inventory, judgements

if TYPE_CHECKING:
    from scanner.rules.check import Check

BY_ID = {check.rule.id: check for check in CHECKS}


def meta(name: str) -> str:
    return f"metadata: {{name: {name}, namespace: shop}}"


def workload(kind: str = "Deployment", spec: str = "", pod: str = "") -> str:
    template = f"template: {{metadata: {{labels: {{app: web}}}}, spec: {{containers: [{{name: web}}], {pod}}}}}"
    return f"{{apiVersion: apps/v1, kind: {kind}, {meta('web')}, spec: {{{template}, {spec}}}}}"


def budget(spec: str, name: str = "web", selector: str = "{matchLabels: {app: web}}") -> str:
    return f"{{apiVersion: policy/v1, kind: PodDisruptionBudget, {meta(name)}, spec: {{selector: {selector}, {spec}}}}}"


def autoscaler(spec: str, target: str = "web") -> str:
    reference = f"scaleTargetRef: {{apiVersion: apps/v1, kind: Deployment, name: {target}}}"
    return f"{{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, {meta('h')}, spec: {{{reference}, {spec}}}}}"


SERVICE = f"{{apiVersion: v1, kind: Service, {meta('other')}, spec: {{clusterIP: None, selector: {{app: other}}}}}}"


def outcome(rule_id: str, *texts: str, scope_complete: bool = False) -> list[str]:
    world = inventory("\n---\n".join(texts), scope_complete=scope_complete)
    return [type(one).__name__ for one in judgements(BY_ID[rule_id], world)]


@pytest.mark.parametrize(
    ("rule_id", "texts", "more"),
    [
        ("pdb-exists", [workload(spec="replicas: 2")], budget("", "other", "{matchLabels: {app: other}}")),
        ("pdb-targets-pod", [budget("maxUnavailable: 1", selector="{matchLabels: {app: x}}")], workload()),
        ("statefulset-service", [workload("StatefulSet", "serviceName: web")], SERVICE),
    ],
)
def test_what_is_missing_is_unknown_until_its_like_is_seen(rule_id: str, texts: list[str], more: str) -> None:
    assert outcome(rule_id, *texts) == ["Unknown"]
    assert outcome(rule_id, *texts, more) == ["Match"]
    assert outcome(rule_id, *texts, scope_complete=True) == ["Match"]


@pytest.mark.parametrize("rule_id", ["pdb-blocks-eviction", "rolling-update"])
def test_replicas_that_are_set_elsewhere_are_not_known(rule_id: str) -> None:
    texts = [workload(spec="strategy: {type: Recreate}"), budget("minAvailable: 1")]
    elsewhere = autoscaler("maxReplicas: 9", target="other")
    assert outcome(rule_id, *texts) == ["Unknown"]
    expected = ["Match"] if rule_id == "pdb-blocks-eviction" else []
    assert outcome(rule_id, *texts, elsewhere) == expected
    assert outcome(rule_id, *texts, scope_complete=True) == expected


@pytest.mark.parametrize(
    ("spec", "replicas", "expected"),
    [
        ("maxUnavailable: 0%", 3, ["Match"]),
        ("maxUnavailable: 1%", 3, []),
        ("minAvailable: 67%", 3, ["Match"]),
        ("minAvailable: 66%", 3, []),
        ("minAvailable: 3", 3, ["Match"]),
        ("minAvailable: 2", 3, []),
        ("minAvailable: 0", 1, []),
        ("minAvailable: 1", 0, []),
        ("minAvailable: 9, maxUnavailable: 1", 3, []),
    ],
)
def test_shares_and_numbers_of_a_budget(spec: str, replicas: int, expected: list[str]) -> None:
    assert outcome("pdb-blocks-eviction", budget(spec), workload(spec=f"replicas: {replicas}")) == expected


def test_a_budget_counts_the_pods_of_all_that_it_selects() -> None:
    pod = (
        f"{{apiVersion: v1, kind: Pod, {meta('once').replace('}', ', labels: {app: web}}')}, spec: {{containers: []}}}}"
    )
    assert outcome("pdb-blocks-eviction", budget("minAvailable: 2"), workload(spec="replicas: 1"), pod) == ["Match"]
    assert outcome("pdb-blocks-eviction", budget("minAvailable: 2"), workload(spec="replicas: 2"), pod) == []
    assert outcome("pdb-blocks-eviction", budget("minAvailable: 2"), workload("DaemonSet")) == ["Unknown"]
    assert outcome("pdb-blocks-eviction", budget("minAvailable: 2")) == []


def test_an_operator_may_create_the_pods_of_a_budget() -> None:
    owner = "{apiVersion: example.com/v1, kind: Queue, metadata: {name: q, namespace: shop, labels: {app: web}}}"
    assert outcome("pdb-targets-pod", budget(""), owner, scope_complete=True) == ["Unknown"]


def test_of_budgets_that_overlap_all_but_the_first_are_reported() -> None:
    budgets = [budget("", name) for name in "cab"]
    assert outcome("pdb-overlap", *budgets, workload()) == ["Match", "Match"]
    assert outcome("pdb-overlap", *budgets) == []
    world = inventory("\n---\n".join([*budgets, workload()]))
    messages = {one.message for one in judgements(BY_ID["pdb-overlap"], world) if isinstance(one, Match)}
    assert messages == {
        f"PodDisruptionBudget '{name}' and PodDisruptionBudget 'a' both select the pods of Deployment 'web'."
        for name in "bc"
    }


def test_replicas_of_a_live_object_are_the_autoscalers_own() -> None:
    texts = [workload(spec="replicas: 5"), autoscaler("maxReplicas: 9")]
    assert outcome("hpa-static-replicas", *texts) == ["Match"]
    assert outcome("hpa-static-replicas", texts[0].replace("{name: web, n", "{uid: 1, name: web, n"), texts[1]) == []


def test_a_metric_needs_requests_of_the_containers_that_it_is_about() -> None:
    resource = "metrics: [{type: Resource, resource: {name: memory, target: {averageUtilization: 80}}}]"
    only = resource.replace(
        "type: Resource, resource: {", "type: ContainerResource, containerResource: {container: x, "
    )
    assert outcome("hpa-metric-without-request", autoscaler("")) == ["Unknown"]
    assert outcome("hpa-metric-without-request", autoscaler(resource), workload()) == ["Match"]
    assert outcome("hpa-metric-without-request", autoscaler(only), workload()) == []
    assert outcome("hpa-metric-without-request", autoscaler(only.replace(": x", ": web")), workload()) == ["Match"]
    whole = workload(pod="resources: {requests: {memory: 1Gi}}")
    assert outcome("hpa-metric-without-request", autoscaler(resource), whole) == []
    sidecar = workload(pod="resources: {}, initContainers: [{name: x, restartPolicy: Always}]").replace(
        "{name: web}],", "{name: web, resources: {requests: {memory: 1Gi}}}],"
    )
    assert outcome("hpa-metric-without-request", autoscaler(resource), sidecar) == []
    first = autoscaler("targetCPUUtilizationPercentage: 50").replace("autoscaling/v2", "autoscaling/v1")
    assert outcome("hpa-metric-without-request", first, workload()) == ["Match"]


def test_a_hook_is_wanted_only_behind_a_service() -> None:
    texts = [workload().replace("{name: web}]", "{name: web, ports: [{containerPort: 80}]}]")]
    assert outcome("pre-stop", *texts) == ["Unknown"]
    assert outcome("pre-stop", *texts, SERVICE) == []
    assert outcome("pre-stop", *texts, scope_complete=True) == []
    assert outcome("pre-stop", *texts, SERVICE.replace("app: other", "app: web")) == ["Match"]
    assert outcome("pre-stop", *texts, SERVICE.replace("selector: {app: other}", "selector: {}")) == []


def test_a_deployment_that_is_rolled_out_must_keep_a_pod() -> None:
    def judged(replicas: int, unavailable: str) -> list[str]:
        strategy = f"strategy: {{rollingUpdate: {{maxUnavailable: {unavailable}}}}}"
        return outcome("rolling-update", workload(spec=f"replicas: {replicas}, {strategy}"))

    assert [judged(2, value) for value in ("2", "3", "100%")] == [["Match"]] * 3
    assert [judged(2, value) for value in ("1", "99%", "0", "x")] == [[]] * 4
    assert [judged(1, value) for value in ("1", "100%")] == [[]] * 2


@pytest.mark.parametrize(
    ("spec", "expected"), [("", 1), ("schedule: ''", 1), ("schedule: 5", 1), ("schedule: '@daily'", 0)]
)
def test_a_cron_job_has_a_schedule(spec: str, expected: int) -> None:
    assert (
        len(outcome("cronjob-schedule", f"{{apiVersion: batch/v1, kind: CronJob, {meta('x')}, spec: {{{spec}}}}}"))
        == expected
    )


@pytest.mark.parametrize("check", [check for check in reliability.CHECKS if check.kinds], ids=lambda one: one.rule.id)
def test_kinds_of_other_groups_are_left_alone(check: Check[Any]) -> None:
    """A custom resource may be called anything; only its pods, found by shape, are ours to judge."""
    spec = (
        "{replicas: 3, maxReplicas: 1, suspend: true, maxUnavailable: 0, minReadySeconds: 900, serviceName: x,"
        " revisionHistoryLimit: 0, strategy: {type: Recreate}, template: {spec: {containers: [{name: web}]}}}"
    )
    objects = [f"{{apiVersion: example.com/v1, kind: {kind}, {meta('x')}, spec: {spec}}}" for kind in check.kinds]
    assert list(judgements(check, inventory("\n---\n".join(objects), scope_complete=True))) == []
