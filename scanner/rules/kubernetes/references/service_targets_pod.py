"""Services that lead nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject, LabelSelector
from scanner.model import Match, Severity, Unknown
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import Pod
    from scanner.rules.check import Judgement


@rule(
    id="service-targets-pod",
    title="Service selects no pod",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("Service",),
    remediation="Make spec.selector equal to labels of the pods, or remove the Service.",
    tags=("kubernetes", "reliability", "network"),
    references=("https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service",),
)
def service_targets_pod(service: KubernetesObject) -> Iterator[Judgement]:
    """The selector of the Service selects no pod of its namespace.

    ## Why it matters

    Every connection to the Service is refused, and nothing says why: the API server accepts it. It fails at once and
    visibly for whoever uses it, which makes this medium.

    ## Avoid

    ```yaml
    kind: Service
    spec:
      selector:
        app: wbe
    ```

    ## Prefer

    ```yaml
    kind: Service
    spec:
      selector:
        app: web
    ```

    ## Notes

    The rule decides where pods of the Service's namespace stand in the same file or belong to an object of the same
    name, or where the scan is complete; elsewhere the pods may come from a chart or a template that was not scanned, so
    that the answer is not known, and said so. It is not known either where a custom resource has the labels that are
    selected: its operator may create the pods. Services without a selector and those of the type ExternalName are
    exempt; headless Services with a selector are not, for they lead nowhere in the same way.

    ## References

    - https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service
    """
    selector = LabelSelector.of_map(service.read("spec", "selector"))
    external = service.read("spec", "type").text == "ExternalName"
    if service.group or external or not (selector.requirements or selector.malformed):
        return
    inventory = service.inventory
    if next(inventory.select_pods(service.namespace, selector), None) is not None:
        return
    owner = next(inventory.select_custom_resources(service.namespace, selector), None)
    if owner is not None:
        yield Unknown(f"{owner.title} has the labels that the Service selects, and its operator may create the pods.")
    elif inventory.scope_complete or any(_belongs(pod, service) for pod in inventory.pods_in(service.namespace)):
        yield Match(selector.path, f"{service.title} selects no pod of the namespace '{service.namespace}'.")
    else:
        yield Unknown(f"The pods that {service.title} is for may not have been scanned.")


def _belongs(pod: Pod, service: KubernetesObject) -> bool:
    """Return whether a pod, by where or how it is written, is one that the Service is there for."""
    return pod.document.source is service.document.source or pod.object.name == service.name
