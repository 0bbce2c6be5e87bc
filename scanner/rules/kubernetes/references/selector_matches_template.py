"""Workloads that do not select their own pods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject, LabelSelector
from scanner.model import Match, Related, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import Pod


@rule(
    id="selector-matches-template",
    title="Workload does not select its own pods",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    remediation="Give the template the labels that the selector asks for.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector",),
)
def selector_matches_template(item: KubernetesObject) -> Iterator[Match]:
    """The selector of the workload does not match the labels of its own pod template.

    ## Why it matters

    The API server refuses a Deployment, StatefulSet, DaemonSet or ReplicaSet like this, so the change does not arrive;
    an operator's resource would create pods without end. It never works, which makes this high.

    ## Avoid

    ```yaml
    spec:
      selector:
        matchLabels:
          app: web
      template:
        metadata:
          labels:
            app: wbe
    ```

    ## Prefer

    ```yaml
    spec:
      selector:
        matchLabels:
          app: web
      template:
        metadata:
          labels:
            app: web
    ```

    ## Notes

    Judged is every object with a pod in `spec.template` and a label selector in `spec.selector`, Argo Rollouts and the
    like included. A selector that is missing or empty is reported for `apps/v1`, which demands one.

    ## References

    - https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector
    """
    pod = next((pod for pod in item.pods if pod.root.path == ("spec", "template")), None)
    if pod is None:
        return
    selector = _selector(item)
    if selector.malformed:
        yield Match(selector.path, f"{item.title} has a selector that the API server refuses.")
    elif not selector.requirements:
        if item.api_version == "apps/v1":
            yield Match(selector.path, f"{item.title} has no selector, which the API server demands.")
    else:
        yield from _unmet(item, selector, pod)


def _selector(item: KubernetesObject) -> LabelSelector:
    setting = item.read("spec", "selector")
    if item.group == "" and item.kind == "ReplicationController":
        return LabelSelector.of_map(setting)
    if item.group != "apps" and not setting.mapping.keys() & {"matchExpressions", "matchLabels"}:
        # A custom resource may mean anything by "selector"; these two keys make it one of labels.
        return LabelSelector(setting.path, absent=True)
    return LabelSelector.of(setting)


def _unmet(item: KubernetesObject, selector: LabelSelector, pod: Pod) -> Iterator[Match]:
    related = (Related("The labels of the template are these.", pod.labels_path),)
    for requirement in selector.unmet(pod.labels):
        yield Match(
            requirement.path,
            f"{item.title} selects by the label '{requirement.key}', which its own template does not match.",
            related=related,
        )
