"""Questions about what of a cluster is not known."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest

from scanner.kubernetes import LabelSelector
from scanner.kubernetes.unlisted import Gap, IncompleteInventory, Known
from tests.kubernetes.manifests import inventory

if TYPE_CHECKING:
    from scanner.kubernetes import Inventory

REFUSED = Gap("It could not be listed.")
LEFT_OUT = Gap("It is left out.", failed=False)
EVERYTHING_SELECTED = LabelSelector(())
TEXT = """
{apiVersion: v1, kind: Service, metadata: {name: cart, namespace: shop}}
---
{apiVersion: example.com/v1, kind: Worker, metadata: {name: cart, namespace: shop}}
"""


def world(known: Known) -> Inventory:
    return dataclasses.replace(inventory(TEXT), known=known)


def gap_in(*kinds: tuple[str, str], gap: Gap = REFUSED) -> Known:
    return Known(gaps=dict.fromkeys(kinds, gap))


def test_what_is_here_is_here_though_not_all_is_known() -> None:
    within = world(gap_in(("", "Service"), ("example.com", "Worker")))
    assert within.find("", "Service", "shop", "cart") is not None
    assert within.custom_resources_named("shop", "cart") == (within.objects[1],)


def test_what_is_not_here_may_be_where_not_all_is_known() -> None:
    within = world(gap_in(("", "Service"), ("example.com", "Worker")))
    with pytest.raises(IncompleteInventory, match="could not be listed"):
        within.find("", "Service", "shop", "web")
    with pytest.raises(IncompleteInventory):
        within.custom_resources_named("shop", "web")
    assert within.find("", "Secret", "shop", "web") is None


def test_of_files_nothing_is_missing() -> None:
    within = inventory(TEXT)
    assert within.find("", "Service", "shop", "web") is None
    assert within.custom_resources_named("shop", "web") == ()
    assert within.pods_in("shop") == ()


@pytest.mark.parametrize(
    ("gap", "namespace", "touched"),
    [
        (REFUSED, "shop", True),
        (REFUSED, None, True),
        (dataclasses.replace(REFUSED, known_in=frozenset({"shop"})), "shop", False),
        (dataclasses.replace(REFUSED, known_in=frozenset({"shop"})), "cart", True),
        (dataclasses.replace(REFUSED, known_in=frozenset({"shop"})), None, True),
        (dataclasses.replace(REFUSED, unknown_in=frozenset({"shop"})), "shop", True),
        (dataclasses.replace(REFUSED, unknown_in=frozenset({"shop"})), "cart", False),
        (dataclasses.replace(REFUSED, unknown_in=frozenset({"shop"})), None, True),
    ],
)
def test_a_gap_may_be_of_some_namespaces_only(gap: Gap, namespace: str | None, touched: bool) -> None:
    assert gap.touches(namespace) is touched


def test_a_kind_may_be_known_in_some_namespaces() -> None:
    known = gap_in(("", "Service"), gap=dataclasses.replace(REFUSED, known_in=frozenset({"shop"})))
    known.require("", "Service", "shop")
    with pytest.raises(IncompleteInventory):
        known.require("", "Service", "cart")


def test_what_lives_in_no_namespace_is_asked_for_in_none() -> None:
    known = gap_in(("", "Node"), gap=dataclasses.replace(REFUSED, known_in=frozenset({"shop"})))
    with pytest.raises(IncompleteInventory):
        known.require("", "Node", "shop")


def test_a_cluster_says_where_its_own_kinds_live() -> None:
    known = Known(served={("example.com", "Worker"): False, ("", "Pod"): False})
    assert known.is_namespaced("example.com", "Worker") is False
    assert known.is_namespaced("example.com", "Other") is None
    assert known.is_namespaced("", "Pod") is True


@pytest.mark.parametrize(("group", "kind"), [("", "Pod"), ("apps", "Deployment"), ("batch", "CronJob")])
def test_pods_are_not_known_where_a_kind_that_has_them_is_not(group: str, kind: str) -> None:
    within = world(gap_in((group, kind)))
    with pytest.raises(IncompleteInventory):
        within.pods_in("shop")
    with pytest.raises(IncompleteInventory):
        list(within.select_pods("shop", EVERYTHING_SELECTED))
    assert list(within.select_custom_resources("shop", EVERYTHING_SELECTED)) == [within.objects[1]]


@pytest.mark.parametrize(
    ("known", "complete"),
    [
        (Known(), True),
        (Known(custom=LEFT_OUT), False),
        (gap_in(("example.com", "Worker")), False),
        (gap_in(("example.com", "Worker"), gap=LEFT_OUT), True),
        (gap_in(("", "Service")), True),
    ],
)
def test_custom_resources_are_not_known_where_a_kind_of_them_is_not(known: Known, complete: bool) -> None:
    selected = world(known).select_custom_resources("shop", EVERYTHING_SELECTED)
    if complete:
        assert len(list(selected)) == 1
    else:
        with pytest.raises(IncompleteInventory):
            list(selected)
