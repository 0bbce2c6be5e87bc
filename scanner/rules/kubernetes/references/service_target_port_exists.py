"""Services that lead to a port which no pod has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.kubernetes.service import resolve_port, service_ports, service_selector
from scanner.model import Match, Related, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="service-target-port-exists",
    title="Service leads to a port that its pods do not have",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("Service",),
    remediation="Give targetPort the name or the number of a port of the selected pods.",
    tags=("kubernetes", "reliability", "network"),
    references=("https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports",),
)
def service_target_port_exists(service: KubernetesObject) -> Iterator[Match]:
    """The Service names a target port, and none of the pods that it selects has a port of that name and protocol.

    ## Why it matters

    Every connection to that port is refused, and nothing says why: the API server accepts it. It fails at once and
    visibly for whoever uses it, which makes this medium.

    ## Avoid

    ```yaml
    kind: Service
    spec:
      ports:
        - port: 80
          targetPort: web # the pod's port is named http
    ```

    ## Prefer

    ```yaml
    kind: Service
    spec:
      ports:
        - port: 80
          targetPort: http
    ```

    ## Notes

    A number is not judged: a pod need not declare the ports on which it listens. Nor are Services whose pods were not
    scanned, or belong to a custom resource, whose operator may add containers.

    ## References

    - https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports
    """
    selector = service_selector(service)
    named = [port for port in service_ports(service) if isinstance(port.target, str)]
    if service.group or not selector.requirements or not named:
        return
    pods = list(service.inventory.select_pods(service.namespace, selector))
    if not pods or not all(pod.is_builtin for pod in pods):
        return
    related = tuple(
        Related(f"{pod.object.title} has these containers.", pod.read("containers").path, pod.document, "entry")
        for pod in pods[:3]
    )
    for port in named:
        target = str(port.target)
        if all(resolve_port(pod, target, port.protocol) is None for pod in pods):
            yield Match(
                port.setting.read("targetPort").path,
                f"{service.title} leads to the port '{target}' ({port.protocol}), which no pod that it selects has.",
                related=related,
            )
