"""Ingresses that leave it to others who serves them, and what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.kubernetes.ingress_paths import ingress_class
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_GROUPS = frozenset({"extensions", "networking.k8s.io"})


@rule(
    id="ingress-class-missing",
    title="Ingress names no class",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("Ingress",),
    remediation="Name the controller's class in spec.ingressClassName.",
    tags=("kubernetes", "hygiene", "network"),
    references=("https://kubernetes.io/docs/concepts/services-networking/ingress/#default-ingress-class",),
    profile=Profile.STRICT,
)
def ingress_class_missing(ingress: KubernetesObject) -> Iterator[Match]:
    """The Ingress has neither `ingressClassName` nor the annotation that it replaced.

    ## Why it matters

    The default class of the cluster serves it, or none does, or every controller that takes what nobody else claims. In
    a cluster with one controller that works, which makes this low.

    ## Avoid

    ```yaml
    spec:
      rules:
        - host: shop.example.com
    ```

    ## Prefer

    ```yaml
    spec:
      ingressClassName: nginx
      rules:
        - host: shop.example.com
    ```

    ## References

    - https://kubernetes.io/docs/concepts/services-networking/ingress/#default-ingress-class
    """
    if ingress.group in _GROUPS and not ingress_class(ingress):
        yield Match(("spec", "ingressClassName"), f"{ingress.title} does not say which controller serves it.")


@rule(
    id="ingress-default-backend",
    title="Ingress takes what no rule is for",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("Ingress",),
    remediation="Remove spec.defaultBackend, and name hosts and paths in rules.",
    tags=("kubernetes", "security", "network"),
    references=("https://kubernetes.io/docs/concepts/services-networking/ingress/#default-backend",),
    profile=Profile.STRICT,
)
def ingress_default_backend(ingress: KubernetesObject) -> Iterator[Match]:
    """The Ingress has a default backend, which gets all requests that no rule is for.

    ## Why it matters

    It answers for every host that points to the controller, those of others included. One page for what is not found is
    a good use of it, which makes this low.

    ## Avoid

    ```yaml
    spec:
      defaultBackend:
        service:
          name: shop
          port:
            name: http
    ```

    ## Prefer

    ```yaml
    spec:
      rules:
        - host: shop.example.com
          http:
            paths:
              - path: /
                pathType: Prefix
                backend:
                  service:
                    name: shop
                    port:
                      name: http
    ```

    ## References

    - https://kubernetes.io/docs/concepts/services-networking/ingress/#default-backend
    """
    for field in ("defaultBackend", "backend"):
        if ingress.group in _GROUPS and ingress.read("spec", field).is_set:
            yield Match(("spec", field), f"{ingress.title} gets all requests that no rule is for.", part="key")
