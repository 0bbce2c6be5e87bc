"""What selects pods: NetworkPolicies, Services and PodDisruptionBudgets, each by its selector."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes.selector import LabelSelector
from scanner.kubernetes.selector_index import SelectorIndex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.kubernetes.label_index import LabelIndex
    from scanner.kubernetes.object import KubernetesObject
    from scanner.kubernetes.pod import Pod

Index = SelectorIndex["KubernetesObject"]


def network_policies(policies: Iterable[KubernetesObject], pods: LabelIndex[Pod]) -> Index:
    """Index NetworkPolicies by their ``podSelector``."""
    # Not a pointer in NetworkPolicySpec: the API server reads an absent podSelector as an empty one.
    each = ((policy, LabelSelector.of(policy.read("spec", "podSelector"))) for policy in policies)
    return _index(((policy, LabelSelector(one.path) if one.absent else one) for policy, one in each), pods)


def services(found: Iterable[KubernetesObject], pods: LabelIndex[Pod]) -> Index:
    """Index Services by their selector."""
    # A Service with an empty selector has its endpoints from elsewhere, as one without.
    each = ((service, LabelSelector.of_map(service.read("spec", "selector"))) for service in found)
    return _index(
        ((service, one if one.requirements else LabelSelector(one.path, absent=True)) for service, one in each), pods
    )


def disruption_budgets(budgets: Iterable[KubernetesObject], pods: LabelIndex[Pod]) -> Index:
    """Index PodDisruptionBudgets by their selector."""
    return _index(((budget, LabelSelector.of(budget.read("spec", "selector"))) for budget in budgets), pods)


def _index(selectors: Iterable[tuple[KubernetesObject, LabelSelector]], pods: LabelIndex[Pod]) -> Index:
    return SelectorIndex(((owner.namespace, selector, owner) for owner, selector in selectors), pods)
