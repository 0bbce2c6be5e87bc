"""What a HorizontalPodAutoscaler measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container, ContainerRole, KubernetesObject, group_of
from scanner.kubernetes.namespace_bounds import default_for
from scanner.model import Match, Profile, Related, Severity, Unknown
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import Setting
    from scanner.model import Path
    from scanner.rules.check import Judgement

_DEFAULT_METRIC = (0, "resource", "name")
"""Where in ``metrics`` the API server writes the one that it fills in."""


@rule(
    id="hpa-metrics",
    title="HorizontalPodAutoscaler names no metric",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("HorizontalPodAutoscaler",),
    remediation="Name in spec.metrics what the load of the workload shows in, and the target for it.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/",),
    profile=Profile.STRICT,
    files_only=True,
)
def hpa_metrics(autoscaler: KubernetesObject) -> Iterator[Match]:
    """The HorizontalPodAutoscaler does not say what it scales by.

    ## Why it matters

    The API server then takes 80 % of the requested CPU, which fits some workloads and not others, and nobody chose it.
    It does scale, which makes this low.

    ## Avoid

    ```yaml
    kind: HorizontalPodAutoscaler
    spec:
      maxReplicas: 10
    ```

    ## Prefer

    ```yaml
    kind: HorizontalPodAutoscaler
    spec:
      maxReplicas: 10
      metrics:
        - type: Resource
          resource:
            name: cpu
            target:
              type: Utilization
              averageUtilization: 70
    ```

    ## Notes

    In `autoscaling/v1` the field is `targetCPUUtilizationPercentage`.

    ## References

    - https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
    """
    if autoscaler.group == "autoscaling" and not _names_metrics(autoscaler):
        metrics = _metrics_field(autoscaler)
        yield Match(metrics.path, f"{autoscaler.title} names no metric, so it scales by 80 % of the requested CPU.")


@rule(
    id="hpa-metric-without-request",
    title="HorizontalPodAutoscaler scales by a request that containers do not have",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("HorizontalPodAutoscaler",),
    remediation="Give each container of the target a request for the resource, or scale by averageValue.",
    tags=("kubernetes", "reliability", "correctness"),
    references=("https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/",),
)
def hpa_metric_without_request(autoscaler: KubernetesObject) -> Iterator[Judgement]:
    """The autoscaler scales by the utilization of a resource that a container of its target does not request.

    ## Why it matters

    Utilization is a share of the request. Where one container has none, the metric cannot be computed and the
    autoscaler does not act: it shows only under load. The service degrades rather than fails, which makes this medium.

    ## Avoid

    ```yaml
    metrics:
      - type: Resource
        resource:
          name: cpu
          target:
            type: Utilization
            averageUtilization: 70
    ```

    ## Prefer

    ```yaml
    metrics:
      - type: ContainerResource
        containerResource:
          name: cpu
          container: web
          target:
            type: Utilization
            averageUtilization: 70
    ```

    ## Notes

    Without metrics it is the utilization of CPU, as the API server has it. A limit counts as a request of the same
    size, and so do the resources of the pod as a whole and the defaults of a LimitRange that was scanned. Where the
    target was not scanned, the answer is not known, and said so.

    ## References

    - https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/
    """
    by_utilization = tuple(_by_utilization(autoscaler))
    target = _target(autoscaler)
    if autoscaler.group != "autoscaling" or not by_utilization:
        return
    if target is None:
        yield Unknown("The target of the autoscaler was not scanned.")
        return
    for path, resource, only in by_utilization:
        for container in (one for pod in target.pods for one in pod.containers if one.role is ContainerRole.CONTAINER):
            if (not only or container.name == only) and not _requests(container, resource):
                yield Match(
                    path,
                    f"{autoscaler.title} scales by '{resource}', which container '{container.name}' of {target.kind} "
                    f"'{target.name}' does not request.",
                    related=(Related("This is the container.", container.path, target.document),),
                )
                break


def _metrics_field(autoscaler: KubernetesObject) -> Setting:
    first = autoscaler.api_version == "autoscaling/v1"
    return autoscaler.read("spec", "targetCPUUtilizationPercentage" if first else "metrics")


def _names_metrics(autoscaler: KubernetesObject) -> bool:
    metrics = _metrics_field(autoscaler)
    return metrics.is_set and metrics.value != []


def _by_utilization(autoscaler: KubernetesObject) -> Iterator[tuple[Path, str, str]]:
    """Yield the place, the resource and the only container that is meant (or "") of each metric by utilization."""
    metrics = _metrics_field(autoscaler)
    if not _names_metrics(autoscaler) or autoscaler.api_version == "autoscaling/v1":
        written = () if autoscaler.api_version == "autoscaling/v1" else _DEFAULT_METRIC
        yield (*metrics.path, *written), "cpu", ""
        return
    for metric in metrics.items():
        for field in ("resource", "containerResource"):
            source = metric.read(field)
            resource = source.read("name").text
            if resource and source.read("target", "averageUtilization").is_set:
                yield source.read("name").path, resource, source.read("container").text


def _target(autoscaler: KubernetesObject) -> KubernetesObject | None:
    target = autoscaler.read("spec", "scaleTargetRef")
    group = group_of(target.read("apiVersion").text)
    return autoscaler.inventory.find(group, target.read("kind").text, autoscaler.namespace, target.read("name").text)


def _requests(container: Container, resource: str) -> bool:
    stated = any(container.resource(bound, resource).is_set for bound in ("requests", "limits"))
    return stated or default_for(container, "requests", resource) is not None
