"""Requests that the limit does not allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container, parse_quantity
from scanner.model import Match, Related, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import Setting


@rule(
    id="request-above-limit",
    title="Request goes beyond the limit",
    severity=Severity.HIGH,
    judges=Container,
    remediation="Lower the request to the limit, or raise the limit.",
    tags=("kubernetes", "correctness"),
    references=("https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",),
)
def request_above_limit(container: Container) -> Iterator[Match]:
    """The container requests more of a resource than its limit allows.

    ## Why it matters

    The API server refuses the pod. In a Deployment the change arrives and the pods do not: the rollout hangs until
    somebody looks. It never works, which makes this high.

    ## Avoid

    ```yaml
    resources:
      requests:
        memory: 2Gi
      limits:
        memory: 1Gi
    ```

    ## Prefer

    ```yaml
    resources:
      requests:
        memory: 1Gi
      limits:
        memory: 1Gi
    ```

    ## Notes

    What cannot be shared, huge pages and extended resources such as `nvidia.com/gpu`, needs a limit, and a request for
    it must be equal to the limit. The resources of the pod as a whole are judged in the same way.

    ## References

    - https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
    """
    yield from _beyond(container.title, container.read("resources"))
    if container.ordinal == 0:
        yield from _beyond("The pod", container.pod.read("resources"))


def _beyond(owner: str, resources: Setting) -> Iterator[Match]:
    limits = resources.read("limits")
    for name in resources.read("requests").mapping:
        request, limit = resources.read("requests", name), limits.read(name)
        requested = parse_quantity(request.value)
        if requested is None or limit.malformed:
            continue
        allowed = parse_quantity(limit.value)
        related = (Related("The limit is this.", limit.path),)
        if not limit.is_set:
            if not _may_be_shared(name):
                yield Match(request.path, f"{owner} requests '{name}' without a limit, which this resource needs.")
        elif allowed is not None and requested > allowed:
            yield Match(request.path, f"{owner} requests more '{name}' than its limit allows.", related=related)
        elif allowed is not None and requested < allowed and not _may_be_shared(name):
            yield Match(
                request.path, f"{owner} requests another amount of '{name}' than its limit says.", related=related
            )


def _may_be_shared(name: str) -> bool:
    """Mirror ``IsOvercommitAllowed`` of kubernetes, ``pkg/apis/core/v1/helper/helpers.go``."""
    native = "/" not in name or "kubernetes.io/" in name
    return native and not name.startswith("hugepages-")
