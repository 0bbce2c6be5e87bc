"""Routes of the Gateway API that lead nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.references.service_backend import judge_service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes.setting import Setting
    from scanner.rules.check import Judgement


@rule(
    id="httproute-targets-service",
    title="Route of a Gateway leads to no Service",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("GRPCRoute", "HTTPRoute", "TCPRoute", "TLSRoute", "UDPRoute"),
    remediation="Name a Service and one of its ports in backendRefs, with the namespace where it is another one.",
    tags=("kubernetes", "reliability", "network"),
    references=("https://gateway-api.sigs.k8s.io/api-types/httproute/#backendrefs-optional",),
)
def httproute_targets_service(route: KubernetesObject) -> Iterator[Judgement]:
    """A route of the Gateway API names a Service that does not exist, or a port that the Service does not have.

    ## Why it matters

    The gateway answers with status 500, and the reason stands only in the route's own status. It fails at once and
    visibly for whoever uses it, which makes this medium.

    ## Avoid

    ```yaml
    backendRefs:
      - name: cart
        port: 8080 # the pod's port; the Service's is 80
    ```

    ## Prefer

    ```yaml
    backendRefs:
      - name: cart
        port: 80
    ```

    ## Notes

    Judged are HTTPRoute, GRPCRoute, TCPRoute, TLSRoute and UDPRoute, with the targets of request mirrors. That a
    Service is missing is decided as for `ingress-targets-service`.

    ## References

    - https://gateway-api.sigs.k8s.io/api-types/httproute/#backendrefs-optional
    """
    if route.group != "gateway.networking.k8s.io":
        return
    for reference in _references(route):
        is_service = reference.read("kind").text in {"", "Service"} and not reference.read("group").text
        if is_service:
            namespace = reference.read("namespace").text or route.namespace
            yield from judge_service(route, namespace, reference.read("name"), reference.read("port"))


def _references(route: KubernetesObject) -> Iterator[Setting]:
    for item in route.read("spec", "rules").items():
        filters = list(item.read("filters").items())
        for reference in item.read("backendRefs").items():
            yield reference
            filters.extend(reference.read("filters").items())
        for one in filters:
            mirrored = one.read("requestMirror", "backendRef")
            if mirrored.is_set:
                yield mirrored
