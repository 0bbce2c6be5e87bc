"""Kernel parameters that reach beyond the pod."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Pod
from scanner.kubernetes.pod_security.controls import SYSCTLS
from scanner.model import Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.pod_security.faults import faults_of_pod

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Match


@rule(
    id="unsafe-sysctls",
    title="Pod sets a kernel parameter that is not safe",
    severity=Severity.MEDIUM,
    judges=Pod,
    remediation="Remove the sysctl, or set it on the nodes that run such pods.",
    frameworks=("pss/baseline", "nsa-cisa/pod-security-enforcement", "owasp-k8s/K01"),
    tags=("kubernetes", "security"),
    references=(
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
        "https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/#safe-and-unsafe-sysctls",
    ),
)
def unsafe_sysctls(pod: Pod) -> Iterator[Match]:
    """The pod sets a sysctl that is not among those that Kubernetes calls safe.

    ## Why it matters

    Such a parameter is not kept apart from the node or from other pods, and can starve or weaken them; a kubelet that
    does not allow it by name refuses the pod. It takes a kubelet that does allow it, which makes this medium.

    ## Avoid

    ```yaml
    securityContext:
      sysctls:
        - name: kernel.msgmax
          value: "65536"
    ```

    ## Prefer

    ```yaml
    securityContext:
      sysctls:
        - name: net.ipv4.ip_local_port_range
          value: 1024 65535
    ```

    ## Notes

    The list of safe sysctls has grown with v1.27, v1.29, v1.32 and v1.37. Names are compared as written: Pod Security
    does not accept the spelling with slashes.

    ## References

    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
    - https://kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster/#safe-and-unsafe-sysctls
    """
    yield from faults_of_pod(SYSCTLS, pod)
