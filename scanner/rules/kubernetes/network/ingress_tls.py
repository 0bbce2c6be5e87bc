"""Ingresses that accept requests in plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_GROUPS = frozenset({"extensions", "networking.k8s.io"})

_TLS_ANNOTATIONS = (
    "alb.ingress.kubernetes.io/certificate-arn",
    "ingress.gcp.kubernetes.io/pre-shared-cert",
    "networking.gke.io/managed-certificates",
    "route.openshift.io/termination",
    "traefik.ingress.kubernetes.io/router.tls",
)
"""By which controllers are told to terminate TLS without ``spec.tls``. Sources, in this order:
https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/,
https://cloud.google.com/kubernetes-engine/docs/how-to/ingress-multi-ssl,
https://cloud.google.com/kubernetes-engine/docs/how-to/managed-certs,
https://docs.openshift.com/container-platform/latest/networking/routes/route-configuration.html,
https://doc.traefik.io/traefik/routing/providers/kubernetes-ingress/."""


@rule(
    id="ingress-tls",
    title="Ingress serves without TLS",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=("Ingress",),
    remediation="Name the host in spec.tls, with the Secret that holds its certificate.",
    frameworks=("nsa-cisa/encryption",),
    tags=("kubernetes", "security", "network"),
    references=("https://kubernetes.io/docs/concepts/services-networking/ingress/#tls",),
)
def ingress_tls(ingress: KubernetesObject) -> Iterator[Match]:
    """The Ingress has no `tls`, or has a host that its `tls` does not cover.

    ## Why it matters

    Requests, with their passwords and cookies, can be read and changed on the way by anybody who is on it, and an
    Ingress is how the outside comes in, which makes this high.

    ## Avoid

    ```yaml
    spec:
      rules:
        - host: shop.example.com
    ```

    ## Prefer

    ```yaml
    spec:
      tls:
        - hosts: [shop.example.com]
          secretName: shop-tls
      rules:
        - host: shop.example.com
    ```

    ## Notes

    An entry of `tls` without hosts covers all. `*.example.com` covers one label. The annotations by which the load
    balancers of AWS and Google Cloud, OpenShift and Traefik are given certificates count as TLS for all hosts.

    ## References

    - https://kubernetes.io/docs/concepts/services-networking/ingress/#tls
    """
    if ingress.group not in _GROUPS:
        return
    annotations = ingress.annotations
    if any(annotations.get(name, "false") not in {"", "false"} for name in _TLS_ANNOTATIONS):
        return
    tls = ingress.read("spec", "tls")
    hosts = [entry.read("hosts") for entry in tls.items() if tls.is_list and entry.is_mapping]
    if not hosts:
        yield Match(tls.path, f"{ingress.title} serves without TLS.")
        return
    if any(not named.items() for named in hosts):
        return
    covered = {host.text for named in hosts if named.is_list for host in named.items()}
    for rule_ in ingress.read("spec", "rules").items():
        host = rule_.read("host")
        if host.text and host.text not in covered and _wildcard(host.text) not in covered:
            yield Match(host.path, f"{ingress.title} serves '{host.text}' without TLS.")


def _wildcard(host: str) -> str:
    """Return the wildcard that covers ``host``: ``*.example.com`` for ``shop.example.com``."""
    return f"*.{host.partition('.')[2]}"
