"""StatefulSets without the Service that gives their pods names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject, LabelSelector
from scanner.model import Match, Related, Severity, Unknown
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.rules.check import Judgement


@rule(
    id="statefulset-service",
    title="StatefulSet has no headless Service",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("StatefulSet",),
    remediation="Make spec.serviceName name a Service with clusterIP None that selects the pods.",
    tags=("kubernetes", "reliability", "correctness"),
    references=("https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id",),
)
def statefulset_service(item: KubernetesObject) -> Iterator[Judgement]:
    """The Service that `serviceName` names does not exist, is not headless, or selects other pods.

    ## Why it matters

    The pods do not get their names in DNS: replicas that look for each other as `db-0.db` do not find each other. It
    is noticed at the first start, which makes this medium.

    ## Avoid

    ```yaml
    kind: Service
    metadata:
      name: db
    spec:
      type: ClusterIP
    ```

    ## Prefer

    ```yaml
    kind: Service
    metadata:
      name: db
    spec:
      clusterIP: None
      selector:
        app: db
    ```

    ## Notes

    A StatefulSet without `serviceName` wants no names. The rule decides where the scan holds the Service, any Service
    of the namespace, or is complete; elsewhere the answer is not known, and said so.

    ## References

    - https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-network-id
    """
    name = item.read("spec", "serviceName")
    if item.group != "apps" or not name.text:
        return
    inventory = item.inventory
    service = inventory.find("", "Service", item.namespace, name.text)
    if service is None:
        if inventory.scope_complete or inventory.of_kind("", "Service", item.namespace):
            yield Match(name.path, f"{item.title} names the Service '{name.text}', which does not exist.")
        else:
            yield Unknown(f"No Service of the namespace '{item.namespace}' was scanned.")
        return
    problem = _problem(item, service)
    if problem:
        related = (Related("The Service is this.", service.read("metadata", "name").path, service.document),)
        yield Match(name.path, f"{item.title} names the Service '{name.text}', which {problem}.", related=related)


def _problem(item: KubernetesObject, service: KubernetesObject) -> str | None:
    if service.read("spec", "clusterIP").text != "None":
        return "is not headless"
    selector = LabelSelector.of_map(service.read("spec", "selector"))
    pod = next(iter(item.pods), None)
    if selector.requirements and pod is not None and not selector.matches(pod.labels):
        return "does not select its pods"
    return None
