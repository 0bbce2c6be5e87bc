"""Who set what, by managedFields."""

from __future__ import annotations

from typing import Any

from scanner.drift.managers import DEPLOYERS, outside, owned, setters

POD: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "web", "labels": {"a": "b"}},
    "spec": {
        "containers": [
            {"name": "side", "image": "s"},
            {"name": "web", "image": "w", "ports": [{"containerPort": 80, "protocol": "TCP"}]},
        ]
    },
}


def entry(manager: str, fields: dict[str, Any], time: str = "2026-01-01T00:00:00Z", **more: str) -> dict[str, Any]:
    return {"manager": manager, "operation": "Update", "time": time, "fieldsV1": fields, **more}


def with_fields(*entries: Any) -> dict[str, Any]:
    return {**POD, "metadata": {**POD["metadata"], "managedFields": list(entries)}}


WEB = 'k:{"name":"web"}'
IMAGE: dict[str, Any] = {"f:spec": {"f:containers": {WEB: {".": {}, "f:image": {}}}}}
STATED = {
    "metadata": {"name": "web"},
    "spec": {"containers": [{"name": "web", "image": "w", "ports": [{"containerPort": 80}]}]},
}


def test_who_set_a_field() -> None:
    live = with_fields(entry("helm", IMAGE), entry("kubectl-edit", IMAGE, "2026-02-02T00:00:00Z"))
    path = ("spec", "containers", 1, "image")
    assert [one.name for one in setters(path, live, owned(live), DEPLOYERS)] == ["kubectl-edit", "helm"]
    assert setters(("spec", "containers", 0, "image"), live, owned(live), DEPLOYERS) == []


def test_unstated_fields_of_others() -> None:
    fields = {"f:metadata": {"f:labels": {".": {}, "f:a": {}}}, **IMAGE}
    live = with_fields(entry("kubectl-label", fields), entry("helm", {"f:spec": {"f:hostNetwork": {}}}))
    (one,) = outside(STATED, live, owned(live), DEPLOYERS)
    assert (one.path, one.near, one.live) == (("metadata", "labels"), ("metadata",), {"a": "b"})
    assert one.manager.title == "kubectl-label at 2026-01-01T00:00:00Z"


def test_the_only_owned_field_is_named() -> None:
    live = with_fields(entry("kubectl-label", {"f:metadata": {"f:labels": {"f:a": {}}}}))
    (one,) = outside(STATED, live, owned(live), DEPLOYERS)
    assert (one.path, one.live) == (("metadata", "labels", "a"), "b")


def test_defaults_of_keys_are_filled_in() -> None:
    ports: dict[str, Any] = {
        WEB: {"f:ports": {'k:{"containerPort":80,"protocol":"TCP"}': {".": {}, "f:containerPort": {}}}}
    }
    live = with_fields(entry("someone", {"f:spec": {"f:containers": ports}}))
    assert list(outside(STATED, live, owned(live), DEPLOYERS)) == []


def test_controllers_deployers_and_status_are_not_outside() -> None:
    fields: dict[str, Any] = {"f:metadata": {"f:labels": {"f:a": {}}}}
    live = with_fields(
        entry("kube-controller-manager", fields),
        entry("argocd-application-controller", fields),
        entry("anybody", fields, subresource="status"),
    )
    assert list(outside(STATED, live, owned(live), DEPLOYERS)) == []


def test_a_subresource_is_no_deployment() -> None:
    live = with_fields(entry("kubectl", {"f:metadata": {"f:labels": {"f:a": {}}}}, subresource="scale"))
    (one,) = outside(STATED, live, owned(live), DEPLOYERS)
    assert one.manager.title == "kubectl through /scale at 2026-01-01T00:00:00Z"


def test_hostile_entries_are_passed_over() -> None:
    fields: dict[str, Any] = {
        "f:none": {},
        "k:{": {},
        "v:": {},
        "i:9": {},
        "f:spec": {"k:[]": {}, "i:x": {}},
        "f:metadata": [],
    }
    live = with_fields("no entry", {"manager": 1}, entry("x", fields))
    assert list(outside(STATED, live, owned(live), DEPLOYERS)) == []
    assert setters(("spec", "containers", 9, "image"), live, owned(live), DEPLOYERS) == []
