"""Containers that the bounds of their namespace refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container, ContainerRole
from scanner.kubernetes.namespace_bounds import amount_of, bounds_for, demands_of, in_force
from scanner.model import Match, Related, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from scanner.kubernetes import Setting
    from scanner.kubernetes.namespace_bounds import ContainerBounds, Side

_SIDES: dict[Side, str] = {"requests": "request", "limits": "limit"}
_NAMES = {"cpu": "CPU"}
_FIELDS = ("min", "max", "maxLimitRequestRatio")


@rule(
    id="limit-range-violation",
    title="Container is outside the bounds of its namespace",
    severity=Severity.HIGH,
    judges=Container,
    remediation="Bring the request and the limit within the LimitRange, or change the LimitRange.",
    frameworks=("nsa-cisa/resource-policies",),
    tags=("kubernetes", "reliability", "correctness"),
    references=("https://kubernetes.io/docs/concepts/policy/limit-range/",),
)
def limit_range_violation(container: Container) -> Iterator[Match]:
    """A request or limit is below the minimum or above the maximum of a LimitRange of the namespace, or too far apart.

    ## Why it matters

    The API server accepts the Deployment and then refuses every pod of it: the rollout hangs, and the reason stands in
    the events of a ReplicaSet. The pod does not start at all, which makes this high.

    ## Avoid

    ```yaml
    # in a namespace with a LimitRange that has max: {memory: 1Gi} for containers
    resources:
      limits:
        memory: 2Gi
    ```

    ## Prefer

    ```yaml
    resources:
      limits:
        memory: 1Gi
    ```

    ## Notes

    As in the API server, a request that is not written is the limit, and what else is not written is what the
    LimitRange gives; a request above a limit given so is refused too. Only LimitRanges of the scan count, and of these
    the items of the type `Container`.

    ## References

    - https://kubernetes.io/docs/concepts/policy/limit-range/
    """
    for bounds in bounds_for(container):
        for resource in dict.fromkeys(name for field in _FIELDS for name in bounds.item.read(field).mapping):
            yield from _outside(container, bounds, resource)
            yield from _too_far_apart(container, bounds, resource)
        yield from _above_given_limit(container, bounds)


def _outside(container: Container, bounds: ContainerBounds, resource: str) -> Iterator[Match]:
    least, most = (amount_of(bounds.item.read(field, resource)) for field in ("min", "max"))
    for side, word in _SIDES.items():
        own = container.read("resources", side, resource)
        amount = amount_of(own)
        if amount is None:
            continue
        what = f"{container.title} has a {_name(resource)} {word} of '{own.value}'"
        if least is not None and amount < least:
            yield _match(own, bounds, ("min", resource), f"{what}, below the minimum")
        if most is not None and amount > most:
            yield _match(own, bounds, ("max", resource), f"{what}, above the maximum")


def _too_far_apart(container: Container, bounds: ContainerBounds, resource: str) -> Iterator[Match]:
    ratio = amount_of(bounds.item.read("maxLimitRequestRatio", resource))
    request, limit = (_own_or_given(container, side, resource) for side in _SIDES)
    if ratio is None or request is None or limit is None:
        return
    own = container.read("resources", "limits", resource)
    place = own if own.is_set else container.read("resources", "requests", resource)
    if place.is_set and request > 0 and limit / request > ratio:
        what = f"{container.title} has a {_name(resource)} limit too many times its request"
        yield _match(place, bounds, ("maxLimitRequestRatio", resource), f"{what}, above the ratio")


def _above_given_limit(container: Container, bounds: ContainerBounds) -> Iterator[Match]:
    for resource in container.read("resources", "requests").mapping:
        own = container.read("resources", "requests", resource)
        given = bounds.default("limits", resource)
        amount, limit = amount_of(own), amount_of(given) if given is not None else None
        stated = container.read("resources", "limits", resource).is_set
        if given is None or stated or amount is None or limit is None or amount <= limit:
            continue
        if given.path[-2] != "max":  # which `_outside` reports
            what = f"{container.title} has a {_name(resource)} request of '{own.value}' and no limit"
            yield _match(own, bounds, ("default", resource), f"{what}, so that it gets the lower default limit")


def _own_or_given(container: Container, side: Side, resource: str) -> Fraction | None:
    setting = in_force(container, side, resource)
    return None if setting is None else amount_of(setting)


def _match(own: Setting, bounds: ContainerBounds, keys: tuple[str, str], problem: str) -> Match:
    bound = bounds.item.read(*keys)
    owner = bounds.owner
    related = Related("The LimitRange says this.", bound.path, owner.document)
    return Match(own.path, f"{problem} of the LimitRange '{owner.name}'.", related=(related,))


def _name(resource: str) -> str:
    return _NAMES.get(resource, resource)


@rule(
    id="quota-resource-missing",
    title="Container lacks what a ResourceQuota demands",
    severity=Severity.HIGH,
    judges=Container,
    remediation="Write the request or limit, or give the namespace a LimitRange with a default.",
    frameworks=("nsa-cisa/resource-policies",),
    tags=("kubernetes", "reliability", "correctness"),
    references=("https://kubernetes.io/docs/concepts/policy/resource-quotas/",),
)
def quota_resource_missing(container: Container) -> Iterator[Match]:
    """A ResourceQuota of the namespace bounds CPU or memory, and the container does not say how much it takes.

    ## Why it matters

    The API server cannot count such a container and refuses its pod: the rollout hangs, and the reason stands in the
    events of a ReplicaSet. The pod does not start at all, which makes this high.

    ## Avoid

    ```yaml
    # in a namespace with a ResourceQuota that has hard: {limits.memory: 8Gi}
    resources:
      requests:
        memory: 512Mi
    ```

    ## Prefer

    ```yaml
    resources:
      requests:
        memory: 512Mi
      limits:
        memory: 1Gi
    ```

    ## Notes

    A limit counts as a request of the same size, and the defaults of a LimitRange in the scan count. Pods with
    resources of the pod as a whole are exempt, as in the API server since 1.34, and so are quotas with scopes.

    ## References

    - https://kubernetes.io/docs/concepts/policy/resource-quotas/
    """
    pod = container.pod
    if container.role is ContainerRole.EPHEMERAL or any(pod.read("resources", side).is_set for side in _SIDES):
        return
    said = set()
    for quota in pod.object.inventory.bounds.quotas.get(pod.namespace, ()):
        for bound, side, resource in demands_of(quota):
            if (side, resource) in said or in_force(container, side, resource) is not None:
                continue
            said.add((side, resource))
            yield Match(
                container.read("resources", side, resource).path,
                f"{container.title} has no {_name(resource)} {_SIDES[side]}, which the ResourceQuota '{quota.name}'"
                " demands.",
                related=(Related("The quota bounds it.", bound.path, quota.document),),
            )
