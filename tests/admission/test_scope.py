"""Which requests are judged, and by what."""

from __future__ import annotations

from typing import Any

import pytest

from scanner.admission.review import read_review
from scanner.admission.scope import Scope, scope_of
from tests.admission.reviews import PRIVILEGED, body, pod, request

SCALE = {"apiVersion": "autoscaling/v1", "kind": "Scale", "metadata": {"name": "cart"}, "spec": {"replicas": 3}}
EXEC = {"apiVersion": "v1", "kind": "PodExecOptions", "command": ["sh"]}
LEAVING = {"deletionTimestamp": "2026-11-24T00:00:00Z", "finalizers": ["example.com/wait"]}
DEPLOYMENTS = {"group": "apps", "version": "v1", "resource": "deployments"}


def scope(operation: str = "CREATE", **changes: Any) -> Scope:
    return scope_of(read_review(body(request(operation, **changes))))


@pytest.mark.parametrize("operation", ["CREATE", "UPDATE"])
def test_objects_are_judged_by_everything(operation: str) -> None:
    assert scope(operation) == Scope(pod())


@pytest.mark.parametrize("subresource", ["ephemeralcontainers", "resize"])
def test_subresources_that_change_the_spec_of_a_pod_are_judged(subresource: str) -> None:
    assert scope("UPDATE", subResource=subresource) == Scope(pod())


@pytest.mark.parametrize("subresource", ["status", "binding", "eviction", "exec2", "EphemeralContainers"])
def test_other_subresources_of_pods_are_not(subresource: str) -> None:
    assert scope("UPDATE", subResource=subresource) == Scope(None, reason="subresource")


@pytest.mark.parametrize(("subresource", "given"), [("scale", SCALE), ("resize", pod()), ("status", pod())])
def test_subresources_of_other_resources_are_not(subresource: str, given: dict[str, Any]) -> None:
    found = scope("UPDATE", resource=DEPLOYMENTS, subResource=subresource, object=given)
    assert found == Scope(None, reason="subresource")


def test_what_is_deleted_is_judged_only_by_policies_that_need_the_request() -> None:
    assert scope("DELETE") == Scope(pod(), only_request=True)
    assert scope("DELETE", oldObject=None) == Scope(None, only_request=True, reason="no-object")


def test_so_are_the_options_of_a_connection() -> None:
    assert scope("CONNECT", subResource="exec", object=EXEC) == Scope(EXEC, only_request=True)
    assert scope("CONNECT", subResource="exec", object=None).object is None


def test_an_object_that_is_being_deleted_may_lose_its_finalizers() -> None:
    before, after = pod(PRIVILEGED, **LEAVING), pod(PRIVILEGED, **{**LEAVING, "finalizers": []})
    assert scope("UPDATE", oldObject=before, object=after) == Scope(None, reason="being-deleted")


def test_but_it_may_not_change_otherwise() -> None:
    before, after = pod(**LEAVING), pod(PRIVILEGED, **LEAVING)
    assert scope("UPDATE", oldObject=before, object=after) == Scope(after)


def test_only_the_old_object_says_that_it_is_being_deleted() -> None:
    after = pod(PRIVILEGED, **LEAVING)
    assert scope("CREATE", object=after) == Scope(after)
    assert scope("UPDATE", oldObject=pod(PRIVILEGED), object=after) == Scope(after)
