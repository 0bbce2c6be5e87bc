"""User and group ids that are likely to mean somebody on the node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_HIGHEST_LOW = 10_000
"""The field's convention: ids up to this are taken for the node's own."""


@rule(
    id="low-uid",
    title="Container runs with a low user id",
    severity=Severity.LOW,
    judges=Container,
    remediation="Set runAsUser to a number above 10000.",
    tags=("kubernetes", "security"),
    references=("https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",),
    profile=Profile.STRICT,
)
def low_uid(container: Container) -> Iterator[Match]:
    """The container or its pod sets `runAsUser` to a number from 1 to 10000.

    ## Why it matters

    Without user namespaces a user id means the same on the node, where low numbers belong to people and services. A
    process that gets out of its container then owns their files. It has to get out first, which makes this low.

    ## Avoid

    ```yaml
    securityContext:
      runAsUser: 1000
    ```

    ## Prefer

    ```yaml
    securityContext:
      runAsUser: 10101
    ```

    ## Notes

    0 is reported by `run-as-user-zero`. Where nothing is set the image names the user, and OpenShift gives a high one;
    neither can be seen here. Pods with `os.name: windows` are exempt.

    ## References

    - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
    """
    yield from _low(container, "runAsUser", "user")


@rule(
    id="low-gid",
    title="Container runs with a low group id",
    severity=Severity.LOW,
    judges=Container,
    remediation="Set runAsGroup to a number above 10000.",
    tags=("kubernetes", "security"),
    references=("https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",),
    profile=Profile.STRICT,
)
def low_gid(container: Container) -> Iterator[Match]:
    """The container or its pod sets `runAsGroup` to a number from 1 to 10000.

    ## Why it matters

    Without user namespaces a group id means the same on the node, where low numbers belong to groups such as `disk` or
    `docker`. A process that gets out of its container then has their rights. It has to get out first, which makes this
    low.

    ## Avoid

    ```yaml
    securityContext:
      runAsGroup: 999
    ```

    ## Prefer

    ```yaml
    securityContext:
      runAsGroup: 10101
    ```

    ## Notes

    0 is reported by `root-group`. Pods with `os.name: windows` are exempt.

    ## References

    - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
    """
    yield from _low(container, "runAsGroup", "group")


def _low(container: Container, field: str, what: str) -> Iterator[Match]:
    if container.pod.is_windows:
        return
    for setting in container.decisions(field):
        number = setting.integer
        if number is not None and 0 < number <= _HIGHEST_LOW:
            yield Match(
                setting.path,
                f"{container.owner(setting)} runs as {what} {number}, which may be a {what} of the node as well.",
            )
