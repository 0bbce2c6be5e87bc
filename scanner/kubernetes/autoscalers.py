"""What sets the replicas of a workload: HorizontalPodAutoscalers, and the ScaledObjects of KEDA."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scanner.kubernetes.inventory import Inventory
    from scanner.kubernetes.object import KubernetesObject

AUTOSCALERS = (("autoscaling", "HorizontalPodAutoscaler"), ("keda.sh", "ScaledObject"))
"""By API group and kind."""


def autoscalers_by_target(inventory: Inventory) -> dict[tuple[str, str, str], list[KubernetesObject]]:
    """Return them by namespace, kind and name of the target. KEDA's default kind is Deployment."""
    index = defaultdict(list)
    for group, kind in AUTOSCALERS:
        default = "" if group == "autoscaling" else "Deployment"
        for item in inventory.listed(group, kind):
            target = item.read("spec", "scaleTargetRef")
            target_kind = target.read("kind").text or default
            index[item.namespace, target_kind, target.read("name").text].append(item)
    return index
