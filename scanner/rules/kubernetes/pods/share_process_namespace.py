"""Containers of one pod that see each other's processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Pod
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="share-process-namespace",
    title="Containers of a pod see each other's processes",
    severity=Severity.LOW,
    judges=Pod,
    remediation="Remove shareProcessNamespace; use an ephemeral container with --target for debugging.",
    tags=("kubernetes", "security"),
    references=("https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/",),
    profile=Profile.STRICT,
)
def share_process_namespace(pod: Pod) -> Iterator[Match]:
    """The pod's `shareProcessNamespace` is something other than false.

    ## Why it matters

    Each container sees the others' command lines and, as the same user, their environment and files through `/proc`.
    A sidecar's flaw becomes the application's. It stays within one pod, which makes this low.

    ## Avoid

    ```yaml
    spec:
      shareProcessNamespace: true
    ```

    ## Prefer

    ```yaml
    spec:
      shareProcessNamespace: false
    ```

    ## References

    - https://kubernetes.io/docs/tasks/configure-pod-container/share-process-namespace/
    """
    setting = pod.read("shareProcessNamespace")
    if setting.may_be_true:
        state = "true" if setting.is_true else "not certainly false"
        yield Match(
            setting.path, f"The pod's containers see each other's processes: 'shareProcessNamespace' is {state}."
        )
