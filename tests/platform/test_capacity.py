"""Quotas and limit ranges leave room for what the canonical manifests run, autoscalers at their maximum included."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.platform.manifests import Platform

UNITS = {"m": Fraction(1, 1000), "Mi": Fraction(2**20), "Gi": Fraction(2**30), "Ti": Fraction(2**40)}
RESOURCES = ("cpu", "memory", "ephemeral-storage")


def amount(quantity: str) -> Fraction:
    """Parse the few spellings of a quantity that the manifests use."""
    number = quantity.rstrip("mMGTi")
    return Fraction(number) * UNITS.get(quantity.removeprefix(number), Fraction(1))


def most_pods(platform: Platform, deployment: dict[str, Any]) -> int:
    """Return how many pods there are at most, during a rollout at full scale."""
    name, namespace = deployment["metadata"]["name"], deployment["metadata"]["namespace"]
    replicas = deployment["spec"].get("replicas")
    if replicas is None:
        replicas = platform.named("HorizontalPodAutoscaler", namespace, name)["spec"]["maxReplicas"]
    surge = Fraction(deployment["spec"]["strategy"]["rollingUpdate"]["maxSurge"].removesuffix("%")) / 100
    return int(replicas) + math.ceil(int(replicas) * surge)


@pytest.mark.parametrize("kind", ["requests", "limits"])
@pytest.mark.parametrize("resource", RESOURCES)
def test_the_quota_holds_every_pod_at_full_scale(platform: Platform, kind: str, resource: str) -> None:
    for quota in platform.of("ResourceQuota"):
        total = Fraction(0)
        for deployment in platform.of("Deployment", quota["metadata"]["namespace"]):
            for container in deployment["spec"]["template"]["spec"]["containers"]:
                total += most_pods(platform, deployment) * amount(container["resources"][kind][resource])
        assert total <= amount(quota["spec"]["hard"][f"{kind}.{resource}"]), quota["metadata"]["namespace"]


def test_the_quota_holds_the_number_of_pods_at_full_scale(platform: Platform) -> None:
    for quota in platform.of("ResourceQuota"):
        deployments = platform.of("Deployment", quota["metadata"]["namespace"])
        assert sum(most_pods(platform, deployment) for deployment in deployments) < int(quota["spec"]["hard"]["pods"])


def test_no_container_exceeds_its_limit_range(platform: Platform) -> None:
    for deployment in platform.of("Deployment"):
        (ranges,) = platform.of("LimitRange", deployment["metadata"]["namespace"])
        (rule,) = ranges["spec"]["limits"]
        for container in deployment["spec"]["template"]["spec"]["containers"]:
            for resource in RESOURCES:
                assert amount(container["resources"]["limits"][resource]) <= amount(rule["max"][resource])


def test_every_namespace_has_a_quota_and_a_limit_range(platform: Platform) -> None:
    for kind in ("ResourceQuota", "LimitRange"):
        assert [data["metadata"]["namespace"] for data in platform.of(kind)] == platform.namespaces


def test_a_temporary_volume_is_smaller_than_the_storage_of_its_pod(platform: Platform) -> None:
    for deployment in platform.of("Deployment"):
        spec = deployment["spec"]["template"]["spec"]
        (container,) = spec["containers"]
        for volume in spec["volumes"]:
            limit = amount(container["resources"]["limits"]["ephemeral-storage"])
            assert amount(volume["emptyDir"]["sizeLimit"]) < limit
