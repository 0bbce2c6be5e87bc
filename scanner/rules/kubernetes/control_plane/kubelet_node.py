"""What the kubelet does with its node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.control_plane import tables_others as tables
from scanner.rules.kubernetes.control_plane.controls import cis, judge_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Match

_GROUP = "kubelet.config.k8s.io"


@rule(
    id="kubelet-session-timeout",
    title="Kubelet never ends idle sessions",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("KubeletConfiguration",),
    remediation="Remove streamingConnectionIdleTimeout, or set it to some hours.",
    frameworks=cis(tables.KUBELET_SESSIONS),
    tags=("kubernetes", "security", "control-plane"),
    references=("https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",),
)
def kubelet_session_timeout(configuration: KubernetesObject) -> Iterator[Match]:
    """The kubelet does not end sessions in containers that are idle.

    ## Why it matters

    A session that somebody left open stays usable, and so many of them use up the node. It takes access to one, which
    makes this low.

    ## Avoid

    ```yaml
    kind: KubeletConfiguration
    streamingConnectionIdleTimeout: 0s
    ```

    ## Prefer

    ```yaml
    kind: KubeletConfiguration
    streamingConnectionIdleTimeout: 1h
    ```

    ## Notes

    A flag of the kubelet wins over the file, and is not part of it.

    ## References

    - https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
    """
    if configuration.group == _GROUP:
        yield from judge_fields(configuration, tables.KUBELET_SESSIONS)


@rule(
    id="kubelet-kernel-settings",
    title="Kubelet and the kernel of its node disagree",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("KubeletConfiguration",),
    remediation="Set protectKernelDefaults to true, and leave makeIPTablesUtilChains on.",
    frameworks=cis(tables.KUBELET_KERNEL),
    tags=("kubernetes", "security", "control-plane"),
    references=("https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",),
)
def kubelet_kernel_settings(configuration: KubernetesObject) -> Iterator[Match]:
    """The kubelet changes the kernel's settings where they differ from what it expects, or leaves iptables alone.

    ## Why it matters

    Settings that were hardened are changed back without notice, and rules of the network are missing. It depends on how
    nodes are set up, which makes this low.

    ## Avoid

    ```yaml
    kind: KubeletConfiguration
    makeIPTablesUtilChains: false
    ```

    ## Prefer

    ```yaml
    kind: KubeletConfiguration
    makeIPTablesUtilChains: true
    protectKernelDefaults: true
    ```

    ## Notes

    `protectKernelDefaults` is asked for by the guides of some providers, and no longer by the CIS benchmark 1.12. A
    flag of the kubelet wins over the file, and is not part of it.

    ## References

    - https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
    """
    if configuration.group == _GROUP:
        yield from judge_fields(configuration, tables.KUBELET_KERNEL)


@rule(
    id="kubelet-pod-pids-limit",
    title="Pods may use up all process ids of the node",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("KubeletConfiguration",),
    remediation="Set podPidsLimit.",
    frameworks=cis(tables.KUBELET_PIDS),
    tags=("kubernetes", "security", "control-plane"),
    references=(
        "https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",
        "https://kubernetes.io/docs/concepts/policy/pid-limiting/",
    ),
)
def kubelet_pod_pids_limit(configuration: KubernetesObject) -> Iterator[Match]:
    """The kubelet does not limit the process ids of a pod.

    ## Why it matters

    A pod that forks without end takes the node down, with all other pods on it; it takes a fault or a broken
    application, which makes this low.

    ## Avoid

    ```yaml
    kind: KubeletConfiguration
    podPidsLimit: -1
    ```

    ## Prefer

    ```yaml
    kind: KubeletConfiguration
    podPidsLimit: 4096
    ```

    ## Notes

    A flag of the kubelet wins over the file, and is not part of it.

    ## References

    - https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
    - https://kubernetes.io/docs/concepts/policy/pid-limiting/
    """
    if configuration.group == _GROUP:
        yield from judge_fields(configuration, tables.KUBELET_PIDS)


@rule(
    id="kubelet-seccomp-default",
    title="Node runs containers without a seccomp profile",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("KubeletConfiguration",),
    remediation="Set seccompDefault to true.",
    frameworks=cis(tables.KUBELET_SECCOMP),
    tags=("kubernetes", "security", "control-plane"),
    references=(
        "https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",
        "https://kubernetes.io/docs/tutorials/security/seccomp/",
    ),
)
def kubelet_seccomp_default(configuration: KubernetesObject) -> Iterator[Match]:
    """The kubelet leaves containers that name no seccomp profile without one.

    ## Why it matters

    Every system call of the kernel is then open to them, and a fault in any is a way to the node. Pods can name a
    profile themselves, which makes this low.

    ## Avoid

    ```yaml
    kind: KubeletConfiguration
    seccompDefault: false
    ```

    ## Prefer

    ```yaml
    kind: KubeletConfiguration
    seccompDefault: true
    ```

    ## Notes

    A flag of the kubelet wins over the file, and is not part of it.

    ## References

    - https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
    - https://kubernetes.io/docs/tutorials/security/seccomp/
    """
    if configuration.group == _GROUP:
        yield from judge_fields(configuration, tables.KUBELET_SECCOMP)
