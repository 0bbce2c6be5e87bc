"""Containers that choose how SELinux confines them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.kubernetes.pod_security.controls import SELINUX_OPTIONS
from scanner.model import Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.pod_security.faults import faults_of_container

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Match


@rule(
    id="selinux-custom",
    title="Container chooses its own SELinux type, user or role",
    severity=Severity.MEDIUM,
    judges=Container,
    remediation="Remove type, user and role from seLinuxOptions, or use one of the types that Pod Security allows.",
    frameworks=("pss/baseline", "nsa-cisa/hardening-container-environments", "owasp-k8s/K01"),
    tags=("kubernetes", "security"),
    references=(
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
        "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#assign-selinux-labels-to-a-container",
    ),
)
def selinux_custom(container: Container) -> Iterator[Match]:
    """The container or its pod sets an SELinux user or role, or a type that Pod Security does not allow.

    ## Why it matters

    The type decides what the container may touch on the node: with `spc_t`, for one, it may touch everything. It
    takes away one line of defence, on nodes that have SELinux, which makes this medium.

    ## Avoid

    ```yaml
    securityContext:
      seLinuxOptions:
        type: spc_t
    ```

    ## Prefer

    ```yaml
    securityContext:
      seLinuxOptions:
        level: s0:c123,c456
    ```

    ## Notes

    Allowed are the types `container_t`, `container_init_t`, `container_kvm_t`, and since v1.31 `container_engine_t`.
    As in Pod Security, what the pod sets is reported even where every container overrides it.

    ## References

    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
    - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#assign-selinux-labels-to-a-container
    """
    yield from faults_of_container(SELINUX_OPTIONS, container)
