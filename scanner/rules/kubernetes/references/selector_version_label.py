"""Selectors that change with every release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject, LabelSelector
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHANGING = frozenset(
    {
        "app.kubernetes.io/managed-by",
        "app.kubernetes.io/version",
        "chart",
        "helm.sh/chart",
        "heritage",
        "version",
    }
)
"""Labels that tell a release or a tool, not what the workload is. Sources:
https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/,
https://helm.sh/docs/chart_best_practices/labels/."""


@rule(
    id="selector-version-label",
    title="Workload selects its pods by a label that changes",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("DaemonSet", "Deployment", "StatefulSet"),
    remediation="Select by labels that never change, such as app.kubernetes.io/name and app.kubernetes.io/instance.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#label-selector-updates",),
    profile=Profile.STRICT,
)
def selector_version_label(workload: KubernetesObject) -> Iterator[Match]:
    """The selector of the workload contains a label that changes with the release or the tool.

    ## Why it matters

    A selector cannot be changed, so the release that changes the label is refused until the workload is deleted. Some
    do keep one workload a version, which makes this low.

    ## Avoid

    ```yaml
    selector:
      matchLabels:
        app.kubernetes.io/name: cart
        app.kubernetes.io/version: "1.4.2"
    ```

    ## Prefer

    ```yaml
    selector:
      matchLabels:
        app.kubernetes.io/name: cart
    ```

    ## References

    - https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#label-selector-updates
    """
    if workload.group != "apps":
        return
    for requirement in LabelSelector.of(workload.read("spec", "selector")).requirements:
        if requirement.key in _CHANGING:
            yield Match(
                requirement.path,
                f"{workload.title} selects its pods by the label '{requirement.key}', which changes with releases.",
            )
