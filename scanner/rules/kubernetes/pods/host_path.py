"""Volumes that are directories of the node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Pod
from scanner.model import Match, Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.pods.host_volumes import node_path
from scanner.rules.kubernetes.pods.runtime_socket import is_runtime_socket
from scanner.rules.kubernetes.pods.sensitive_host_path import is_sensitive

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="host-path",
    title="Pod mounts a directory of its node",
    severity=Severity.HIGH,
    judges=Pod,
    remediation="Use an emptyDir, a ConfigMap, a Secret or a PersistentVolumeClaim in place of hostPath.",
    frameworks=("pss/baseline", "cis-kubernetes/5.2.11", "nsa-cisa/pod-security-enforcement", "owasp-k8s/K01"),
    tags=("kubernetes", "security"),
    references=(
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
        "https://kubernetes.io/docs/concepts/storage/volumes/#hostpath",
    ),
)
def host_path(pod: Pod) -> Iterator[Match]:
    """The pod has a volume of the type `hostPath`, of no system directory and no runtime's socket.

    ## Why it matters

    Through a directory of the node a pod can reach the credentials of the kubelet, the runtime's socket or the data of
    other pods, and what it writes there outlives it. Read-only mounts have been circumvented more than once. That
    crosses the boundary between pod and node, which makes this high.

    ## Avoid

    ```yaml
    volumes:
      - name: logs
        hostPath:
          path: /var/log
    ```

    ## Prefer

    ```yaml
    volumes:
      - name: logs
        emptyDir:
          sizeLimit: 1Gi
    ```

    ## Notes

    A volume is one finding: system directories of the node are reported by `sensitive-host-path`, and the sockets of
    the container runtime by `docker-sock`, in place of this rule.

    ## References

    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
    - https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
    """
    for volume in pod.volumes:
        setting = volume.read("hostPath")
        if not setting.is_set:
            continue
        path = setting.read("path").text
        if setting.malformed:
            yield Match(setting.path, "A volume cannot be read, so it may be a directory of the node.")
        elif not path:
            yield Match(setting.path, f"The volume '{volume.read('name').text}' is a directory of the node.")
        elif not (is_sensitive(node_path(path)) or is_runtime_socket(node_path(path))):
            yield Match(setting.path, f"The volume '{volume.read('name').text}' is '{path}' of the node.")
