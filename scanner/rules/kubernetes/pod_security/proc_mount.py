"""Containers that see all of /proc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.kubernetes.pod_security.controls import PROC_MOUNT, PROC_MOUNT_RESTRICTED
from scanner.model import Profile, Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.pod_security.faults import faults_of_container

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Match


@rule(
    id="proc-mount",
    title="Container sees what the runtime hides of /proc",
    severity=Severity.HIGH,
    judges=Container,
    remediation="Remove procMount, or run the pod in a user namespace with hostUsers set to false.",
    frameworks=("pss/baseline", "nsa-cisa/pod-security-enforcement", "owasp-k8s/K01"),
    tags=("kubernetes", "security"),
    references=(
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
        "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#proc-access",
    ),
)
def proc_mount(container: Container) -> Iterator[Match]:
    """The container's `procMount` is something other than `Default`.

    ## Why it matters

    The runtime hides parts of /proc and makes others read-only, because through them root in the container reads the
    node's memory and changes its kernel. Without that they are open, which makes this high.

    ## Avoid

    ```yaml
    securityContext:
      procMount: Unmasked
    ```

    ## Prefer

    ```yaml
    securityContext:
      procMount: Default
    ```

    ## Notes

    Since v1.35 Pod Security's baseline exempts pods with `hostUsers: false`, whose root is an unprivileged user of the
    node; `proc-mount-user-namespace` is about those.

    ## References

    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
    - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#proc-access
    """
    yield from faults_of_container(PROC_MOUNT, container)


@rule(
    id="proc-mount-user-namespace",
    title="Container in a user namespace sees what the runtime hides of /proc",
    severity=Severity.LOW,
    judges=Container,
    remediation="Remove procMount, unless the container starts containers itself.",
    frameworks=("pss/restricted", "nsa-cisa/pod-security-enforcement", "owasp-k8s/K01"),
    tags=("kubernetes", "security"),
    references=(
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
        "https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/",
    ),
    profile=Profile.STRICT,
)
def proc_mount_user_namespace(container: Container) -> Iterator[Match]:
    """A container of a pod with `hostUsers: false` has a `procMount` other than `Default`.

    ## Why it matters

    Root in a user namespace is nobody on the node, so that an open /proc says more than it should and changes little.
    Building containers in containers needs it, which makes this low.

    ## Avoid

    ```yaml
    spec:
      hostUsers: false
      containers:
        - name: build
          image: registry.example.com/build:1.4.2
          securityContext:
            procMount: Unmasked
    ```

    ## Prefer

    ```yaml
    spec:
      hostUsers: false
      containers:
        - name: build
          image: registry.example.com/build:1.4.2
    ```

    ## Notes

    Pod Security's restricted has this control since v1.35; before, baseline has it for every pod, as `proc-mount`.

    ## References

    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
    - https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/
    """
    if not PROC_MOUNT.applies_to(container.pod):
        yield from faults_of_container(PROC_MOUNT_RESTRICTED, container)
