"""What the rules about the kubelet have in common: its configuration file, and the flags that kubeadm gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes.kubeadm import GROUP, NODE_KINDS, extra_args
from scanner.model import Match, Unknown
from scanner.rules.kubernetes.control_plane.controls import judge_fields, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import KubernetesObject
    from scanner.kubernetes.control_plane import Flag
    from scanner.rules.check import Judgement
    from scanner.rules.kubernetes.control_plane.controls import FieldControl

_GROUP = "kubelet.config.k8s.io"

KINDS = (*NODE_KINDS, "KubeletConfiguration")
"""The kinds that say how a kubelet runs."""


def judge_kubelet(configuration: KubernetesObject, controls: tuple[FieldControl, ...]) -> Iterator[Judgement]:
    """Yield each control that a kubelet's file does not meet, or that a flag of kubeadm's configuration violates.

    Where a flag is not given the file decides, and where none was scanned the answer is not known.
    """
    if is_file(configuration):
        yield from judge_fields(configuration, controls)
        return
    if configuration.group != GROUP:
        return
    flags = kubelet_flags(configuration)
    for control in controls:
        flag = flags.get(control.flag)
        if flag is None:
            if not configuration.inventory.listed(_GROUP, "KubeletConfiguration"):
                yield Unknown("No KubeletConfiguration was scanned, and no flag of kubeadm decides.")
        elif not control.accepts(control.read(flag.value)):
            given = f"'--{control.flag}={shown(flag.value)}'"
            yield Match(flag.path, f"kubeadm runs the kubelet with {given}, which {control.problem}.")


def is_file(configuration: KubernetesObject) -> bool:
    """Whether it is the kubelet's own file."""
    return configuration.kind == "KubeletConfiguration" and configuration.group == _GROUP


def kubelet_flags(configuration: KubernetesObject) -> dict[str, Flag]:
    """Return the flags that kubeadm's configuration gives the kubelet; none for any other object."""
    if configuration.kind not in NODE_KINDS or configuration.group != GROUP:
        return {}
    return dict(extra_args(configuration.read("nodeRegistration", "kubeletExtraArgs")))
