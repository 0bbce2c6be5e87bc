"""Pods that share a namespace of their node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Pod
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="host-network",
    title="Pod uses the node's network",
    severity=Severity.HIGH,
    judges=Pod,
    remediation="Remove hostNetwork, and reach the pod through a Service.",
    frameworks=("pss/baseline", "cis-kubernetes/5.2.5", "nsa-cisa/pod-security-enforcement", "owasp-k8s/K01"),
    tags=("kubernetes", "security"),
    references=("https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",),
)
def host_network(pod: Pod) -> Iterator[Match]:
    """The pod's `hostNetwork` is something other than false.

    ## Why it matters

    The pod sees the node's traffic, reaches services that listen on localhost only, such as the kubelet's, and no
    NetworkPolicy holds it. That crosses the boundary between pod and node, which makes this high.

    ## Avoid

    ```yaml
    spec:
      hostNetwork: true
    ```

    ## Prefer

    ```yaml
    spec:
      hostNetwork: false
    ```

    ## References

    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
    """
    yield from _shared(pod, "hostNetwork", "network")


@rule(
    id="host-pid",
    title="Pod sees the node's processes",
    severity=Severity.HIGH,
    judges=Pod,
    remediation="Remove hostPID.",
    frameworks=("pss/baseline", "cis-kubernetes/5.2.3", "nsa-cisa/pod-security-enforcement", "owasp-k8s/K01"),
    tags=("kubernetes", "security"),
    references=("https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",),
)
def host_pid(pod: Pod) -> Iterator[Match]:
    """The pod's `hostPID` is something other than false.

    ## Why it matters

    The pod sees every process of the node with its environment, where secrets often are, and can signal those of the
    same user. That crosses the boundary between pod and node, which makes this high.

    ## Avoid

    ```yaml
    spec:
      hostPID: true
    ```

    ## Prefer

    ```yaml
    spec:
      hostPID: false
    ```

    ## References

    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
    """
    yield from _shared(pod, "hostPID", "process")


@rule(
    id="host-ipc",
    title="Pod shares the node's inter-process communication",
    severity=Severity.HIGH,
    judges=Pod,
    remediation="Remove hostIPC; containers of one pod share memory through an emptyDir with medium Memory.",
    frameworks=("pss/baseline", "cis-kubernetes/5.2.4", "nsa-cisa/pod-security-enforcement", "owasp-k8s/K01"),
    tags=("kubernetes", "security"),
    references=("https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",),
)
def host_ipc(pod: Pod) -> Iterator[Match]:
    """The pod's `hostIPC` is something other than false.

    ## Why it matters

    The pod can read and write the shared memory of the node's processes and of every other pod that does the same.
    That crosses the boundary between pod and node, which makes this high.

    ## Avoid

    ```yaml
    spec:
      hostIPC: true
    ```

    ## Prefer

    ```yaml
    spec:
      hostIPC: false
    ```

    ## References

    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
    """
    yield from _shared(pod, "hostIPC", "IPC")


def _shared(pod: Pod, field: str, namespace: str) -> Iterator[Match]:
    setting = pod.read(field)
    if setting.is_true:
        yield Match(setting.path, f"The pod uses the node's {namespace} namespace: '{field}' is true.")
    elif setting.may_be_true:
        yield Match(setting.path, f"The pod has a '{field}' that is not certainly false.")
