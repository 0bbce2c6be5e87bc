"""Recommended labels that say something else than the name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_INSTANCE = "app.kubernetes.io/instance"


@rule(
    id="instance-label-mismatch",
    title="Instance label and name disagree",
    severity=Severity.LOW,
    judges=KubernetesObject,
    remediation="Make app.kubernetes.io/instance the name of the instance that the object's name begins with.",
    tags=("kubernetes", "hygiene"),
    profile=Profile.STRICT,
    references=("https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/",),
)
def instance_label_mismatch(item: KubernetesObject) -> Iterator[Match]:
    """The label `app.kubernetes.io/instance` of a workload names something that is not in the workload's name.

    ## Why it matters

    The label groups what belongs to one installation of an application, on dashboards and in selectors; copied from
    another manifest, it puts the workload under the wrong one. It misleads people only, which makes this low.

    ## Avoid

    ```yaml
    kind: Deployment
    metadata:
      name: shop-eu
      labels:
        app.kubernetes.io/instance: shop-us
    ```

    ## Prefer

    ```yaml
    kind: Deployment
    metadata:
      name: shop-eu
      labels:
        app.kubernetes.io/instance: shop-eu
    ```

    ## Notes

    Judged are objects with pods. The name may have more than the label, as `shop-eu-worker` has.

    ## References

    - https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
    """
    label = item.read("metadata", "labels", _INSTANCE)
    if item.pods and item.name and label.text and label.text not in item.name:
        yield Match(label.path, f"{item.title} is labelled as of the instance '{label.text}', which its name lacks.")
