"""What counts as a difference between a manifest and a live object, case by case."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.drift.compare import ABSENT, differences
from scanner.kubernetes.schema import Schemas

SCHEMAS = Schemas.of(())


def found(stated: dict[str, Any], live: dict[str, Any], schemas: Schemas = SCHEMAS) -> list[tuple[Any, ...]]:
    return [one.path for one in differences(stated, live, schemas)]


def pod(spec: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", **metadata}, "spec": spec}


def of_container(container: dict[str, Any]) -> dict[str, Any]:
    return pod({"containers": [{"name": "web", **container}]})


CONTAINERS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    # name of the case: stated, live: the same
    "unstated": ({}, {"imagePullPolicy": "Always", "resources": {}}),
    "amounts": (
        {"resources": {"limits": {"cpu": "1000m", "memory": "1Gi"}, "requests": {"cpu": 0.5}}},
        {"resources": {"limits": {"cpu": "1", "memory": "1073741824"}, "requests": {"cpu": "500m"}}},
    ),
    "order of ports": (
        {"ports": [{"containerPort": 80}, {"containerPort": 53, "protocol": "UDP"}]},
        {"ports": [{"containerPort": 53, "protocol": "UDP"}, {"containerPort": 80, "protocol": "TCP"}]},
    ),
    "order of variables": (
        {"env": [{"name": "A", "value": "1"}, {"name": "B", "value": ""}]},
        {"env": [{"name": "B"}, {"name": "C", "value": "3"}, {"name": "A", "value": "1"}]},
    ),
    "mounts by path": (
        {"volumeMounts": [{"name": "a", "mountPath": "/a"}]},
        {"volumeMounts": [{"name": "t", "mountPath": "/t"}, {"name": "a", "mountPath": "/a"}]},
    ),
    "what is not kept when false": ({"stdin": False, "tty": False, "command": []}, {}),
    "null": ({"livenessProbe": None, "args": None}, {}),
    "a port by number as text": (
        {"readinessProbe": {"httpGet": {"port": "80"}}},
        {"readinessProbe": {"httpGet": {"port": 80, "scheme": "HTTP"}, "periodSeconds": 10}},
    ),
    "zero for the default": ({"readinessProbe": {"periodSeconds": 0}}, {"readinessProbe": {"periodSeconds": 10}}),
    "an empty text for the default": ({"imagePullPolicy": ""}, {"imagePullPolicy": "IfNotPresent"}),
}


@pytest.mark.parametrize("name", CONTAINERS)
def test_no_difference(name: str) -> None:
    stated, live = CONTAINERS[name]
    assert found(of_container(stated), of_container(live)) == []


DIFFERENT: dict[str, tuple[dict[str, Any], dict[str, Any], tuple[str | int, ...]]] = {
    "a value": ({"image": "a:1"}, {"image": "a:2"}, ("image",)),
    "an amount": (
        {"resources": {"limits": {"cpu": "1"}}},
        {"resources": {"limits": {"cpu": "2"}}},
        ("resources", "limits", "cpu"),
    ),
    "a false that is kept": (
        {"securityContext": {"runAsNonRoot": False}},
        {"securityContext": {}},
        ("securityContext", "runAsNonRoot"),
    ),
    "a false that became true": ({"tty": False}, {"tty": True}, ("tty",)),
    "zero that is kept": (
        {"securityContext": {"runAsUser": 0}},
        {"securityContext": {}},
        ("securityContext", "runAsUser"),
    ),
    "order of arguments": ({"args": ["a", "b"]}, {"args": ["a", "c"]}, ("args", 1)),
    "fewer arguments": ({"args": ["a"]}, {"args": ["a", "b"]}, ("args",)),
    "an empty list that is not": (
        {"securityContext": {"capabilities": {"add": []}}},
        {"securityContext": {"capabilities": {"add": ["SYS_ADMIN"]}}},
        ("securityContext", "capabilities", "add"),
    ),
    "an item that is gone": (
        {"env": [{"name": "A"}, {"name": "B"}]},
        {"env": [{"name": "B"}]},
        ("env", 0),
    ),
    "another protocol": (
        {"ports": [{"containerPort": 53, "protocol": "UDP"}]},
        {"ports": [{"containerPort": 53}]},
        ("ports", 0),
    ),
    "true is no 1": (
        {"securityContext": {"runAsUser": 1}},
        {"securityContext": {"runAsUser": True}},
        ("securityContext", "runAsUser"),
    ),
    "another form": ({"resources": {"limits": {}}}, {"resources": {"limits": ["a"]}}, ("resources", "limits")),
    "a text for a mapping": ({"livenessProbe": {"exec": {}}}, {"livenessProbe": "exec"}, ("livenessProbe",)),
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_difference(name: str) -> None:
    stated, live, path = DIFFERENT[name]
    assert found(of_container(stated), of_container(live)) == [("spec", "containers", 0, *path)]


def test_items_are_found_wherever_they_stand() -> None:
    stated = of_container({"image": "a:1"})
    live = pod({"containers": [{"name": "sidecar"}, {"name": "web", "image": "a:2"}]})
    (one,) = differences(stated, live, SCHEMAS)
    assert one.path == ("spec", "containers", 0, "image")
    assert one.live_path == ("spec", "containers", 1, "image")
    assert (one.stated, one.live) == ("a:1", "a:2")


def test_what_is_absent_is_not_null() -> None:
    (one,) = differences(of_container({"image": "a"}), of_container({}), SCHEMAS)
    assert one.live is ABSENT


def test_tolerations_may_be_added() -> None:
    stated = pod({"tolerations": [{"key": "a", "operator": "Exists"}]})
    added = {
        "key": "node.kubernetes.io/not-ready",
        "operator": "Exists",
        "effect": "NoExecute",
        "tolerationSeconds": 300,
    }
    assert found(stated, pod({"tolerations": [added, {"key": "a", "operator": "Exists"}]})) == []
    assert found(stated, pod({"tolerations": [added]})) == [("spec", "tolerations", 0)]


def test_what_the_server_writes_is_not_compared() -> None:
    stated = pod({}, creationTimestamp="2020-01-01T00:00:00Z", resourceVersion="1", uid="x", namespace="a") | {
        "status": {"phase": "x"}
    }
    assert found(stated, pod({}, namespace="a")) == []


def test_labels_annotations_and_finalizers() -> None:
    stated = pod({}, labels={"a": "", "b": "1"}, annotations={"c": "d"}, finalizers=["example.com/x"])
    live = pod({}, labels={"a": "", "b": "1", "z": "9"}, annotations={"c": "d"}, finalizers=["y", "example.com/x"])
    assert found(stated, live) == []
    del live["metadata"]["labels"]["a"]
    live["metadata"]["finalizers"].pop()
    assert found(stated, live) == [("metadata", "labels", "a"), ("metadata", "finalizers", 0)]


def test_base64_and_time() -> None:
    binary = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "binaryData": {"x": "YWJj\nZGVm"}}
    assert found(binary, binary | {"binaryData": {"x": "YWJjZGVm"}}) == []
    assert found(binary, binary | {"binaryData": {"x": "YWJjZGVn"}}) == [("binaryData", "x")]
    lease = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "metadata": {"name": "a"}}
    stated = lease | {"spec": {"renewTime": "2026-01-01T01:00:00+01:00"}}
    assert found(stated, lease | {"spec": {"renewTime": "2026-01-01T00:00:00.000000Z"}}) == []


def test_the_empty_selector_is_not_no_selector() -> None:
    def policy(peer: dict[str, Any]) -> dict[str, Any]:
        spec = {"podSelector": {}, "ingress": [{"from": [peer]}]}
        return {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "a"}, "spec": spec}

    stated = policy({"namespaceSelector": {}, "podSelector": {}})
    assert found(stated, policy({"podSelector": {}})) == [("spec", "ingress", 0, "from", 0, "namespaceSelector")]


def test_the_rules_of_an_aggregated_role_are_not_those_of_git() -> None:
    role = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": {"name": "a"}}
    rules = {"rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]}
    stated = role | {"aggregationRule": {"clusterRoleSelectors": [{"matchLabels": {"a": "b"}}]}, "rules": []}
    assert found(stated, stated | rules) == []
    assert found(role | {"rules": []}, role | rules) == [("rules",)]


SCHEMA = {
    "type": "object",
    "properties": {
        "spec": {
            "type": "object",
            "properties": {
                "routes": {
                    "type": "array",
                    "x-kubernetes-list-type": "map",
                    "x-kubernetes-list-map-keys": ["name"],
                    "items": {
                        "type": "object",
                        "required": ["name"],
                        "properties": {"name": {"type": "string"}, "weight": {"type": "integer"}},
                    },
                },
                "tags": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}},
                "timeout": {"type": "string", "format": "duration"},
                "port": {"x-kubernetes-int-or-string": True},
            },
        }
    },
}
DEFINITION = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "metadata": {"name": "routes.example.com"},
    "spec": {
        "group": "example.com",
        "names": {"kind": "Route", "plural": "routes"},
        "scope": "Namespaced",
        "versions": [{"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": SCHEMA}}],
    },
}


def route(**spec: Any) -> dict[str, Any]:
    return {"apiVersion": "example.com/v1", "kind": "Route", "metadata": {"name": "a"}, "spec": spec}


def test_custom_kinds_are_compared_by_their_schema() -> None:
    schemas = Schemas.of([DEFINITION])
    stated = route(routes=[{"name": "a", "weight": 1}], tags=["x", "y"], timeout="60s", port="80")
    live = route(routes=[{"name": "b"}, {"name": "a", "weight": 1.0}], tags=["y", "z", "x"], timeout="1m0s", port=80)
    assert found(stated, live, schemas) == []
    live["spec"]["routes"][1]["weight"] = 2
    assert found(stated, live, schemas) == [("spec", "routes", 0, "weight")]


def test_without_a_schema_order_and_emptiness_count() -> None:
    assert found(route(tags=["x", "y"]), route(tags=["y", "x"])) == [("spec", "tags", 0), ("spec", "tags", 1)]
    assert found(route(on=False), route()) == [("spec", "on")]
    assert found(route(on=None), route()) == []
    assert found(route(deep={"a": 1}), route(deep={"a": 1, "b": 2})) == []


def test_the_deepest_that_is_read_is_compared() -> None:
    stated: Any = 1
    live: Any = 2
    for _ in range(200):
        stated, live = [{"a": stated}], [{"a": live}]
    assert len(found(route(x=stated), route(x=live))) == 1


SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
)


@given(spec=st.dictionaries(st.sampled_from(["containers", "volumes", "hostNetwork", "tolerations", "x"]), VALUES))
def test_an_object_equals_itself(spec: dict[str, Any]) -> None:
    assert found(pod(spec), copy.deepcopy(pod(spec))) == []
    assert found(route(**spec), copy.deepcopy(route(**spec))) == []


@given(stated=VALUES, live=VALUES)
def test_nothing_breaks_it(stated: Any, live: Any) -> None:
    for one in (found(pod({"containers": stated}), pod({"containers": live})), found(route(a=stated), route(a=live))):
        assert isinstance(one, list)
