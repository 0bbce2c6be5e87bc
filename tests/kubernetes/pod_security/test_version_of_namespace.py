"""Which version of the standards a pod is judged by: what was asked for, the label of its namespace, the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanner.kubernetes import Inventory
from scanner.kubernetes.pod_security import NEWEST, Version
from scanner.model import Match
from scanner.rules.kubernetes import CHECKS
from tests.command import scan, write
from tests.kubernetes.manifests import inventory, judgements

if TYPE_CHECKING:
    from pathlib import Path

NAMESPACE = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {%s}}\n"
SYSCTL = """\
apiVersion: v1
kind: Pod
metadata: {name: cart, namespace: %s}
spec:
  securityContext: {sysctls: [{name: net.ipv4.tcp_rmem, value: 4096 87380 6291456}]}
  containers: [{name: web, image: 'registry.example.com/web:1.0.0'}]
"""
VERSION = "pod-security.kubernetes.io/enforce-version"
(UNSAFE_SYSCTLS,) = [check for check in CHECKS if check.rule.id == "unsafe-sysctls"]


def world(labels: str, namespace: str = "shop") -> Inventory:
    return inventory(f"{NAMESPACE % labels}---\n{SYSCTL % namespace}")


@pytest.mark.parametrize(
    ("labels", "namespace", "version"),
    [
        (f"{VERSION}: v1.31", "shop", Version(31)),
        (f"pod-security.kubernetes.io/enforce: baseline, {VERSION}: v1.20", "shop", Version(20)),
        (f"{VERSION}: latest", "shop", NEWEST),
        (f"{VERSION}: v1.x", "shop", NEWEST),
        ("pod-security.kubernetes.io/warn-version: v1.20", "shop", NEWEST),
        ("", "shop", NEWEST),
        (f"{VERSION}: v1.31", "cart", NEWEST),
    ],
)
def test_the_label_of_the_namespace_names_the_version(labels: str, namespace: str, version: Version) -> None:
    assert world(labels).pod_security_version_in(namespace) == version


def test_what_was_asked_for_comes_first() -> None:
    labelled = world(f"{VERSION}: v1.31")
    asked = Inventory(labelled.documents, pod_security_version=Version(25))
    assert asked.pod_security_version_in("shop") == Version(25)


def test_the_first_of_two_namespaces_of_a_name_counts() -> None:
    both = inventory(f"{NAMESPACE % f'{VERSION}: v1.31'}---\n{NAMESPACE % f'{VERSION}: v1.20'}")
    assert both.pod_security_version_in("shop") == Version(31)


@pytest.mark.parametrize(
    ("labels", "namespace", "found"),
    [(f"{VERSION}: v1.31", "shop", 1), (f"{VERSION}: v1.32", "shop", 0), (f"{VERSION}: v1.31", "cart", 0)],
)
def test_single_rules_follow_the_label(labels: str, namespace: str, found: int) -> None:
    said = [one for one in judgements(UNSAFE_SYSCTLS, world(labels, namespace)) if isinstance(one, Match)]
    assert len(said) == found


@pytest.mark.parametrize(
    ("arguments", "config", "code"),
    [
        ((), "", 1),
        (("--pod-security-version", "v1.32"), "", 0),
        (("--pod-security-version", "latest"), "", 0),
        ((), "pod-security-version: v1.33\n", 0),
        ((), "pod-security-version: v1.31\n", 1),
        (("--pod-security-version", "v1.30"), "pod-security-version: v1.33\n", 1),
    ],
)
def test_the_flag_and_the_configuration_come_before_the_label(
    tmp_path: Path, arguments: tuple[str, ...], config: str, code: int
) -> None:
    write(tmp_path, a_yaml=f"{NAMESPACE % f'{VERSION}: v1.31'}---\n{SYSCTL % 'shop'}", plimsoll_yaml=config)
    assert scan(tmp_path, "--select", "unsafe-sysctls", *arguments).code == code
