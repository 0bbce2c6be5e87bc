"""ServiceMonitors that scrape nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject, LabelSelector
from scanner.kubernetes.neighbours import is_certain
from scanner.kubernetes.service import service_ports
from scanner.model import Match, Related, Severity, Unknown
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.rules.check import Judgement

_API_SERVER = {"component": "apiserver", "provider": "kubernetes"}
"""The labels of the Service ``kubernetes`` in the namespace ``default``, which the API server itself keeps:
``createEndpointReconciler`` and ``CreateOrUpdateMasterServiceIfNeeded`` in kubernetes, ``pkg/controlplane``."""


@rule(
    id="servicemonitor-targets-service",
    title="ServiceMonitor scrapes no Service",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("ServiceMonitor",),
    remediation="Make spec.selector equal to labels of the Service itself, and name one of its ports.",
    tags=("kubernetes", "reliability"),
    references=("https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.ServiceMonitor",),
)
def servicemonitor_targets_service(monitor: KubernetesObject) -> Iterator[Judgement]:
    """The ServiceMonitor selects no Service, or names a port that none of the selected Services has.

    ## Why it matters

    No metric arrives and no alert built on them ever fires, which looks the same as all being well. What breaks then is
    noticed late, which makes this medium.

    ## Avoid

    ```yaml
    kind: ServiceMonitor
    spec:
      selector:
        matchLabels:
          app: wbe
      endpoints:
        - port: metrics
    ```

    ## Prefer

    ```yaml
    kind: ServiceMonitor
    spec:
      selector:
        matchLabels:
          app: web
      endpoints:
        - port: metrics
    ```

    ## Notes

    The selector is compared with the labels of Services, not with their own selectors. What the distribution of the
    cluster keeps in `kube-system` is not known, and the API server's own Service is always there. Otherwise the rule
    decides where a Service of the namespaces that are searched lies in the same directory, or the scan is complete;
    elsewhere the answer is not known, and said so. A monitor that searches any namespace is judged only where the scan
    is complete.

    ## References

    - https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.ServiceMonitor
    """
    selector = LabelSelector.of(monitor.read("spec", "selector"))
    if monitor.group != "monitoring.coreos.com" or not (selector.requirements or selector.malformed):
        return
    inventory = monitor.inventory
    searched = monitor.read("spec", "namespaceSelector")
    anywhere = searched.read("any").may_be_true
    named = [item.text for item in searched.read("matchNames").items()] or [monitor.namespace]
    spaces = [None] if anywhere else named
    services = [service for space in spaces for service in inventory.of_kind("", "Service", space)]
    selected = [service for service in services if selector.matches(service.labels)]
    if selected:
        yield from _judge_ports(monitor, selected)
    elif selector.matches(_API_SERVER) and (anywhere or "default" in named):
        return
    elif "kube-system" not in named and _is_certain(monitor, [] if anywhere else named):
        yield Match(selector.path, f"{monitor.title} selects no Service.")
    else:
        yield Unknown(f"The Services that {monitor.title} is for may not have been scanned.")


def _is_certain(monitor: KubernetesObject, namespaces: list[str]) -> bool:
    complete = monitor.inventory.scope_complete
    return complete or any(is_certain(monitor, "", "Service", namespace) for namespace in namespaces)


def _judge_ports(monitor: KubernetesObject, services: list[KubernetesObject]) -> Iterator[Match]:
    names = {port.name for service in services for port in service_ports(service)}
    for endpoint in monitor.read("spec", "endpoints").items():
        port = endpoint.read("port")
        if port.text and port.text not in names:
            yield Match(
                port.path,
                f"{monitor.title} scrapes the port '{port.text}', which no Service that it selects has.",
                related=tuple(
                    Related(f"{service.title} has these ports.", ("spec", "ports"), service.document, "entry")
                    for service in services[:3]
                ),
            )
