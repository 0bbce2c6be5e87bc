"""Processes in the group of root."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import Setting


@rule(
    id="root-group",
    title="Container runs in the group of root",
    severity=Severity.LOW,
    judges=Container,
    remediation="Set runAsGroup, fsGroup and supplementalGroups to numbers other than 0.",
    frameworks=("nsa-cisa/non-root-containers", "owasp-k8s/K01"),
    tags=("kubernetes", "security"),
    references=("https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",),
)
def root_group(container: Container) -> Iterator[Match]:
    """`runAsGroup`, `fsGroup` or an entry of `supplementalGroups` is 0.

    ## Why it matters

    Group 0 is root's: images and volumes leave many files readable, and some writable, to it. That is less than being
    root, and the files must be there, which makes this low.

    ## Avoid

    ```yaml
    securityContext:
      runAsUser: 1000
      runAsGroup: 0
    ```

    ## Prefer

    ```yaml
    securityContext:
      runAsUser: 10101
      runAsGroup: 10101
      fsGroup: 10101
    ```

    ## Notes

    Only what is written is reported: where `runAsGroup` is not set, the image names the group. Images made for
    OpenShift's changing users expect group 0; where they are meant to run in it, ignore this rule for them. Pods with
    `os.name: windows` are exempt.

    ## References

    - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
    """
    if container.pod.is_windows:
        return
    for setting in container.decisions("runAsGroup"):
        if _may_be_zero(setting):
            yield Match(setting.path, f"{container.owner(setting)} runs in the group of root: 'runAsGroup' is 0.")
    if container.ordinal:
        return
    # These fields are the pod's alone; its first container answers for them.
    files = container.pod.read("securityContext", "fsGroup")
    if _may_be_zero(files):
        yield Match(files.path, "The pod's volumes belong to the group of root: 'fsGroup' is 0.")
    for item in container.pod.read("securityContext", "supplementalGroups").items():
        if _may_be_zero(item):
            yield Match(item.path, "The pod runs in the group of root: 'supplementalGroups' has 0.")


def _may_be_zero(setting: Setting) -> bool:
    """Whether a group is 0, or 0 in quotes, which the API server refuses."""
    return setting.integer == 0 or setting.text.strip() == "0"
