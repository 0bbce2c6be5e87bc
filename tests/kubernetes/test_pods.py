"""Which pods are found in which objects."""

from __future__ import annotations

from typing import Any

import pytest

from scanner.kubernetes import ContainerRole
from scanner.kubernetes.pods import has_pods_by_shape
from tests.kubernetes.manifests import inventory, pod, single

SPEC = "spec: {containers: [{name: web}]}"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (f"{{apiVersion: v1, kind: Pod, {SPEC}}}", ["spec"]),
        (f"{{apiVersion: v1, kind: PodTemplate, template: {{{SPEC}}}}}", ["template.spec"]),
        (f"{{apiVersion: v1, kind: ReplicationController, spec: {{template: {{{SPEC}}}}}}}", ["spec.template.spec"]),
        (f"{{apiVersion: apps/v1, kind: Deployment, spec: {{template: {{{SPEC}}}}}}}", ["spec.template.spec"]),
        (
            f"{{apiVersion: extensions/v1beta1, kind: DaemonSet, spec: {{template: {{{SPEC}}}}}}}",
            ["spec.template.spec"],
        ),
        (
            f"{{apiVersion: batch/v1, kind: CronJob, spec: {{jobTemplate: {{spec: {{template: {{{SPEC}}}}}}}}}}}",
            ["spec.jobTemplate.spec.template.spec"],
        ),
        ("{apiVersion: apps/v1, kind: Deployment, spec: {}}", []),
        (f"{{apiVersion: v1, kind: ConfigMap, data: {{template: {{{SPEC}}}}}}}", []),
        (
            f"{{apiVersion: serving.knative.dev/v1, kind: Service, spec: {{template: {{{SPEC}}}}}}}",
            ["spec.template.spec"],
        ),
        (
            f"{{apiVersion: e.com/v1, kind: A, spec: [{{template: {{{SPEC}}}}}, {{template: {{{SPEC}}}}}]}}",
            ["spec.0.template.spec", "spec.1.template.spec"],
        ),
        (f"{{apiVersion: example.com/v1, kind: Worker, spec: {{podTemplate: {{{SPEC}}}}}}}", ["spec.podTemplate.spec"]),
        (f"{{apiVersion: example.com/v1, kind: Worker, spec: {{pods: [{{{SPEC}}}]}}}}", ["spec.pods.0.spec"]),
        (
            f"{{apiVersion: template.openshift.io/v1, kind: Template, objects: [{{kind: Pod, {SPEC}}}]}}",
            ["objects.0.spec"],
        ),
        ("{apiVersion: monitoring.coreos.com/v1, kind: Prometheus, spec: {containers: [{name: proxy}]}}", []),
        (f"{{apiVersion: example.com/v1, kind: Worker, spec: {{patch: {{{SPEC}}}}}}}", []),
        (f"{{apiVersion: example.com/v1, kind: Worker, status: {{template: {{{SPEC}}}}}}}", []),
        ("{apiVersion: example.com/v1, kind: Worker, spec: {template: {spec: {containers: 3}}}}", []),
        ("{apiVersion: example.com/v1, kind: Worker, spec: {template: {spec: {containers: [a, b]}}}}", []),
        (f"{{apiVersion: kyverno.io/v1, kind: Policy, spec: {{pattern: {{spec: {{template: {{{SPEC}}}}}}}}}}}", []),
        (
            f"{{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, spec: {{template: {{{SPEC}}}}}}}",
            [],
        ),
        (f"{{apiVersion: apps/v1, kind: ControllerRevision, data: {{spec: {{template: {{{SPEC}}}}}}}}}", []),
    ],
)
def test_pods_are_found_by_kind_and_by_shape(text: str, places: list[str]) -> None:
    found = single(text).pods
    assert [".".join(map(str, one.root.read("spec").path)) for one in found] == places
    assert all([one.name for one in each.containers] == ["web"] for each in found)


def test_containers_come_with_their_roles_the_main_ones_first() -> None:
    found = pod(
        "{ephemeralContainers: [{name: debug}], containers: [{name: web}, {}],"
        " initContainers: [{name: prepare}, {name: proxy, restartPolicy: Always}]}"
    ).containers
    assert [(one.name, one.role, one.ordinal) for one in found] == [
        ("web", ContainerRole.CONTAINER, 0),
        ("", ContainerRole.CONTAINER, 1),
        ("prepare", ContainerRole.INIT, 2),
        ("proxy", ContainerRole.SIDECAR, 3),
        ("debug", ContainerRole.EPHEMERAL, 4),
    ]
    assert [one.label for one in found] == [
        "Pod shop/p, container web",
        "Pod shop/p, container #2",
        "Pod shop/p, init container prepare",
        "Pod shop/p, sidecar proxy",
        "Pod shop/p, ephemeral container debug",
    ]
    assert [one.title for one in found][1:4] == ["Unnamed container", "Init container 'prepare'", "Sidecar 'proxy'"]
    assert found[3].path == ("spec", "initContainers", 1)
    assert found[3].identity == ("", "Pod", "shop", "p")


def test_what_is_no_list_or_no_mapping_is_still_judged() -> None:
    (forgotten_dash,) = pod("{containers: {name: web, image: web}}").containers
    assert (forgotten_dash.name, forgotten_dash.path) == ("web", ("spec", "containers"))
    assert [one.path for one in pod("{containers: [null, web]}").containers] == [
        ("spec", "containers", 0),
        ("spec", "containers", 1),
    ]
    assert pod("{containers: null}").containers == ()


@pytest.mark.parametrize(
    ("spec", "runs_to_completion"),
    [
        ("{}", False),
        ("{restartPolicy: Always}", False),
        ("{restartPolicy: Never}", True),
        ("{restartPolicy: OnFailure}", True),
    ],
)
def test_a_pod_that_is_not_always_restarted_runs_to_completion(spec: str, runs_to_completion: bool) -> None:
    assert pod(spec).runs_to_completion is runs_to_completion


def test_a_job_runs_to_completion_whatever_it_says() -> None:
    (found,) = single(f"{{apiVersion: batch/v1, kind: Job, spec: {{template: {{{SPEC}}}}}}}").pods
    assert found.runs_to_completion


def test_what_a_pod_says_about_itself() -> None:
    found = pod("{os: {name: windows}, hostNetwork: true, serviceAccount: old, volumes: [{name: tmp}]}")
    assert (found.is_windows, found.host_network, found.service_account) == (True, True, "old")
    assert [one.path for one in found.volumes] == [("spec", "volumes", 0)]
    assert pod("{serviceAccount: old, serviceAccountName: new}").service_account == "new"
    assert pod("{os: linux}").service_account == "default"
    assert not pod("{os: linux}").is_windows


def test_an_object_with_several_pods_names_the_one() -> None:
    pods = single(
        f"{{apiVersion: e.com/v1, kind: X, metadata: {{name: x}}, spec: [{{pod: {{{SPEC}}}}}, {{pod: {{{SPEC}}}}}]}}"
    ).pods
    assert [one.label for one in pods] == ["X x, pod spec.0.pod", "X x, pod spec.1.pod"]


def test_a_pod_in_what_lives_in_no_namespace_runs_in_the_default_one() -> None:
    world = inventory(f"""
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {{name: workers.example.com}}
spec: {{group: example.com, scope: Cluster, names: {{kind: Worker, plural: workers}}}}
---
{{apiVersion: example.com/v1, kind: Worker, metadata: {{name: w}}, spec: {{pod: {{{SPEC}}}}}}}
""")
    (found,) = world.objects[1].pods
    assert (found.object.namespace, found.namespace) == ("", "default")


CONTAINERS = {"type": "object", "properties": {"containers": {"type": "array"}}}


@pytest.mark.parametrize(
    ("key", "schema", "may_be"),
    [
        ("podTemplate", {"properties": {"spec": CONTAINERS}}, True),
        ("pod", {"properties": {"spec": CONTAINERS}}, True),
        ("patch", {"properties": {"spec": CONTAINERS}}, False),
        ("template", {"properties": {"spec": {"properties": {"containers": {"type": "object"}}}}}, False),
        ("template", {"properties": {"spec": {"properties": {"containers": []}}}}, False),
        ("template", {"properties": {"spec": {"properties": []}}}, False),
        ("template", {"properties": {"spec": []}}, False),
        ("template", {"properties": []}, False),
        ("template", {}, False),
    ],
)
def test_a_schema_shows_where_pods_may_be(key: str, schema: dict[str, Any], may_be: bool) -> None:
    assert has_pods_by_shape(key, schema) is may_be
