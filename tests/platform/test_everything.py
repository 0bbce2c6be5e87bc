"""All manifests together: what one of them names exists in another, whichever component it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import kubernetes_validate
import pytest
import yaml

from tests.platform import custom_kinds
from tests.platform.everything import (
    DIRECTORY,
    containers,
    order,
    ports,
    read_everything,
    selected,
    template,
    title,
    workloads,
)
from tests.platform.test_schemas import MINORS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.platform.manifests import Platform

CUSTOM = {"external-secrets.io/v1", "cert-manager.io/v1"}
"""The API versions that operators bring."""


@pytest.fixture(scope="module")
def everything() -> Platform:
    return read_everything()


def test_every_file_has_its_place_in_the_order() -> None:
    files = {path for path in DIRECTORY.rglob("*.yaml") if "reports" not in path.parts}
    assert set(order()) == files - {DIRECTORY / "kustomization.yaml"}


def test_kustomize_applies_the_same_files() -> None:
    gathered = yaml.safe_load((DIRECTORY / "kustomization.yaml").read_text(encoding="utf-8"))
    assert {DIRECTORY / name for name in gathered["resources"]} == set(order())


@pytest.mark.parametrize("minor", MINORS)
def test_every_object_of_kubernetes_is_valid_strictly(everything: Platform, minor: str) -> None:
    judged = 0
    for name, data in everything.objects:
        if data["apiVersion"] in CUSTOM:
            continue
        judged += 1
        try:
            kubernetes_validate.validate(data, minor, strict=True)
        except kubernetes_validate.ValidationError as error:
            place = ".".join(str(key) for key in error.absolute_path)
            pytest.fail(f"{name}.yaml, {title(data)}, {place}: {error.message}")
    assert judged > 200


def unknown_fields(data: Any, schema: dict[str, Any], path: str = "") -> Iterator[str]:
    """Yield the fields that a schema does not know: the API server drops them, or refuses them when it is strict."""
    if schema.get("x-kubernetes-preserve-unknown-fields"):
        return
    if isinstance(data, dict):
        known = schema.get("properties", {})
        for key, value in data.items():
            inner = known.get(key, schema.get("additionalProperties"))
            if inner is None:
                yield f"{path}.{key}"
            elif isinstance(inner, dict):
                yield from unknown_fields(value, inner, f"{path}.{key}")
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from unknown_fields(value, schema.get("items", {}), f"{path}[{index}]")


def test_every_custom_object_is_valid_by_the_schema_of_its_project(everything: Platform) -> None:
    import jsonschema  # Only here: the API server's own check is in tests/cluster.

    schemas = custom_kinds.schemas()
    judged = 0
    for name, data in everything.objects:
        if data["apiVersion"] not in CUSTOM:
            continue
        schema = schemas[data["apiVersion"], data["kind"]]
        jsonschema.Draft7Validator(schema).validate(data)
        metadata = {"properties": {**schema["properties"], "metadata": {"x-kubernetes-preserve-unknown-fields": True}}}
        assert list(unknown_fields(data, {**schema, **metadata})) == [], name
        judged += 1
    assert judged > 15


def test_no_two_objects_have_the_same_identity(everything: Platform) -> None:
    identities = [
        (data["apiVersion"], data["kind"], data["metadata"].get("namespace"), data["metadata"]["name"])
        for _, data in everything.objects
    ]
    assert len(identities) == len(set(identities))


def test_a_namespace_comes_before_what_lies_in_it(everything: Platform) -> None:
    created = set()
    for name, data in everything.objects:
        if data["kind"] == "Namespace":
            created.add(data["metadata"]["name"])
        elif "namespace" in data["metadata"]:
            assert data["metadata"]["namespace"] in created, (name, title(data))


def test_each_service_selects_a_workload_and_its_ports(everything: Platform) -> None:
    for service in everything.of("Service"):
        found = selected(everything, service["metadata"]["namespace"], service["spec"]["selector"])
        assert found, title(service)
        for workload in found:
            for port in service["spec"]["ports"]:
                assert port["targetPort"] in ports(workload), (title(service), title(workload))


def test_each_stateful_set_has_a_headless_service_that_selects_its_pods(everything: Platform) -> None:
    for workload in everything.of("StatefulSet"):
        namespace = workload["metadata"]["namespace"]
        service = everything.named("Service", namespace, workload["spec"]["serviceName"])
        assert service["spec"]["clusterIP"] == "None"
        assert workload in selected(everything, namespace, service["spec"]["selector"])


def test_each_workload_selects_its_own_pods_and_no_others(everything: Platform) -> None:
    for kind in ("Deployment", "StatefulSet"):
        for workload in everything.of(kind):
            labels = workload["spec"]["selector"]["matchLabels"]
            assert selected(everything, workload["metadata"]["namespace"], labels) == [workload]


def test_each_workload_has_a_service_account_of_its_own_and_a_priority(everything: Platform) -> None:
    priorities = {data["metadata"]["name"] for data in everything.of("PriorityClass")}
    used = []
    for workload in workloads(everything):
        namespace, spec = workload["metadata"]["namespace"], template(workload)["spec"]
        account = everything.named("ServiceAccount", namespace, spec["serviceAccountName"])
        assert account["automountServiceAccountToken"] is False
        assert spec["priorityClassName"] in priorities, title(workload)
        used.append((namespace, spec["serviceAccountName"]))
    assert len(used) == len(set(used))


def test_tokens_are_mounted_where_somebody_talks_to_the_api(everything: Platform) -> None:
    mounting = {
        title(workload)
        for workload in workloads(everything)
        if template(workload)["spec"]["automountServiceAccountToken"]
    }
    assert mounting == {
        "Deployment ingress-nginx/ingress-nginx-controller",
        "StatefulSet platform-monitoring/prometheus",
    }


def references(workload: dict[str, Any]) -> Iterator[tuple[str, str, str | None]]:
    """Yield the ConfigMaps and Secrets that a workload's pods need: kind, name and key."""
    for item in containers(workload):
        for variable in item.get("env", []):
            source = variable.get("valueFrom", {})
            for field, kind in (("secretKeyRef", "Secret"), ("configMapKeyRef", "ConfigMap")):
                if field in source:
                    yield kind, source[field]["name"], source[field]["key"]
        for source in item.get("envFrom", []):
            for field, kind in (("secretRef", "Secret"), ("configMapRef", "ConfigMap")):
                if field in source:
                    yield kind, source[field]["name"], None
    yield from mounted(template(workload)["spec"].get("volumes", []))


def mounted(volumes: list[dict[str, Any]]) -> Iterator[tuple[str, str, str | None]]:
    """Yield the ConfigMaps and Secrets that volumes are made of, in the same form."""
    for volume in volumes:
        for source in [volume, *volume.get("projected", {}).get("sources", [])]:
            for field, kind in (("secret", "Secret"), ("configMap", "ConfigMap")):
                if field in source:
                    name = source[field].get("secretName") or source[field]["name"]
                    yield from ((kind, name, entry["key"]) for entry in source[field].get("items", [{"key": None}]))


def keys(everything: Platform, namespace: str, kind: str, name: str) -> set[str]:
    """Return the keys of a ConfigMap, or of the Secret that an ExternalSecret makes."""
    if kind == "ConfigMap":
        return set(everything.named("ConfigMap", namespace, name)["data"])
    (maker,) = [data for data in everything.of("ExternalSecret", namespace) if data["spec"]["target"]["name"] == name]
    made = maker["spec"]["target"].get("template", {}).get("data")
    return set(made) if made else {entry["secretKey"] for entry in maker["spec"]["data"]}


def test_each_secret_and_config_map_that_a_pod_needs_is_made_with_its_key(everything: Platform) -> None:
    needed = 0
    for workload in workloads(everything):
        for kind, name, key in references(workload):
            made = keys(everything, workload["metadata"]["namespace"], kind, name)
            assert key is None or key in made, (title(workload), kind, name, key)
            needed += 1
    assert needed > 60


def test_each_secret_that_is_made_is_needed(everything: Platform) -> None:
    needed = {
        (workload["metadata"]["namespace"], name)
        for workload in workloads(everything)
        for kind, name, _ in references(workload)
        if kind == "Secret"
    }
    made = {(data["metadata"]["namespace"], data["spec"]["target"]["name"]) for data in everything.of("ExternalSecret")}
    assert made == needed


def test_each_external_secret_names_a_store_of_its_namespace_and_fetches_what_its_template_uses(
    everything: Platform,
) -> None:
    for data in everything.of("ExternalSecret"):
        spec = data["spec"]
        store = everything.named(
            spec["secretStoreRef"]["kind"], data["metadata"]["namespace"], spec["secretStoreRef"]["name"]
        )
        (provider,) = store["spec"]["provider"].values()
        (method,) = provider["auth"].values()
        account = method["serviceAccountRef"]["name"]
        assert everything.named("ServiceAccount", data["metadata"]["namespace"], account)
        fetched = {entry["secretKey"] for entry in spec["data"]}
        text = "".join(spec["target"].get("template", {}).get("data", {}).values())
        assert all(key in text for key in fetched) or not text, title(data)


def test_each_binding_gives_a_role_that_exists_to_an_account_that_exists(everything: Platform) -> None:
    for kind in ("RoleBinding", "ClusterRoleBinding"):
        for data in everything.of(kind):
            role, namespace = data["roleRef"], data["metadata"].get("namespace")
            where = namespace if role["kind"] == "Role" else None
            assert [found for found in everything.of(role["kind"], where) if found["metadata"]["name"] == role["name"]]
            for subject in data["subjects"]:
                if subject["kind"] == "ServiceAccount" and subject["namespace"] != "external-secrets":
                    assert everything.named("ServiceAccount", subject["namespace"], subject["name"])


def test_no_role_has_a_wildcard_or_hands_out_secrets_or_rights(everything: Platform) -> None:
    readers = set()
    for kind in ("Role", "ClusterRole"):
        for data in everything.of(kind):
            for rule in data["rules"]:
                assert "*" not in {*rule["apiGroups"], *rule["resources"], *rule["verbs"]}, title(data)
                assert not {"escalate", "bind", "impersonate", "delete", "deletecollection"} & set(rule["verbs"])
                assert not {"pods/exec", "nodes/proxy", "roles", "rolebindings"} & set(rule["resources"])
                if "secrets" in rule["resources"]:
                    readers.add(data["metadata"]["name"])
    assert readers == {"ingress-nginx-certificates"}


def test_each_claim_names_a_storage_class(everything: Platform) -> None:
    classes = {data["metadata"]["name"] for data in everything.of("StorageClass")}
    named = [
        claim["spec"]["storageClassName"]
        for workload in everything.of("StatefulSet")
        for claim in workload["spec"].get("volumeClaimTemplates", [])
    ]
    assert named
    assert set(named) <= classes


def test_each_disruption_budget_guards_a_workload_of_several_replicas(everything: Platform) -> None:
    scaled = {
        (data["metadata"]["namespace"], data["spec"]["scaleTargetRef"]["name"]): data["spec"]["minReplicas"]
        for data in everything.of("HorizontalPodAutoscaler")
    }
    for budget in everything.of("PodDisruptionBudget"):
        namespace = budget["metadata"]["namespace"]
        (workload,) = selected(everything, namespace, budget["spec"]["selector"]["matchLabels"])
        replicas = workload["spec"].get("replicas") or scaled[namespace, workload["metadata"]["name"]]
        assert replicas > 1, title(budget)


def test_every_mount_and_probe_names_something_declared(everything: Platform) -> None:
    for workload in workloads(everything):
        spec = template(workload)["spec"]
        volumes = {volume["name"] for volume in spec.get("volumes", [])}
        volumes |= {claim["metadata"]["name"] for claim in workload["spec"].get("volumeClaimTemplates", [])}
        used = {mount["name"] for item in containers(workload) for mount in item.get("volumeMounts", [])}
        assert used == volumes, title(workload)
        for item in containers(workload):
            named = {port["name"] for port in item.get("ports", [])}
            for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
                for method in ("httpGet", "tcpSocket"):
                    assert item.get(probe, {}).get(method, {}).get("port", "") in named | {""}, title(workload)
