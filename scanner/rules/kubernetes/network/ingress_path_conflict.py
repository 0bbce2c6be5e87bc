"""Ingresses that claim the same host and path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.kubernetes.ingress_paths import IngressPath, claims_of
from scanner.kubernetes.neighbours import are_beside
from scanner.model import Match, Related, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="ingress-path-conflict",
    title="Two Ingresses claim the same host and path",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("Ingress",),
    remediation="Give the path to one of the two.",
    tags=("kubernetes", "correctness", "network"),
    references=("https://kubernetes.io/docs/concepts/services-networking/ingress/#multiple-matches",),
)
def ingress_path_conflict(ingress: KubernetesObject) -> Iterator[Match]:
    """Another Ingress of the same class, or another rule of this one, has the same host, path and type of path.

    ## Why it matters

    Which of the two gets the requests depends on the controller and on which is older, so that traffic may change its
    way when one is made anew. Mostly it shows at once, which makes this medium.

    ## Avoid

    ```yaml
    rules:
      - host: shop.example.com
        http:
          paths:
            - path: / # as in the Ingress shop
              pathType: Prefix
    ```

    ## Prefer

    ```yaml
    rules:
      - host: shop.example.com
        http:
          paths:
            - path: /reports
              pathType: Prefix
    ```

    ## Notes

    Judged are rules with a host, of Ingresses in one directory, or anywhere where the scan is complete. Objects of the
    same kind, namespace and name are the same one. Canaries of ingress-nginx are exempt, for they share on purpose.

    ## References

    - https://kubernetes.io/docs/concepts/services-networking/ingress/#multiple-matches
    """
    index = ingress.inventory.ingress_paths
    for claim in claims_of(ingress):
        other = next((one for one in index.get(claim.key, ()) if _conflicts(one, claim)), None)
        if other is not None:
            yield Match(
                claim.place,
                f"{ingress.title} claims the path '{claim.path}' of '{claim.host}', as does {_owner(other, claim)}.",
                related=(Related("The other claim is this.", other.place, other.ingress.document),),
            )


def _conflicts(other: IngressPath, claim: IngressPath) -> bool:
    if other.ingress is claim.ingress:
        return other.place < claim.place and len(other.place) == len(claim.place)
    same = other.ingress.identity[2:] == claim.ingress.identity[2:]
    together = claim.ingress.inventory.scope_complete or are_beside(claim.ingress.document, other.ingress.document)
    return together and not same


def _owner(other: IngressPath, claim: IngressPath) -> str:
    if other.ingress is claim.ingress:
        return "another of its rules"
    return f"the Ingress '{other.ingress.name}' of the namespace '{other.ingress.namespace}'"
