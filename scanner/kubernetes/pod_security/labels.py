"""What the labels of a Namespace ask of its pods.

Source: https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces
and ``PolicyToEvaluate`` in kubernetes/pod-security-admission, ``api/helpers.go``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.kubernetes.pod_security.standard import NEWEST, Level, Version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes.object import KubernetesObject
    from scanner.kubernetes.setting import Setting

PREFIX = "pod-security.kubernetes.io/"
MODES = ("enforce", "audit", "warn")


@dataclass(frozen=True, slots=True)
class Enforced:
    """The level that a namespace holds its pods to."""

    level: Level
    version: Version
    label: Setting
    """The label ``enforce``; unset where the namespace does not have it."""


def enforced(namespace: KubernetesObject) -> Enforced:
    """Return what a namespace enforces.

    A level that cannot be read counts as restricted, as upstream has it. Where no version is written, or ``latest``,
    or one that cannot be read, it is the version that was asked for, else the newest.
    """
    newest = namespace.inventory.pod_security_version or NEWEST
    labels = namespace.read("metadata", "labels")
    label = labels.read(f"{PREFIX}enforce")
    written = labels.read(f"{PREFIX}enforce-version").text
    version = None if written == "latest" else Version.parse(written)
    if not label.is_set:
        return Enforced(Level.PRIVILEGED, version or newest, label)
    return Enforced(Level.parse(label.text) or Level.RESTRICTED, version or newest, label)


def refused_labels(namespace: KubernetesObject) -> Iterator[Setting]:
    """Yield the labels with this prefix whose value the API server refuses to accept."""
    labels = namespace.read("metadata", "labels")
    for mode in MODES:
        level = labels.read(f"{PREFIX}{mode}")
        if level.is_set and Level.parse(level.text) is None:
            yield level
        version = labels.read(f"{PREFIX}{mode}-version")
        if version.is_set and Version.parse(version.text) is None:
            yield version


def unknown_labels(namespace: KubernetesObject) -> Iterator[Setting]:
    """Yield the labels with this prefix that mean nothing: those of no mode."""
    known = {f"{PREFIX}{mode}{suffix}" for mode in MODES for suffix in ("", "-version")}
    labels = namespace.read("metadata", "labels")
    for key in labels.mapping:
        if key.startswith(PREFIX) and key not in known:
            yield labels.read(key)
