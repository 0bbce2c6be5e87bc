"""Windows containers that are processes of their node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.kubernetes.pod_security.controls import WINDOWS_HOST_PROCESS
from scanner.model import Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.pod_security.faults import faults_of_container

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Match


@rule(
    id="windows-host-process",
    title="Windows container runs as a process of its node",
    severity=Severity.HIGH,
    judges=Container,
    remediation="Remove hostProcess, or keep the pod in a namespace for components that run the nodes.",
    frameworks=("pss/baseline", "cis-kubernetes/5.2.10", "nsa-cisa/pod-security-enforcement", "owasp-k8s/K01"),
    tags=("kubernetes", "security"),
    references=(
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
        "https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/",
    ),
)
def windows_host_process(container: Container) -> Iterator[Match]:
    """The container or its pod sets `windowsOptions.hostProcess` to something other than false.

    ## Why it matters

    Such a container is no container: it sees the node's files, network and registry with the rights of its user, often
    SYSTEM. It is what `privileged` is on Linux, which makes this high.

    ## Avoid

    ```yaml
    securityContext:
      windowsOptions:
        hostProcess: true
    ```

    ## Prefer

    ```yaml
    securityContext:
      windowsOptions:
        hostProcess: false
        runAsUserName: ContainerUser
    ```

    ## References

    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
    - https://kubernetes.io/docs/tasks/configure-pod-container/create-hostprocess-pod/
    """
    yield from faults_of_container(WINDOWS_HOST_PROCESS, container)
