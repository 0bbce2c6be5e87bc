"""The hosts of Ingresses: too wide, without rules, claimed twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_GROUPS = frozenset({"extensions", "networking.k8s.io"})
_WWW_REDIRECT = "nginx.ingress.kubernetes.io/from-to-www-redirect"


@rule(
    id="ingress-wildcard-host",
    title="Ingress answers for any host",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("Ingress",),
    remediation="Name each host in a rule of its own.",
    tags=("kubernetes", "security", "network"),
    references=("https://kubernetes.io/docs/concepts/services-networking/ingress/#hostname-wildcards",),
    profile=Profile.STRICT,
)
def ingress_wildcard_host(ingress: KubernetesObject) -> Iterator[Match]:
    """A rule of the Ingress has no host, or a host that begins with a wildcard.

    ## Why it matters

    It answers for names that belong to others, whose own Ingress may not be there yet, and takes their requests. Where
    one team has the whole name, that is meant, which makes this medium.

    ## Avoid

    ```yaml
    rules:
      - host: "*.example.com"
    ```

    ## Prefer

    ```yaml
    rules:
      - host: shop.example.com
    ```

    ## References

    - https://kubernetes.io/docs/concepts/services-networking/ingress/#hostname-wildcards
    """
    if ingress.group not in _GROUPS:
        return
    for item in ingress.read("spec", "rules").items():
        host = item.read("host")
        if host.text.startswith("*"):
            yield Match(host.path, f"{ingress.title} answers for every host of '{host.text}'.")
        elif not host.is_set or host.value == "":
            yield Match(host.path, f"{ingress.title} has a rule without a host, which answers for all.")


@rule(
    id="ingress-tls-host-unused",
    title="TLS of an Ingress is for a host that it does not serve",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("Ingress",),
    remediation="Make the hosts of spec.tls equal to those of the rules.",
    tags=("kubernetes", "correctness", "network"),
    references=("https://kubernetes.io/docs/concepts/services-networking/ingress/#tls",),
    profile=Profile.STRICT,
)
def ingress_tls_host_unused(ingress: KubernetesObject) -> Iterator[Match]:
    """A host of `tls` is that of no rule.

    ## Why it matters

    One of the two is misspelt, or the certificate is for a name that is no longer served. That a served host lacks TLS
    is said by `ingress-tls`, which makes this low.

    ## Avoid

    ```yaml
    tls:
      - hosts: [shpo.example.com]
        secretName: shop-tls
    rules:
      - host: shop.example.com
    ```

    ## Prefer

    ```yaml
    tls:
      - hosts: [shop.example.com]
        secretName: shop-tls
    rules:
      - host: shop.example.com
    ```

    ## Notes

    An Ingress with a rule without a host, or with only a default backend, serves every host. With the annotation
    `from-to-www-redirect` of ingress-nginx it also serves the same host with or without `www.`.

    ## References

    - https://kubernetes.io/docs/concepts/services-networking/ingress/#tls
    """
    rules = ingress.read("spec", "rules").items()
    served = {item.read("host").text.lower() for item in rules}
    if ingress.group not in _GROUPS or not served or "" in served or ingress.read("spec", "defaultBackend").is_set:
        return
    if ingress.annotations.get(_WWW_REDIRECT) == "true":
        served |= {host.removeprefix("www.") for host in served} | {f"www.{host}" for host in served}
    for entry in ingress.read("spec", "tls").items():
        for host in entry.read("hosts").items():
            if host.text and not any(_covers(host.text.lower(), one) for one in served):
                yield Match(host.path, f"{ingress.title} has TLS for '{host.text}', which none of its rules serves.")


def _covers(certificate: str, host: str) -> bool:
    """Return whether a host of ``tls`` is, or is the wildcard of, a host that is served, or the other way round."""
    return (
        certificate == host
        or certificate == f"*.{host.partition('.')[2]}"
        or host == f"*.{certificate.partition('.')[2]}"
    )
