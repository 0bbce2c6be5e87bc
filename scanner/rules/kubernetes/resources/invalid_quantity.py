"""Amounts that the API server refuses, or that mean something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject, parse_quantity
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import Pod, Setting

_BYTES = frozenset({"ephemeral-storage", "memory", "storage"})
_BOUNDS = ("limits", "requests")
_LIMIT_RANGE_FIELDS = ("default", "defaultRequest", "max", "min")


@rule(
    id="invalid-quantity",
    title="Amount of a resource is no quantity",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    remediation="Write a number with one of the suffixes m, k, M, G, T, Ki, Mi, Gi, Ti, without spaces.",
    tags=("kubernetes", "correctness"),
    references=("https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/",),
)
def invalid_quantity(item: KubernetesObject) -> Iterator[Match]:
    """An amount is no quantity, is negative, or is a fraction of what cannot be divided.

    ## Why it matters

    The API server refuses the object, or takes `512m` of memory for half a byte and the container does not start.
    It never works, which makes this high.

    ## Avoid

    ```yaml
    resources:
      requests:
        memory: 512MB
      limits:
        memory: 512m
    ```

    ## Prefer

    ```yaml
    resources:
      requests:
        memory: 512Mi
      limits:
        memory: 512Mi
    ```

    ## Notes

    Judged are requests and limits of containers and pods, sizes of emptyDir volumes and of PersistentVolumeClaims,
    capacities of PersistentVolumes, LimitRanges and ResourceQuotas. Bytes and extended resources such as
    `nvidia.com/gpu` are whole numbers.

    ## References

    - https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
    """
    for name, setting in _amounts(item):
        problem = _problem(name, setting)
        if problem:
            yield Match(setting.path, f"{item.title} has an amount of '{name}' that {problem}.")


def _problem(name: str, setting: Setting) -> str | None:
    amount = parse_quantity(setting.value)
    if amount is None:
        return "is no quantity"
    if amount < 0:
        return "is negative"
    if amount.denominator != 1 and name.removeprefix("limits.").removeprefix("requests.") in _BYTES:
        return "is a fraction of a byte"
    if amount.denominator != 1 and ("/" in name or name.startswith("hugepages-")):
        return "is a fraction of what cannot be divided"
    return None


def _amounts(item: KubernetesObject) -> Iterator[tuple[str, Setting]]:
    for pod in item.pods:
        yield from _of_pod(pod)
    match item.group, item.kind:
        case "", "PersistentVolumeClaim":
            yield from _of_resources(item.read("spec", "resources"))
        case "", "PersistentVolume":
            yield from _of_map(item.read("spec", "capacity"))
        case "", "ResourceQuota":
            yield from _of_map(item.read("spec", "hard"))
        case "", "LimitRange":
            for limit in item.read("spec", "limits").items():
                for field in _LIMIT_RANGE_FIELDS:
                    yield from _of_map(limit.read(field))
        case "apps", "StatefulSet":
            for claim in item.read("spec", "volumeClaimTemplates").items():
                yield from _of_resources(claim.read("spec", "resources"))
        case _:
            pass


def _of_pod(pod: Pod) -> Iterator[tuple[str, Setting]]:
    yield from _of_resources(pod.read("resources"))
    for container in pod.containers:
        yield from _of_resources(container.read("resources"))
    for volume in pod.volumes:
        yield from _of_volume(volume)


def _of_volume(volume: Setting) -> Iterator[tuple[str, Setting]]:
    size = volume.read("emptyDir", "sizeLimit")
    if size.is_set and not size.malformed:
        yield "storage", size
    yield from _of_resources(volume.read("ephemeral", "volumeClaimTemplate", "spec", "resources"))


def _of_resources(resources: Setting) -> Iterator[tuple[str, Setting]]:
    for bound in _BOUNDS:
        yield from _of_map(resources.read(bound))


def _of_map(amounts: Setting) -> Iterator[tuple[str, Setting]]:
    """Yield what is set; another shape than a map is the schema's business."""
    for name in amounts.mapping:
        if amounts.read(name).is_set:
            yield name, amounts.read(name)
