"""Limits far above requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container, parse_quantity
from scanner.model import Match, Profile, Related, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_NAMES = {"cpu": "CPU", "memory": "memory"}
_RATIOS = {"cpu": 10, "memory": 4}


@rule(
    id="limit-request-ratio",
    title="Limit is many times the request",
    severity=Severity.LOW,
    judges=Container,
    remediation="Raise the request to what is used, or lower the limit: at most 10 times for CPU, 4 times for memory.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/policy/limit-range/",),
    profile=Profile.STRICT,
)
def limit_request_ratio(container: Container) -> Iterator[Match]:
    """The limit for CPU is more than 10 times the request, or that for memory more than 4 times.

    ## Why it matters

    The scheduler packs nodes by requests. Where containers may use a multiple of theirs, a node that looks half empty
    can be full, and its neighbours pay. It needs several of them at their peak at once, which makes this low.

    ## Avoid

    ```yaml
    resources:
      requests:
        memory: 64Mi
      limits:
        memory: 4Gi
    ```

    ## Prefer

    ```yaml
    resources:
      requests:
        memory: 1Gi
      limits:
        memory: 2Gi
    ```

    ## Notes

    A LimitRange with `maxLimitRequestRatio` enforces the same in a namespace.

    ## References

    - https://kubernetes.io/docs/concepts/policy/limit-range/
    """
    for resource, most in _RATIOS.items():
        request, limit = container.resource("requests", resource), container.resource("limits", resource)
        if request.malformed or limit.malformed:
            continue
        requested, allowed = parse_quantity(request.value), parse_quantity(limit.value)
        if requested and allowed and requested > 0 and allowed > requested * most:
            yield Match(
                limit.path,
                f"{container.owner(limit)} has a {_NAMES[resource]} limit of more than {most} times its request.",
                related=(Related("The request is this.", request.path),),
            )
