"""Selectors that select what is another's."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject, LabelSelector
from scanner.kubernetes.neighbours import are_applied_together
from scanner.kubernetes.owners import owner_of
from scanner.kubernetes.service import service_selector
from scanner.model import Match, Profile, Related, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import Pod

_MOST_RELATED = 3


@rule(
    id="workload-selectors-overlap",
    title="Workload selects the pods of another",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("DaemonSet", "Deployment", "ReplicaSet", "ReplicationController", "StatefulSet"),
    remediation="Give each workload a label of its own, in its selector and in its template.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector",),
)
def workload_selectors_overlap(workload: KubernetesObject) -> Iterator[Match]:
    """The selector of the workload matches the pods of another workload in the same namespace.

    ## Why it matters

    Autoscalers and disruption budgets count the pods of both, a workload may adopt the other's pods, and `kubectl logs`
    and `kubectl rollout` show the wrong ones. Controllers know their own pods by their owner meanwhile, so that it
    rarely destroys anything, which makes this medium.

    ## Avoid

    ```yaml
    kind: Deployment
    metadata:
      name: worker
    spec:
      selector:
        matchLabels:
          app: shop # as in the Deployment web
    ```

    ## Prefer

    ```yaml
    kind: Deployment
    metadata:
      name: worker
    spec:
      selector:
        matchLabels:
          app: shop
          component: worker
    ```

    ## Notes

    Two objects are compared where they are certainly applied together: in one file, or in one directory with the
    namespace written in both. Jobs are exempt: their selectors are made for them.

    ## References

    - https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector
    """
    setting = workload.read("spec", "selector")
    selector = LabelSelector.of_map(setting) if workload.group == "" else LabelSelector.of(setting)
    if not selector.requirements or workload.group not in {"", "apps", "extensions"}:
        return
    selected = workload.inventory.select_pods(workload.namespace, selector)
    others = list(islice((pod for pod in selected if _is_of_another(pod, workload)), _MOST_RELATED))
    if others:
        yield Match(
            selector.path,
            f"{workload.title} also selects the pods of {_kind_and_name(others[0].object)}.",
            related=tuple(
                Related(f"{pod.object.title} has pods with these labels.", pod.labels_path, pod.document, "entry")
                for pod in others
            ),
        )


@rule(
    id="service-selectors-overlap",
    title="Two Services select the same pods",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("Service",),
    remediation="Make one Service with all the ports, or select different pods.",
    tags=("kubernetes", "hygiene", "network"),
    references=("https://kubernetes.io/docs/concepts/services-networking/service/#multi-port-services",),
    profile=Profile.STRICT,
)
def service_selectors_overlap(service: KubernetesObject) -> Iterator[Match]:
    """Another Service of the namespace has the same selector.

    ## Why it matters

    Often the labels were copied, and requests for one application reach another. Just as often two names for the same
    pods are meant, which makes this low.

    ## Avoid

    ```yaml
    kind: Service
    metadata:
      name: reports
    spec:
      selector:
        app: cart # as in the Service cart
    ```

    ## Prefer

    ```yaml
    kind: Service
    metadata:
      name: reports
    spec:
      selector:
        app: reports
    ```

    ## Notes

    A headless Service and another one are a usual pair, and are exempt. Services are compared where their pods were
    scanned, and as for `workload-selectors-overlap`.

    ## References

    - https://kubernetes.io/docs/concepts/services-networking/service/#multi-port-services
    """
    selector = service_selector(service)
    pod = next(service.inventory.select_pods(service.namespace, selector), None)
    if service.group or not selector.requirements or pod is None:
        return
    for other in service.inventory.services_of(pod):
        is_another = other.name != service.name and are_applied_together(service, other)
        same = set(service_selector(other).pairs) == set(selector.pairs)
        if is_another and same and _is_headless(other) == _is_headless(service):
            yield Match(
                selector.path,
                f"{service.title} selects the same pods as the Service '{other.name}'.",
                related=(Related("The other Service selects these.", ("spec", "selector"), other.document, "entry"),),
            )
            return


def _is_of_another(pod: Pod, workload: KubernetesObject) -> bool:
    owner = pod.object
    return (
        owner != workload
        and pod.is_builtin
        and owner.kind not in {"CronJob", "Job", "Pod", "PodTemplate"}
        and (owner.kind, owner.name) != (workload.kind, workload.name)
        and are_applied_together(workload, owner)
        and owner_of(owner) is None  # in a cluster, the pods of a Deployment's ReplicaSet are the Deployment's
    )


def _kind_and_name(item: KubernetesObject) -> str:
    return f"the {item.kind} '{item.name}'"


def _is_headless(service: KubernetesObject) -> bool:
    return service.read("spec", "clusterIP").text == "None"
