"""Namespaces of the system, and what namespaces should bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.kubernetes.namespace_bounds import bounds_by_namespace
from scanner.model import Match, Profile, Related, Severity, Unknown
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.rules.check import Judgement

_SYSTEM = frozenset({"kube-node-lease", "kube-public", "kube-system"})
_RESOURCES = ("cpu", "memory")


@rule(
    id="system-namespace",
    title="Workload is in a namespace of the system",
    severity=Severity.LOW,
    judges=KubernetesObject,
    remediation="Give the workload a namespace of its own.",
    frameworks=("nsa-cisa/namespaces",),
    tags=("kubernetes", "security"),
    profile=Profile.STRICT,
    references=("https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces",),
)
def system_namespace(item: KubernetesObject) -> Iterator[Match]:
    """A workload is in `kube-system`, `kube-public` or `kube-node-lease`.

    ## Why it matters

    `kube-system` is exempt from many policies, and whoever runs pods in it may use the service accounts of the
    cluster's controllers. Add-ons of the cluster belong there and cannot be told from applications, which makes this
    low.

    ## Avoid

    ```yaml
    kind: Deployment
    metadata:
      name: web
      namespace: kube-system
    ```

    ## Prefer

    ```yaml
    kind: Deployment
    metadata:
      name: web
      namespace: shop
    ```

    ## References

    - https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces
    """
    namespace = item.read("metadata", "namespace")
    if item.pods and namespace.text in _SYSTEM:
        yield Match(namespace.path, f"{item.title} runs in the namespace '{namespace.text}' of the system.")


@rule(
    id="limitrange-usage",
    title="Namespace bounds no container by default",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("Namespace",),
    remediation="Add a LimitRange with defaults of cpu and memory for containers.",
    frameworks=("nsa-cisa/resource-policies",),
    tags=("kubernetes", "reliability", "cost"),
    profile=Profile.STRICT,
    references=("https://kubernetes.io/docs/concepts/policy/limit-range/",),
)
def limitrange_usage(namespace: KubernetesObject) -> Iterator[Judgement]:
    """The namespace has no LimitRange, or none that gives containers default requests of cpu and memory.

    ## Why it matters

    A container that names no requests is placed anywhere and may take all of its node. Where containers name their
    own, the defaults matter little, which makes this low.

    ## Avoid

    ```yaml
    kind: LimitRange
    spec:
      limits:
        - type: Pod
          max:
            cpu: "4"
    ```

    ## Prefer

    ```yaml
    kind: LimitRange
    spec:
      limits:
        - type: Container
          default:
            cpu: 500m
            memory: 256Mi
          defaultRequest:
            cpu: 100m
            memory: 128Mi
    ```

    ## Notes

    The rule decides where the scan holds any LimitRange, or is complete; elsewhere the answer is not known, and said
    so. Where a LimitRange has no `defaultRequest`, its `default`, `max` or `min` counts, as the API server has it.
    The namespaces of the system are exempt.

    ## References

    - https://kubernetes.io/docs/concepts/policy/limit-range/
    """
    if namespace.group or namespace.name in _SYSTEM:
        return
    ranges = namespace.inventory.of_kind("", "LimitRange", namespace.name)
    missing = [resource for resource in _RESOURCES if not any(_has_default(one, resource) for one in ranges)]
    if ranges and missing:
        related = tuple(Related(f"{one.title} gives no such default.", ("spec",), one.document) for one in ranges[:5])
        what = " and ".join(missing)
        message = f"The LimitRanges of the namespace '{namespace.name}' give containers no default of {what}."
        yield Match(("metadata", "name"), message, related=related)
    elif not ranges:
        yield from _none(namespace, "LimitRange")


def _has_default(limit_range: KubernetesObject, resource: str) -> bool:
    bounds = bounds_by_namespace([limit_range]).get(limit_range.namespace, ())
    return any(one.default("requests", resource) is not None for one in bounds)


@rule(
    id="resourcequota-usage",
    title="Namespace bounds no resources",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("Namespace",),
    remediation="Add a ResourceQuota that bounds the cpu and memory that the pods of the namespace ask for.",
    frameworks=("nsa-cisa/resource-policies",),
    tags=("kubernetes", "reliability", "cost"),
    profile=Profile.STRICT,
    references=("https://kubernetes.io/docs/concepts/policy/resource-quotas/",),
)
def resourcequota_usage(namespace: KubernetesObject) -> Iterator[Judgement]:
    """The namespace has no ResourceQuota, or none that bounds cpu and memory.

    ## Why it matters

    Without one a namespace may take the whole cluster, by an autoscaler that runs away as much as by intent. A cluster
    with one tenant may do without, which makes this low.

    ## Avoid

    ```yaml
    kind: ResourceQuota
    spec:
      hard:
        pods: "20"
    ```

    ## Prefer

    ```yaml
    kind: ResourceQuota
    spec:
      hard:
        requests.cpu: "20"
        requests.memory: 64Gi
    ```

    ## Notes

    The rule decides where the scan holds any ResourceQuota, or is complete; elsewhere the answer is not known, and
    said so. `cpu`, `requests.cpu` and `limits.cpu` count alike. The namespaces of the system are exempt.

    ## References

    - https://kubernetes.io/docs/concepts/policy/resource-quotas/
    """
    if namespace.group or namespace.name in _SYSTEM:
        return
    quotas = namespace.inventory.of_kind("", "ResourceQuota", namespace.name)
    missing = [resource for resource in _RESOURCES if not any(_bounds(one, resource) for one in quotas)]
    if quotas and missing:
        related = tuple(Related(f"{one.title} has no such bound.", ("spec",), one.document) for one in quotas[:5])
        message = f"The ResourceQuotas of the namespace '{namespace.name}' do not bound {' and '.join(missing)}."
        yield Match(("metadata", "name"), message, related=related)
    elif not quotas:
        yield from _none(namespace, "ResourceQuota")


def _bounds(quota: KubernetesObject, resource: str) -> bool:
    hard = quota.read("spec", "hard").mapping
    return any(hard.get(key) is not None for key in (resource, f"requests.{resource}", f"limits.{resource}"))


def _none(namespace: KubernetesObject, kind: str) -> Iterator[Judgement]:
    inventory = namespace.inventory
    if inventory.scope_complete or inventory.of_kind("", kind):
        yield Match(("metadata", "name"), f"The namespace '{namespace.name}' has no {kind}.")
    else:
        yield Unknown(f"No {kind} was scanned.")
