"""What the kubelet does with its node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.control_plane import tables_kubelet as tables
from scanner.rules.kubernetes.control_plane.controls import cis
from scanner.rules.kubernetes.control_plane.kubelet import KINDS, judge_kubelet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.rules.check import Judgement


@rule(
    id="kubelet-session-timeout",
    title="Kubelet never ends idle sessions",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=KINDS,
    remediation="Remove streamingConnectionIdleTimeout, or set it to some hours.",
    frameworks=(*cis(tables.KUBELET_SESSIONS), "nsa-cisa/control-plane-hardening"),
    tags=("kubernetes", "security", "control-plane"),
    references=("https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",),
)
def kubelet_session_timeout(configuration: KubernetesObject) -> Iterator[Judgement]:
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

    A flag wins over the file. Those in `kubeletExtraArgs` of kubeadm's InitConfiguration and JoinConfiguration are
    judged; others are in no file.

    ## References

    - https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
    """
    yield from judge_kubelet(configuration, tables.KUBELET_SESSIONS)


@rule(
    id="kubelet-kernel-settings",
    title="Kubelet and the kernel of its node disagree",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=KINDS,
    remediation="Set protectKernelDefaults to true, and leave makeIPTablesUtilChains on.",
    frameworks=(*cis(tables.KUBELET_KERNEL), "nsa-cisa/control-plane-hardening", "owasp-k8s/K07"),
    tags=("kubernetes", "security", "control-plane"),
    references=("https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",),
)
def kubelet_kernel_settings(configuration: KubernetesObject) -> Iterator[Judgement]:
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
    flag wins over the file: those in `kubeletExtraArgs` of a kubeadm InitConfiguration or JoinConfiguration are judged.

    ## References

    - https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
    """
    yield from judge_kubelet(configuration, tables.KUBELET_KERNEL)


@rule(
    id="kubelet-pod-pids-limit",
    title="Pods may use up all process ids of the node",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=KINDS,
    remediation="Set podPidsLimit.",
    frameworks=(*cis(tables.KUBELET_PIDS), "nsa-cisa/resource-policies", "owasp-k8s/K07"),
    tags=("kubernetes", "security", "control-plane"),
    references=(
        "https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",
        "https://kubernetes.io/docs/concepts/policy/pid-limiting/",
    ),
)
def kubelet_pod_pids_limit(configuration: KubernetesObject) -> Iterator[Judgement]:
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

    A flag wins over the file. Those in `kubeletExtraArgs` of kubeadm's InitConfiguration and JoinConfiguration are
    judged; others are in no file.

    ## References

    - https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
    - https://kubernetes.io/docs/concepts/policy/pid-limiting/
    """
    yield from judge_kubelet(configuration, tables.KUBELET_PIDS)


@rule(
    id="kubelet-seccomp-default",
    title="Node runs containers without a seccomp profile",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=KINDS,
    remediation="Set seccompDefault to true.",
    frameworks=(*cis(tables.KUBELET_SECCOMP), "nsa-cisa/hardening-container-environments", "owasp-k8s/K07"),
    tags=("kubernetes", "security", "control-plane"),
    references=(
        "https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",
        "https://kubernetes.io/docs/tutorials/security/seccomp/",
    ),
)
def kubelet_seccomp_default(configuration: KubernetesObject) -> Iterator[Judgement]:
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

    A flag wins over the file. Those in `kubeletExtraArgs` of kubeadm's InitConfiguration and JoinConfiguration are
    judged; others are in no file.

    ## References

    - https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
    - https://kubernetes.io/docs/tutorials/security/seccomp/
    """
    yield from judge_kubelet(configuration, tables.KUBELET_SECCOMP)
