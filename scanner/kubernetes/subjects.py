"""What rules judge, in document order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes.audit_policy import audit_policies
from scanner.kubernetes.control_plane import components
from scanner.kubernetes.kubeadm import kubeadm_components

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes.inventory import Inventory
    from scanner.kubernetes.object import KubernetesObject
    from scanner.model import Subject


def subjects(inventory: Inventory) -> Iterator[Subject]:
    """Yield the views of every object of an inventory."""
    for item in inventory.objects:
        yield from subjects_of(item)


def subjects_of(item: KubernetesObject) -> Iterator[Subject]:
    """Yield an object, then its pods, each followed by its containers and the control plane's components in them.

    The components that kubeadm is told to run follow its ClusterConfiguration.
    """
    yield item
    yield from audit_policies(item)
    yield from kubeadm_components(item)
    for pod in item.pods:
        yield pod
        yield from pod.containers
        yield from components(pod)
