"""Where the pods of a workload run: not all in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject, LabelSelector, Pod
from scanner.kubernetes.scaling import REPLICATED, is_replicated, most_replicas
from scanner.model import Match, Profile, Related, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import Setting


@rule(
    id="anti-affinity",
    title="Nothing keeps the pods of the workload apart",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=REPLICATED,
    remediation="Add a podAntiAffinity or a topologySpreadConstraint that selects the workload's own pods.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/",),
    profile=Profile.STRICT,
)
def anti_affinity(item: KubernetesObject) -> Iterator[Match]:
    """A workload that may have several pods neither spreads them nor keeps them apart.

    ## Why it matters

    All replicas may run on one node and go down with it. By default the scheduler spreads the pods of a workload
    where it can, which makes this low.

    ## Avoid

    ```yaml
    spec:
      replicas: 3
      template:
        spec:
          affinity: {}
    ```

    ## Prefer

    ```yaml
    spec:
      replicas: 3
      template:
        spec:
          topologySpreadConstraints:
            - maxSkew: 1
              topologyKey: kubernetes.io/hostname
              whenUnsatisfiable: ScheduleAnyway
              labelSelector:
                matchLabels:
                  app: web
    ```

    ## Notes

    Required and preferred terms count, and so do constraints, where they select the workload's own pods.

    ## References

    - https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
    """
    pod = next(iter(item.pods), None)
    if not is_replicated(item) or pod is None or (most_replicas(item) or 0) <= 1:
        return
    selectors = (term.read("labelSelector") for term in (*_anti_affinity_terms(pod), *_constraints(pod)))
    if not any(LabelSelector.of(selector).matches(pod.labels) for selector in selectors):
        yield Match(
            pod.read("affinity", "podAntiAffinity").path,
            f"{item.title} may have several pods, and nothing keeps them on different nodes.",
        )


@rule(
    id="topology-spread",
    title="Topology spread constraint does not select the pod's own labels",
    severity=Severity.MEDIUM,
    judges=Pod,
    remediation="Make labelSelector of the constraint match the labels of the pod.",
    tags=("kubernetes", "reliability", "correctness"),
    references=("https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/",),
)
def topology_spread(pod: Pod) -> Iterator[Match]:
    """A topology spread constraint counts other pods than those it is to spread.

    ## Why it matters

    The constraint has no effect, or one that nobody meant: all pods may run in one zone, and are lost with it. It
    shows only when a zone or node fails, which makes this medium.

    ## Avoid

    ```yaml
    metadata:
      labels:
        app: web
    spec:
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: DoNotSchedule
          labelSelector:
            matchLabels:
              app: wbe
    ```

    ## Prefer

    ```yaml
    metadata:
      labels:
        app: web
    spec:
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: topology.kubernetes.io/zone
          whenUnsatisfiable: DoNotSchedule
          labelSelector:
            matchLabels:
              app: web
    ```

    ## Notes

    A missing labelSelector counts no pod.

    ## References

    - https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
    """
    for constraint in _constraints(pod):
        selector = LabelSelector.of(constraint.read("labelSelector"))
        if selector.matches(pod.labels):
            continue
        key = constraint.read("topologyKey").text
        which = f"The topology spread constraint by '{key}'" if key else "A topology spread constraint"
        what = "selects no pod" if selector.absent or selector.malformed else "does not select the pod's own labels"
        yield Match(
            selector.path,
            f"{which} {what}, so that it does not spread the pods.",
            related=(Related("The labels of the pod are these.", pod.labels_path),),
        )


def _constraints(pod: Pod) -> tuple[Setting, ...]:
    return pod.read("topologySpreadConstraints").items()


def _anti_affinity_terms(pod: Pod) -> Iterator[Setting]:
    rules = pod.read("affinity", "podAntiAffinity")
    yield from rules.read("requiredDuringSchedulingIgnoredDuringExecution").items()
    for preferred in rules.read("preferredDuringSchedulingIgnoredDuringExecution").items():
        yield preferred.read("podAffinityTerm")
