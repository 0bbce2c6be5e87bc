"""What the rules make of schema problems: what is not known is said, once, and nothing is said twice."""

from __future__ import annotations

import dataclasses

from scanner.kubernetes import Inventory
from scanner.model import Match, Unknown
from scanner.rules.kubernetes.resources.invalid_quantity import invalid_quantity
from scanner.rules.kubernetes.schema.missing_required_field import missing_required_field
from scanner.rules.kubernetes.schema.unknown_field import unknown_field
from scanner.rules.kubernetes.schema.unknown_kind import unknown_kind
from scanner.rules.kubernetes.schema.wrong_type import wrong_type
from tests.kubernetes.manifests import inventory, judgements

ROLLOUT = "{apiVersion: argoproj.io/v1alpha1, kind: Rollout, metadata: {name: %s}, spec: {replica: 1}}"
DEPLOYMENT = (
    "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web},"
    " spec: {replicas: %s, selector: {}, template: {spec: {containers: []}}}}"
)


def test_a_kind_without_a_schema_is_unknown_once() -> None:
    world = inventory("\n---\n".join(ROLLOUT % name for name in ("a", "b", "c")))
    assert list(judgements(unknown_field, world)) == [
        Unknown("No schema of Rollout in 'argoproj.io/v1alpha1' is known."),
    ]
    for check in (missing_required_field, unknown_kind, wrong_type):
        assert list(judgements(check, world)) == []


def test_a_kind_that_does_not_exist_is_a_violation_and_not_unknown_as_well() -> None:
    world = inventory("{apiVersion: v1, kind: Deployment, metadata: {name: web}}")
    assert list(judgements(unknown_field, world)) == []
    (match,) = judgements(unknown_kind, world)
    assert isinstance(match, Match)
    assert match.message == "Deployment 'web' is of 'v1', which does not have its kind; 'apps/v1' is probably meant."
    assert match.remediation == "Write 'apps/v1' instead."


def test_a_placeholder_is_unknown() -> None:
    for value in ("'${REPLICAS}'", "'{{ replicas }}'", "'ENC[AES256_GCM,data:x]'"):
        (judgement,) = judgements(wrong_type, inventory(DEPLOYMENT % value))
        assert isinstance(judgement, Unknown)
    (judgement,) = judgements(wrong_type, inventory(DEPLOYMENT % "'3'"))
    assert isinstance(judgement, Match)
    assert judgement.remediation == "Write the value without quotes."


def test_an_amount_is_reported_by_one_rule_only() -> None:
    claim = "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: a}, spec: {resources: {requests: {%s}}}}"
    world = inventory(claim % "storage: 10 GB")
    assert len(list(judgements(invalid_quantity, world))) == 1
    assert list(judgements(wrong_type, world)) == []


def test_the_version_of_the_inventory_decides() -> None:
    world = inventory("{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}}")
    assert len(list(judgements(missing_required_field, world))) == 1
    older = Inventory(world.documents, kubernetes_version="1.35")
    assert list(judgements(missing_required_field, older)) == []
    assert dataclasses.replace(world).kubernetes_version == ""
