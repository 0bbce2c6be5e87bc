"""Who made an object, and keeps it."""

from __future__ import annotations

import pytest

from scanner.kubernetes.owners import controller_of, owner_of
from tests.kubernetes.manifests import inventory

OWNER = "{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: web, uid: u1}}"


def owned(reference: str) -> str:
    return f"{{apiVersion: v1, kind: Pod, metadata: {{name: p, ownerReferences: [{reference}]}}}}"


@pytest.mark.parametrize(
    ("fields", "is_controlled", "has_owner"),
    [
        ("name: web, uid: u1, controller: true", True, True),
        ("name: web, uid: u1, controller: false", False, False),
        ("name: web, uid: u1", False, False),
        ("name: web, uid: u2, controller: true", True, False),
        ("name: web, controller: true", True, False),
        ("name: gone, uid: u1, controller: true", True, False),
    ],
)
def test_an_owner_is_the_controller_of_that_uid(fields: str, is_controlled: bool, has_owner: bool) -> None:
    reference = f"{{apiVersion: apps/v1, kind: ReplicaSet, {fields}}}"
    within = inventory(f"{OWNER}\n---\n{owned(reference)}")
    assert (controller_of(within.objects[1]) is not None) is is_controlled
    assert owner_of(within.objects[1]) == (within.objects[0] if has_owner else None)


def test_of_two_owners_the_controller_counts() -> None:
    other = "{apiVersion: v1, kind: ConfigMap, name: other, uid: u3}"
    controller = "{apiVersion: apps/v1, kind: ReplicaSet, name: web, uid: u1, controller: true}"
    within = inventory(f"{OWNER}\n---\n{owned(f'{other}, {controller}')}")
    assert owner_of(within.objects[1]) is within.objects[0]


def test_an_owner_may_live_in_no_namespace() -> None:
    node = "{apiVersion: v1, kind: Node, metadata: {name: n, uid: u1}}"
    within = inventory(f"{node}\n---\n{owned('{apiVersion: v1, kind: Node, name: n, uid: u1, controller: true}')}")
    assert owner_of(within.objects[1]) is within.objects[0]


def test_an_owner_without_a_uid_is_none() -> None:
    unnamed = "{apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: web}}"
    reference = "{apiVersion: apps/v1, kind: ReplicaSet, name: web, controller: true}"
    assert owner_of(inventory(f"{unnamed}\n---\n{owned(reference)}").objects[1]) is None
