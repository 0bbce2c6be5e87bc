"""What rules judge, in document order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes.control_plane import components

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes.inventory import Inventory
    from scanner.model import Subject


def subjects(inventory: Inventory) -> Iterator[Subject]:
    """Yield each object, then its pods, each followed by its containers and the control plane's components in them."""
    for item in inventory.objects:
        yield item
        for pod in item.pods:
            yield pod
            yield from pod.containers
            yield from components(pod)
