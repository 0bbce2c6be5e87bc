"""Which pods PodDisruptionBudgets protect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject, LabelSelector
from scanner.kubernetes.scaling import REPLICATED, is_replicated, most_replicas
from scanner.model import Match, Profile, Related, Severity, Unknown
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import Pod
    from scanner.rules.check import Judgement


@rule(
    id="pdb-exists",
    title="No PodDisruptionBudget protects the workload",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=REPLICATED,
    remediation="Add a PodDisruptionBudget that selects the pods, with maxUnavailable 1.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/tasks/run-application/configure-pdb/",),
    profile=Profile.STRICT,
)
def pdb_exists(item: KubernetesObject) -> Iterator[Judgement]:
    """No PodDisruptionBudget selects the pods of a workload that may have several.

    ## Why it matters

    A drain of several nodes, as in an upgrade of the cluster, may evict all its pods at once. It is an outage at a
    time that others choose, which makes this medium.

    ## Avoid

    ```yaml
    kind: Deployment
    spec:
      replicas: 3
    ```

    ## Prefer

    ```yaml
    kind: PodDisruptionBudget
    spec:
      maxUnavailable: 1
      selector:
        matchLabels:
          app: web
    ```

    ## Notes

    The rule decides where the scan holds any PodDisruptionBudget of the namespace, or is complete; elsewhere the answer
    is not known, and said so. A single pod cannot be protected, and is exempt.

    ## References

    - https://kubernetes.io/docs/tasks/run-application/configure-pdb/
    """
    pod = next(iter(item.pods), None)
    if not is_replicated(item) or pod is None or (most_replicas(item) or 0) <= 1:
        return
    inventory = item.inventory
    if next(inventory.disruption_budgets_of(pod), None) is not None:
        return
    if inventory.scope_complete or inventory.of_kind("policy", "PodDisruptionBudget", item.namespace):
        yield Match(pod.labels_path, f"No PodDisruptionBudget selects the pods of {item.title}.")
    else:
        yield Unknown(f"No PodDisruptionBudget of the namespace '{item.namespace}' was scanned.")


@rule(
    id="pdb-targets-pod",
    title="PodDisruptionBudget protects no pod",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("PodDisruptionBudget",),
    remediation="Make spec.selector match the labels of the pods, or remove the budget.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/tasks/run-application/configure-pdb/",),
)
def pdb_targets_pod(budget: KubernetesObject) -> Iterator[Judgement]:
    """The selector of the PodDisruptionBudget selects no pod of its namespace.

    ## Why it matters

    The workload it was written for has no protection, and nothing says so until a drain takes all its pods at once.
    It is an outage that was thought to be prevented, which makes this medium.

    ## Avoid

    ```yaml
    kind: PodDisruptionBudget
    spec:
      maxUnavailable: 1
      selector:
        matchLabels:
          app: wbe
    ```

    ## Prefer

    ```yaml
    kind: PodDisruptionBudget
    spec:
      maxUnavailable: 1
      selector:
        matchLabels:
          app: web
    ```

    ## Notes

    The rule decides where the scan holds pods of the namespace, or is complete; elsewhere the answer is not known, and
    said so. It is not known either where a custom resource has the labels that are selected: its operator may create
    the pods. A missing selector selects no pod, an empty one every pod of the namespace.

    ## References

    - https://kubernetes.io/docs/tasks/run-application/configure-pdb/
    """
    if budget.group != "policy":
        return
    selector = LabelSelector.of(budget.read("spec", "selector"))
    inventory = budget.inventory
    if next(inventory.select_pods(budget.namespace, selector), None) is not None:
        return
    owner = next(inventory.select_custom_resources(budget.namespace, selector), None)
    if owner is not None:
        yield Unknown(f"{owner.title} has the labels that are selected, and its operator may create the pods.")
    elif selector.absent or selector.malformed:
        what = "no selector" if selector.absent else "a selector that the API server refuses"
        yield Match(selector.path, f"{budget.title} has {what}, so that it protects no pod.")
    elif inventory.scope_complete or inventory.pods_in(budget.namespace):
        yield Match(selector.path, f"{budget.title} selects no pod of the namespace '{budget.namespace}'.")
    else:
        yield Unknown(f"No pod of the namespace '{budget.namespace}' was scanned.")


@rule(
    id="pdb-overlap",
    title="Two PodDisruptionBudgets select the same pod",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("PodDisruptionBudget",),
    remediation="Make the selectors disjoint: one PodDisruptionBudget for each pod.",
    tags=("kubernetes", "reliability", "correctness"),
    references=(
        "https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/#how-api-initiated-eviction-works",
    ),
)
def pdb_overlap(budget: KubernetesObject) -> Iterator[Match]:
    """A pod is selected by more than one PodDisruptionBudget.

    ## Why it matters

    The eviction API answers 500 for such a pod, always: drains of its node hang. Whoever runs the cluster is stopped,
    not who uses it, which makes this medium.

    ## Avoid

    ```yaml
    kind: PodDisruptionBudget
    spec:
      maxUnavailable: 1
      selector: {}
    ```

    ## Prefer

    ```yaml
    kind: PodDisruptionBudget
    spec:
      maxUnavailable: 1
      selector:
        matchLabels:
          app: web
    ```

    ## Notes

    Of the budgets that overlap, all but the first by name are reported.

    ## References

    - https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/#how-api-initiated-eviction-works
    """
    selector = LabelSelector.of(budget.read("spec", "selector"))
    if budget.group != "policy" or selector.absent or selector.malformed:
        return
    for pod in budget.inventory.select_pods(budget.namespace, selector):
        other = _first_other(pod, budget)
        if other is not None:
            yield Match(
                selector.path,
                f"{budget.title} and {other.title} both select the pods of {pod.object.title}.",
                related=(
                    Related("The other budget is this.", other.read("spec", "selector").path, other.document),
                    Related("These are the labels of the pod.", pod.labels_path, pod.document),
                ),
            )
            return


def _first_other(pod: Pod, budget: KubernetesObject) -> KubernetesObject | None:
    """Return the first by name of the budgets of a pod; None where that is ``budget`` itself, or its double."""
    first = min(budget.inventory.disruption_budgets_of(pod), key=lambda one: one.name, default=None)
    return first if first is not None and first.name < budget.name else None
