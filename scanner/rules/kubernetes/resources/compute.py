"""Requests and limits for CPU and memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container, ContainerRole, parse_quantity
from scanner.kubernetes.namespace_bounds import has_default
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import Setting
    from scanner.kubernetes.namespace_bounds import Side

_NAMES = {"cpu": "CPU", "memory": "memory"}


@rule(
    id="cpu-request",
    title="Container requests no CPU",
    severity=Severity.MEDIUM,
    judges=Container,
    remediation="Set resources.requests.cpu to what the container needs under usual load.",
    frameworks=("nsa-cisa/resource-policies", "owasp-k8s/K01"),
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",),
)
def cpu_request(container: Container) -> Iterator[Match]:
    """The container has no CPU request.

    ## Why it matters

    The scheduler reserves nothing for the container, so it can land on a full node and be starved there, and an
    autoscaler by CPU utilisation cannot work. Performance suffers, data does not, which makes this medium.

    ## Avoid

    ```yaml
    resources: {}
    ```

    ## Prefer

    ```yaml
    resources:
      requests:
        cpu: 250m
    ```

    ## Notes

    A limit counts as a request of the same size, as the API server has it, and so do the resources of the pod as a
    whole and the default of a LimitRange of the namespace in the scan. Init containers and sidecars are judged;
    ephemeral containers cannot have resources.

    ## References

    - https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
    """
    yield from _missing_request(container, "cpu")


@rule(
    id="cpu-limit",
    title="Container has no CPU limit",
    severity=Severity.LOW,
    judges=Container,
    remediation="Set resources.limits.cpu, with room above the request.",
    frameworks=("nsa-cisa/resource-policies", "owasp-k8s/K01"),
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",),
    profile=Profile.STRICT,
)
def cpu_limit(container: Container) -> Iterator[Match]:
    """The container has no CPU limit.

    ## Why it matters

    Without a limit one container can use all the CPU of its node that others did not request. Those keep their
    requests, and a limit costs throughput where CPU is idle, which makes this low.

    ## Avoid

    ```yaml
    resources:
      requests:
        cpu: 250m
    ```

    ## Prefer

    ```yaml
    resources:
      requests:
        cpu: 250m
      limits:
        cpu: "1"
    ```

    ## Notes

    A limit of 0 is none. The limit of the pod as a whole counts, and so does the default of a LimitRange of the
    namespace in the scan. Many teams set requests alone on purpose, as the kernel then shares idle CPU; the rule
    therefore belongs to the strict profile.

    ## References

    - https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
    """
    yield from _missing_limit(container, "cpu")


@rule(
    id="memory-request",
    title="Container requests no memory",
    severity=Severity.MEDIUM,
    judges=Container,
    remediation="Set resources.requests.memory to what the container needs under usual load.",
    frameworks=("nsa-cisa/resource-policies", "owasp-k8s/K01"),
    tags=("kubernetes", "reliability"),
    references=(
        "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
        "https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/",
    ),
    profile=Profile.STRICT,
)
def memory_request(container: Container) -> Iterator[Match]:
    """The container has no memory request.

    ## Why it matters

    The scheduler reserves nothing for the container, and when the node runs out of memory, pods above their request
    are evicted first: without a request that is always this one. Availability suffers, which makes this medium.

    ## Avoid

    ```yaml
    resources: {}
    ```

    ## Prefer

    ```yaml
    resources:
      requests:
        memory: 512Mi
    ```

    ## Notes

    A limit counts as a request of the same size, as the API server has it, and so do the resources of the pod as a
    whole and the default of a LimitRange of the namespace in the scan. Init containers and sidecars are judged;
    ephemeral containers cannot have resources. Where `memory-limit` is satisfied there is a request too, so this rule
    belongs to the strict profile: for those who set no limits.

    ## References

    - https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
    - https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/
    """
    yield from _missing_request(container, "memory")


@rule(
    id="memory-limit",
    title="Container has no memory limit",
    severity=Severity.MEDIUM,
    judges=Container,
    remediation="Set resources.limits.memory to the most that the container may use.",
    frameworks=("nsa-cisa/resource-policies", "owasp-k8s/K01"),
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",),
)
def memory_limit(container: Container) -> Iterator[Match]:
    """The container has no memory limit.

    ## Why it matters

    A leak, or an attacker who provokes one, takes the memory of the whole node, and the kernel then kills processes of
    other pods. It reaches the neighbours, but not their data, which makes this medium.

    ## Avoid

    ```yaml
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

    A limit of 0 is none. The limit of the pod as a whole counts, and so does the default of a LimitRange of the
    namespace in the scan.

    ## References

    - https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
    """
    yield from _missing_limit(container, "memory")


def _missing_request(container: Container, resource: str) -> Iterator[Match]:
    request = container.resource("requests", resource)
    # "If limits are specified, but requests are not, default requests to limits": SetDefaults_Pod in kubernetes,
    # pkg/apis/core/v1/defaults.go.
    if request.is_set or not container.resource("limits", resource).is_set:
        yield from _missing(container, request, "requests", resource)


def _missing_limit(container: Container, resource: str) -> Iterator[Match]:
    yield from _missing(container, container.resource("limits", resource), "limits", resource)


def _missing(container: Container, setting: Setting, side: Side, resource: str) -> Iterator[Match]:
    if container.role is ContainerRole.EPHEMERAL or (not setting.is_set and has_default(container, side, resource)):
        return
    what = f"{_NAMES[resource]} {side.removesuffix('s')}"
    # The same words for every container where the pod's own resources decide: it is one finding.
    owner = container.owner(setting)
    if not setting.is_set:
        yield Match(setting.path, f"{owner} has no {what}.")
        return
    amount = None if setting.malformed else parse_quantity(setting.value)
    if amount is None:
        yield Match(setting.path, f"{owner} has a {what} that is no quantity.")
    elif amount <= 0:
        yield Match(setting.path, f"{owner} has a {what} of 0, which is none.")
