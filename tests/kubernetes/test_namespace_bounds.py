"""What a namespace gives containers: the defaults of its LimitRanges, as the API server computes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.kubernetes.namespace_bounds import Side, default_for, has_default, in_force
from scanner.model import Match
from scanner.rules.kubernetes import CHECKS
from tests.kubernetes.manifests import inventory, judgements

if TYPE_CHECKING:
    from scanner.kubernetes import Container

BY_ID = {check.rule.id: check for check in CHECKS}
POD = """
apiVersion: v1
kind: Pod
metadata: {name: p, namespace: shop}
spec: {containers: [{name: web, resources: %s}]%s}
---
"""
LIMITS = """
apiVersion: v1
kind: LimitRange
metadata: {name: %s, namespace: shop}
spec: {limits: [%s]}
---
"""
QUOTA = "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: q, namespace: shop}\nspec: %s\n"


def container(resources: str, *items: str) -> Container:
    ranges = "".join(LIMITS % (f"l{number}", item) for number, item in enumerate(items))
    world = inventory(POD % (resources, "") + ranges + "{apiVersion: v1, kind: ConfigMap}")
    return world.objects[0].pods[0].containers[0]


@pytest.mark.parametrize(
    ("item", "request_", "limit"),
    [
        ("{type: Container, default: {cpu: 2}, defaultRequest: {cpu: 1}, max: {cpu: 4}, min: {cpu: 500m}}", 1, 2),
        ("{type: Container, default: {cpu: 2}, max: {cpu: 4}, min: {cpu: 500m}}", 2, 2),
        ("{type: Container, max: {cpu: 4}, min: {cpu: 500m}}", 4, 4),
        ("{type: Container, min: {cpu: 3}}", 3, None),
        ("{type: Container, maxLimitRequestRatio: {cpu: 3}}", None, None),
        ("{type: Pod, default: {cpu: 2}}", None, None),
        ("{type: Container, default: {memory: 2}}", None, None),
        ("{type: Container, default: {cpu: much}}", None, None),
        ("{type: Container, default: 3}", None, None),
    ],
)
def test_a_field_of_a_limit_range_stands_for_another(item: str, request_: int | None, limit: int | None) -> None:
    one = container("{}", item)
    expected: dict[Side, int | None] = {"requests": request_, "limits": limit}
    for side, amount in expected.items():
        default = default_for(one, side, "cpu")
        assert (None if default is None else default.value) == amount
        assert has_default(one, side, "cpu") == (amount is not None)


def test_the_first_limit_range_with_a_default_gives_it() -> None:
    one = container("{}", "{type: Container, min: {memory: 1}}", "{type: Container, default: {cpu: 7}}")
    assert default_for(one, "limits", "cpu") is not None


def test_a_limit_comes_before_the_default_request() -> None:
    one = container("{limits: {cpu: 3}}", "{type: Container, defaultRequest: {cpu: 1}}")
    request = in_force(one, "requests", "cpu")
    assert request is not None
    assert request.value == 3


def said(rule_id: str, resources: str, bounds: str, spec: str = "") -> list[str]:
    world = inventory(POD % (resources, spec) + bounds)
    return [one.message for one in judgements(BY_ID[rule_id], world) if isinstance(one, Match)]


@pytest.mark.parametrize(
    ("resources", "item", "found"),
    [
        ("{requests: {cpu: 1}}", "{type: Container, min: {cpu: 2}}", 1),
        ("{requests: {cpu: 2}}", "{type: Container, min: {cpu: 2}}", 0),
        ("{limits: {cpu: 1}}", "{type: Container, min: {cpu: 2}}", 1),
        ("{limits: {cpu: 2}}", "{type: Container, max: {cpu: 2}}", 0),
        ("{limits: {cpu: 3}}", "{type: Container, max: {cpu: 2}}", 1),
        ("{requests: {cpu: 3}}", "{type: Container, max: {cpu: 2}}", 1),
        ("{requests: {cpu: 3}}", "{type: Container, default: {cpu: 2}}", 1),
        ("{requests: {cpu: 3}, limits: {cpu: 4}}", "{type: Container, default: {cpu: 2}}", 0),
        ("{requests: {cpu: 1}, limits: {cpu: 4}}", "{type: Container, maxLimitRequestRatio: {cpu: 4}}", 0),
        ("{requests: {cpu: 1}, limits: {cpu: 5}}", "{type: Container, maxLimitRequestRatio: {cpu: 4}}", 1),
        ("{requests: {cpu: 1}}", "{type: Container, max: {cpu: 8}, maxLimitRequestRatio: {cpu: 4}}", 1),
        ("{limits: {cpu: 5}}", "{type: Container, maxLimitRequestRatio: {cpu: 4}}", 0),
        ("{requests: {cpu: 0}, limits: {cpu: 5}}", "{type: Container, maxLimitRequestRatio: {cpu: 4}}", 0),
        ("{limits: {cpu: much}}", "{type: Container, max: {cpu: 2}}", 0),
        ("{limits: {cpu: 3}}", "{type: Pod, max: {cpu: 2}}", 0),
    ],
)
def test_a_stated_amount_is_held_against_the_bounds(resources: str, item: str, found: int) -> None:
    bounds = LIMITS % ("l", item) + "{apiVersion: v1, kind: ConfigMap}"
    assert len(said("limit-range-violation", resources, bounds)) == found


@pytest.mark.parametrize(
    ("resources", "quota", "found"),
    [
        ("{}", "{hard: {cpu: 8}}", 1),
        ("{}", "{hard: {cpu: 8, requests.cpu: 8}}", 1),
        ("{}", "{hard: {cpu: 8, limits.cpu: 8}}", 2),
        ("{limits: {cpu: 1}}", "{hard: {cpu: 8, limits.cpu: 8}}", 0),
        ("{requests: {cpu: 1}}", "{hard: {limits.cpu: 8}}", 1),
        ("{}", "{hard: {pods: 8, requests.storage: 1Gi}}", 0),
        ("{}", "{hard: {cpu: 8}, scopes: [BestEffort]}", 0),
        ("{}", "{hard: {cpu: 8}, scopeSelector: {matchExpressions: []}}", 0),
        ("{}", "{hard: [cpu]}", 0),
        ("{}", "{hard: {cpu: null}}", 0),
    ],
)
def test_a_quota_demands_what_it_counts(resources: str, quota: str, found: int) -> None:
    assert len(said("quota-resource-missing", resources, QUOTA % quota)) == found


def test_resources_of_the_pod_as_a_whole_satisfy_a_quota() -> None:
    quota = QUOTA % "{hard: {cpu: 8}}"
    assert said("quota-resource-missing", "{}", quota, ", resources: {requests: {memory: 1Gi}}") == []


def test_nothing_is_no_default_and_a_default_of_nothing_is_one_but_counts_for_nothing() -> None:
    one = container("{}", "{type: Container, default: {cpu: 0}}")
    assert default_for(one, "limits", "cpu") is not None
    assert not has_default(one, "limits", "cpu")
    assert not has_default(container("{}"), "limits", "cpu")


def test_an_ephemeral_container_gets_nothing() -> None:
    bounds = LIMITS % ("l", "{type: Container, default: {cpu: 2}}") + "{apiVersion: v1, kind: ConfigMap}"
    world = inventory(POD % ("{}", ", ephemeralContainers: [{name: debug}]") + bounds)
    found = {one.name: default_for(one, "limits", "cpu") for one in world.objects[0].pods[0].containers}
    assert found["web"] is not None
    assert found["debug"] is None
