"""Requests that differ from limits, for those who want the same amount promised and allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container, parse_quantity
from scanner.model import Match, Profile, Related, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="cpu-request-equals-limit",
    title="CPU request differs from the limit",
    severity=Severity.LOW,
    judges=Container,
    remediation="Set resources.requests.cpu to the same amount as resources.limits.cpu.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/",),
    profile=Profile.STRICT,
)
def cpu_request_equals_limit(container: Container) -> Iterator[Match]:
    """The container requests less CPU than it may use.

    ## Why it matters

    What lies between the request and the limit is there on an idle node and gone on a busy one: the same load is fast
    on one day and slow on the next. Most workloads are meant to share like this, which makes this low.

    ## Avoid

    ```yaml
    resources:
      requests:
        cpu: 250m
      limits:
        cpu: "1"
    ```

    ## Prefer

    ```yaml
    resources:
      requests:
        cpu: 500m
      limits:
        cpu: 500m
    ```

    ## Notes

    Containers where both are set are judged; a limit alone is a request of the same size. A pod whose requests equal
    its limits, for CPU and memory, has the QoS class Guaranteed.

    ## References

    - https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/
    """
    yield from _different(container, "cpu", "CPU")


@rule(
    id="memory-request-equals-limit",
    title="Memory request differs from the limit",
    severity=Severity.LOW,
    judges=Container,
    remediation="Set resources.requests.memory to the same amount as resources.limits.memory.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/",),
    profile=Profile.STRICT,
)
def memory_request_equals_limit(container: Container) -> Iterator[Match]:
    """The container requests less memory than it may use.

    ## Why it matters

    Memory cannot be taken back: when several containers use what they may and did not request, the node runs out, and
    pods above their request are evicted first. It needs a crowded node, which makes this low.

    ## Avoid

    ```yaml
    resources:
      requests:
        memory: 256Mi
      limits:
        memory: 2Gi
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

    Containers where both are set are judged; a limit alone is a request of the same size.

    ## References

    - https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/
    """
    yield from _different(container, "memory", "memory")


@rule(
    id="ephemeral-storage-equal",
    title="Request for ephemeral storage differs from the limit",
    severity=Severity.LOW,
    judges=Container,
    remediation="Set resources.requests.ephemeral-storage to the same amount as the limit.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/storage/ephemeral-storage/",),
    profile=Profile.STRICT,
)
def ephemeral_storage_equal(container: Container) -> Iterator[Match]:
    """The container requests less of the node's disk than it may use.

    ## Why it matters

    A disk that is full cannot be shared: the kubelet evicts pods until there is room. It needs several containers that
    write much at once, which makes this low.

    ## Avoid

    ```yaml
    resources:
      requests:
        ephemeral-storage: 100Mi
      limits:
        ephemeral-storage: 10Gi
    ```

    ## Prefer

    ```yaml
    resources:
      requests:
        ephemeral-storage: 2Gi
      limits:
        ephemeral-storage: 2Gi
    ```

    ## Notes

    Containers where both are set are judged; a limit alone is a request of the same size.

    ## References

    - https://kubernetes.io/docs/concepts/storage/ephemeral-storage/
    """
    yield from _different(container, "ephemeral-storage", "ephemeral storage")


def _different(container: Container, resource: str, name: str) -> Iterator[Match]:
    request, limit = container.resource("requests", resource), container.resource("limits", resource)
    if request.malformed or limit.malformed:
        return
    requested, allowed = parse_quantity(request.value), parse_quantity(limit.value)
    # Above the limit it is refused altogether, which request-above-limit says.
    if requested is not None and allowed is not None and requested < allowed:
        yield Match(
            request.path,
            f"{container.owner(request)} requests less {name} than its limit allows.",
            related=(Related("The limit is this.", limit.path),),
        )
