"""Ingresses that lead nowhere."""

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

_GROUPS = frozenset({"extensions", "networking.k8s.io"})

_BY_ANNOTATION = "use-annotation"
"""The port's name by which the AWS load balancer controller is told that the "Service" is an action in an annotation:
https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/#actions."""


@rule(
    id="ingress-targets-service",
    title="Ingress leads to no Service",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("Ingress",),
    remediation="Name a Service of the Ingress's own namespace, and one of the Service's ports by its name or number.",
    tags=("kubernetes", "reliability", "network"),
    references=("https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource",),
)
def ingress_targets_service(ingress: KubernetesObject) -> Iterator[Judgement]:
    """The Ingress names a Service that its namespace does not have, or a port that the Service does not have.

    ## Why it matters

    Requests for that path are answered with an error, and nothing says why: the API server accepts it. It fails at
    once and visibly for whoever uses it, which makes this medium.

    ## Avoid

    ```yaml
    backend:
      service:
        name: cart
        port:
          number: 8080 # the pod's port; the Service's is 80
    ```

    ## Prefer

    ```yaml
    backend:
      service:
        name: cart
        port:
          name: http
    ```

    ## Notes

    The port is that of the Service, not that of its pods. That a Service is missing is decided where a Service of the
    namespace lies in the same directory, or the scan is complete; elsewhere the answer is not known, and said so. It is
    not known either where a custom resource has the name with which that of the Service begins: its operator may make
    the Service.

    ## References

    - https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource
    """
    if ingress.group not in _GROUPS:
        return
    for backend in _backends(ingress):
        current = backend.read("service")
        number, name = current.read("port", "number"), current.read("port", "name")
        if current.is_set and name.text != _BY_ANNOTATION:
            yield from judge_service(ingress, ingress.namespace, current.read("name"), number, name)
        old = backend.read("servicePort")
        if not current.is_set and old.text != _BY_ANNOTATION:
            yield from judge_service(ingress, ingress.namespace, backend.read("serviceName"), old, old)


def _backends(ingress: KubernetesObject) -> Iterator[Setting]:
    """Yield every backend; ``spec.backend`` is the name that ``defaultBackend`` had before ``networking.k8s.io/v1``."""
    yield ingress.read("spec", "defaultBackend")
    yield ingress.read("spec", "backend")
    for item in ingress.read("spec", "rules").items():
        for path in item.read("http", "paths").items():
            yield path.read("backend")
