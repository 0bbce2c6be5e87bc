"""What a namespace gives containers, and asks of them: LimitRanges and ResourceQuotas.

Sources in kubernetes: ``SetDefaults_LimitRangeItem`` in ``pkg/apis/core/v1/defaults.go`` for what the fields of a
LimitRange stand for; ``mergePodResourceRequirements`` in ``plugin/pkg/admission/limitranger/admission.go`` for what a
container gets; ``podEvaluator.Constraints`` in ``pkg/quota/v1/evaluator/core/pods.go`` for what a quota demands.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self, TypeAlias

from scanner.kubernetes.container import ContainerRole
from scanner.kubernetes.quantity import parse_quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from fractions import Fraction

    from scanner.kubernetes.container import Container
    from scanner.kubernetes.object import KubernetesObject
    from scanner.kubernetes.setting import Setting

Side: TypeAlias = Literal["requests", "limits"]

_FIELDS: dict[Side, tuple[str, ...]] = {
    "requests": ("defaultRequest", "default", "max", "min"),
    "limits": ("default", "max"),
}
"""Which field of a LimitRange is the default: the first that is written."""

_DEMANDS: dict[str, tuple[Side, str]] = {
    "cpu": ("requests", "cpu"),
    "limits.cpu": ("limits", "cpu"),
    "limits.memory": ("limits", "memory"),
    "memory": ("requests", "memory"),
    "requests.cpu": ("requests", "cpu"),
    "requests.memory": ("requests", "memory"),
}
"""The bounds of a quota because of which each container must say its share."""


@dataclass(frozen=True, slots=True)
class ContainerBounds:
    """One item of a LimitRange, of the type ``Container``."""

    owner: KubernetesObject
    item: Setting

    def default(self, side: Side, resource: str) -> Setting | None:
        """Return what a container gets that does not say it; None where it gets nothing."""
        for field in _FIELDS[side]:
            setting = self.item.read(field, resource)
            if amount_of(setting) is not None:
                return setting
        return None


def bounds_by_namespace(limit_ranges: Iterable[KubernetesObject]) -> dict[str, tuple[ContainerBounds, ...]]:
    """Return what LimitRanges say of single containers."""
    found: dict[str, list[ContainerBounds]] = defaultdict(list)
    for owner in limit_ranges:
        for item in owner.read("spec", "limits").items():
            if item.read("type").text == "Container":
                found[owner.namespace].append(ContainerBounds(owner, item))
    return {namespace: tuple(bounds) for namespace, bounds in found.items()}


@dataclass(frozen=True, slots=True)
class NamespaceBounds:
    """All of a scan, by namespace."""

    containers: Mapping[str, tuple[ContainerBounds, ...]]
    quotas: Mapping[str, list[KubernetesObject]]

    @classmethod
    def of(cls, limit_ranges: Iterable[KubernetesObject], quotas: Iterable[KubernetesObject]) -> Self:
        """Read them from LimitRanges and ResourceQuotas."""
        by_namespace: dict[str, list[KubernetesObject]] = defaultdict(list)
        for quota in quotas:
            by_namespace[quota.namespace].append(quota)
        return cls(bounds_by_namespace(limit_ranges), dict(by_namespace))


def bounds_for(container: Container) -> tuple[ContainerBounds, ...]:
    """Return what the LimitRanges of its namespace say of a container; ephemeral ones have no resources."""
    if container.role is ContainerRole.EPHEMERAL:
        return ()
    return container.pod.object.inventory.bounds.containers.get(container.pod.namespace, ())


def default_for(container: Container, side: Side, resource: str) -> Setting | None:
    """Return what a LimitRange of the scan gives a container that does not say it itself."""
    defaults = (bounds.default(side, resource) for bounds in bounds_for(container))
    return next((default for default in defaults if default is not None), None)


def has_default(container: Container, side: Side, resource: str) -> bool:
    """Whether a LimitRange of the scan gives a container more than nothing of a resource."""
    default = default_for(container, side, resource)
    amount = None if default is None else amount_of(default)
    return amount is not None and amount > 0


def in_force(container: Container, side: Side, resource: str) -> Setting | None:
    """Return the container's request or limit as it will be: its own, its limit for a request, or the default."""
    own = container.read("resources", side, resource)
    if not own.is_set:
        own = container.read("resources", "limits", resource)
    return own if own.is_set else default_for(container, side, resource)


def demands_of(quota: KubernetesObject) -> Iterator[tuple[Setting, Side, str]]:
    """Yield each bound because of which a container must have a request or limit.

    A quota with scopes is about some pods only, and is left out.
    """
    spec = quota.read("spec")
    if spec.read("scopes").items() or spec.read("scopeSelector").is_set:
        return
    hard = spec.read("hard")
    for name in hard.mapping:
        if name in _DEMANDS and hard.read(name).is_set:
            yield hard.read(name), *_DEMANDS[name]


def amount_of(setting: Setting) -> Fraction | None:
    """Return an amount; None where nothing is set, or no quantity."""
    return None if setting.malformed else parse_quantity(setting.value)
