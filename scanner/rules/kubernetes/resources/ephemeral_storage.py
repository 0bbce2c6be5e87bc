"""The node's disk, which all its pods share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container, ContainerRole, Pod, parse_quantity
from scanner.kubernetes.namespace_bounds import has_default
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="ephemeral-storage",
    title="Container has no limit for ephemeral storage",
    severity=Severity.LOW,
    judges=Container,
    remediation="Set resources.requests.ephemeral-storage and resources.limits.ephemeral-storage.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/storage/ephemeral-storage/",),
    profile=Profile.STRICT,
)
def ephemeral_storage(container: Container) -> Iterator[Match]:
    """The container may fill the node's disk with logs, its writable layer and emptyDir volumes.

    ## Why it matters

    A node whose disk is full evicts pods, those of others too. The kubelet watches the disk as a whole anyway, which
    makes this low.

    ## Avoid

    ```yaml
    resources:
      limits:
        memory: 1Gi
    ```

    ## Prefer

    ```yaml
    resources:
      requests:
        ephemeral-storage: 256Mi
      limits:
        ephemeral-storage: 2Gi
    ```

    ## Notes

    A limit alone is a request of the same size, and the default of a LimitRange of the namespace in the scan counts.
    Ephemeral containers cannot have resources.

    ## References

    - https://kubernetes.io/docs/concepts/storage/ephemeral-storage/
    """
    if container.role is ContainerRole.EPHEMERAL:
        return
    # The resources of the pod as a whole know CPU, memory and huge pages only.
    limit = container.read("resources", "limits", "ephemeral-storage")
    amount = None if limit.malformed else parse_quantity(limit.value)
    given = not limit.is_set and has_default(container, "limits", "ephemeral-storage")
    if not given and (amount is None or amount <= 0):
        yield Match(limit.path, f"{container.title} has no limit for ephemeral storage.")


@rule(
    id="emptydir-size-limit",
    title="emptyDir volume may grow without limit",
    severity=Severity.LOW,
    judges=Pod,
    remediation="Set sizeLimit of the emptyDir.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/storage/volumes/#emptydir",),
    profile=Profile.STRICT,
)
def emptydir_size_limit(pod: Pod) -> Iterator[Match]:
    """An emptyDir volume of the pod has no size limit.

    ## Why it matters

    What is written to it counts against the node's disk, or with `medium: Memory` against the memory of the
    containers. Limits of the containers bound it too, where they are set, which makes this low.

    ## Avoid

    ```yaml
    volumes:
      - name: tmp
        emptyDir: {}
    ```

    ## Prefer

    ```yaml
    volumes:
      - name: tmp
        emptyDir:
          sizeLimit: 64Mi
    ```

    ## Notes

    A volume that names no source is an emptyDir without a limit, as the API server has it.

    ## References

    - https://kubernetes.io/docs/concepts/storage/volumes/#emptydir
    """
    for volume in pod.volumes:
        directory = volume.read("emptyDir")
        if not directory.is_set and volume.mapping.keys() - {"name"}:
            continue
        limit = directory.read("sizeLimit")
        amount = None if limit.malformed else parse_quantity(limit.value)
        if amount is None or amount <= 0:
            yield Match(limit.path, f"The emptyDir volume '{volume.read('name').text}' has no size limit.")
