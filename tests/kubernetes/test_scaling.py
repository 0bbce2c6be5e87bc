"""Numbers of pods: shares, replicas, bounds of autoscalers."""

from __future__ import annotations

import pytest

from scanner.kubernetes import Setting
from scanner.kubernetes.int_or_percent import IntOrPercent
from scanner.kubernetes.scaling import fewest_replicas, is_replicated, most_replicas
from tests.kubernetes.manifests import inventory

DEPLOYMENT = "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d, namespace: shop}, spec: {%s}}"
AUTOSCALER = (
    "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: h, namespace: shop},"
    " spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: d}, %s}}"
)
SCALED_OBJECT = (
    "{apiVersion: keda.sh/v1alpha1, kind: ScaledObject, metadata: {name: s, namespace: shop},"
    " spec: {scaleTargetRef: {name: d}}}"
)


@pytest.mark.parametrize(
    ("value", "total", "expected"),
    [(3, 10, 3), ("25%", 10, 3), ("50%", 1, 1), ("67%", 3, 3), ("100%", 7, 7), ("0%", 7, 0), (-1, 7, -1)],
)
def test_shares_are_rounded_up(value: int | str, total: int, expected: int) -> None:
    found = IntOrPercent.of(Setting((), value))
    assert found is not None
    assert found.rounded_up(total) == expected


@pytest.mark.parametrize("value", [None, True, 1.5, "", "5", "5.5%", "-5%", "%", "5 %", [5], "1" * 99 + "%"])
def test_what_is_neither_number_nor_share_is_nothing(value: object) -> None:
    assert IntOrPercent.of(Setting((), value)) is None


@pytest.mark.parametrize(
    ("texts", "bounds"),
    [
        ([DEPLOYMENT % "replicas: 3"], (3, 3)),
        ([DEPLOYMENT % ""], (None, None)),
        ([DEPLOYMENT % "replicas: '3'"], (None, None)),
        ([DEPLOYMENT % "", AUTOSCALER % "minReplicas: 2, maxReplicas: 9"], (2, 9)),
        ([DEPLOYMENT % "replicas: 5", AUTOSCALER % "maxReplicas: 9"], (1, 9)),
        ([DEPLOYMENT % "", SCALED_OBJECT], (0, 100)),
        ([DEPLOYMENT % "", (AUTOSCALER % "maxReplicas: 9").replace("name: d}", "name: other}")], (1, 1)),
    ],
)
def test_autoscalers_decide_before_replicas_and_absent_replicas_are_one_only_where_that_is_known(
    texts: list[str], bounds: tuple[int | None, int | None]
) -> None:
    workload = inventory("\n---\n".join(texts)).objects[0]
    assert (fewest_replicas(workload), most_replicas(workload)) == bounds


def test_absent_replicas_are_one_where_the_scope_is_complete() -> None:
    (workload,) = inventory(DEPLOYMENT % "", scope_complete=True).objects
    assert (fewest_replicas(workload), most_replicas(workload)) == (1, 1)


def test_only_the_platforms_own_kinds_and_rollouts_have_replicas() -> None:
    objects = inventory(
        "{apiVersion: apps/v1, kind: Deployment}\n---\n{apiVersion: example.com/v1, kind: Deployment}\n---\n"
        "{apiVersion: argoproj.io/v1alpha1, kind: Rollout}\n---\n{apiVersion: apps/v1, kind: DaemonSet}"
    ).objects
    assert [is_replicated(item) for item in objects] == [True, False, True, False]
