"""The data on lists and pointers: made by the script, and true on what everybody knows."""

from __future__ import annotations

import shutil

import pytest

from scanner.drift.fields import Merge, is_dropped_when_empty, merge
from scripts import kubernetes_fields as generator
from tests.absent import absent


def test_the_data_is_what_the_script_makes() -> None:
    if shutil.which("go") is None:
        absent("Go is absent: it downloads the types of Kubernetes")
    try:
        made = generator.make()
    except ModuleNotFoundError as error:
        absent(str(error))
    assert generator.TARGET.read_text(encoding="utf-8") == made


@pytest.mark.parametrize(
    ("owner", "field", "how", "keys"),
    [
        ("core.v1.PodSpec", "containers", Merge.KEYED, ("name",)),
        ("core.v1.Container", "ports", Merge.KEYED, ("containerPort", "protocol")),
        ("core.v1.Container", "volumeMounts", Merge.KEYED, ("mountPath",)),
        ("core.v1.Container", "args", Merge.ATOMIC, ()),
        ("core.v1.ServiceSpec", "ports", Merge.KEYED, ("port", "protocol")),
        ("meta.v1.ObjectMeta", "finalizers", Merge.SET, ()),
        ("networking.v1.NetworkPolicySpec", "ingress", Merge.ATOMIC, ()),
        ("admissionregistration.v1.ValidatingWebhookConfiguration", "webhooks", Merge.KEYED, ("name",)),
        ("nothing", "at all", Merge.ATOMIC, ()),
    ],
)
def test_lists(owner: str, field: str, how: Merge, keys: tuple[str, ...]) -> None:
    assert merge(owner, field, "[]string") == (how, keys)


@pytest.mark.parametrize(
    ("owner", "field", "dropped"),
    [
        ("core.v1.PodSpec", "hostNetwork", True),
        ("core.v1.PodSpec", "hostUsers", False),
        ("core.v1.PodSpec", "automountServiceAccountToken", False),
        ("core.v1.SecurityContext", "readOnlyRootFilesystem", False),
        ("core.v1.Volume", "emptyDir", False),
        ("networking.v1.NetworkPolicyPeer", "namespaceSelector", False),
        ("networking.v1.NetworkPolicySpec", "ingress", True),
    ],
)
def test_what_is_not_kept_when_empty(owner: str, field: str, dropped: bool) -> None:
    assert is_dropped_when_empty(owner, field) is dropped
