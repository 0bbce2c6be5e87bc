"""Directories of the node that hold the node itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Pod
from scanner.model import Match, Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.pods.host_volumes import host_volumes

if TYPE_CHECKING:
    from collections.abc import Iterator

_WHOLE = frozenset(
    {
        "/",
        "/bin",
        "/dev",
        "/dev/kmem",
        "/dev/mem",
        "/etc",
        "/etc/group",
        "/etc/passwd",
        "/etc/shadow",
        "/etc/sudoers",
        "/lib",
        "/lib64",
        "/proc",
        "/run",
        "/sbin",
        "/sys",
        "/usr",
        "/usr/bin",
        "/usr/lib",
        "/usr/local/bin",
        "/usr/sbin",
        "/var",
        "/var/lib",
        "/var/lib/containerd",
        "/var/lib/containers",
        "/var/lib/docker",
        "/var/lib/kubelet",
        "/var/lib/kubelet/pods",
    }
)
"""Sensitive as a whole; what lies below may be harmless, such as ``/etc/localtime``."""

_TREES = (
    "/boot",
    "/etc/cni",
    "/etc/cron.d",
    "/etc/kubernetes",
    "/etc/ssh",
    "/etc/sudoers.d",
    "/etc/systemd",
    "/home",
    "/opt/cni",
    "/root",
    "/usr/libexec/kubernetes",
    "/var/lib/etcd",
    "/var/lib/kubelet/pki",
    "/var/lib/rancher",
    "/var/spool/cron",
    "/windows",
)
"""Sensitive together with everything below. The kubelet and the runtime run what lies in /opt/cni and
/usr/libexec/kubernetes as root: https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/network-plugins/
and https://github.com/kubernetes/community/blob/master/contributors/devel/sig-storage/flexvolume.md."""


@rule(
    id="sensitive-host-path",
    title="Pod mounts a system directory of its node",
    severity=Severity.HIGH,
    judges=Pod,
    remediation="Mount the one file or directory that the program needs, or nothing of the node at all.",
    frameworks=("pss/baseline", "cis-kubernetes/5.2.11", "nsa-cisa/pod-security-enforcement", "owasp-k8s/K01"),
    tags=("kubernetes", "security"),
    references=(
        "https://kubernetes.io/docs/concepts/storage/volumes/#hostpath",
        "https://refspecs.linuxfoundation.org/FHS_3.0/fhs/index.html",
    ),
)
def sensitive_host_path(pod: Pod) -> Iterator[Match]:
    """A `hostPath` volume is the node's root, its configuration, programs, devices, or the kubelet's or etcd's data.

    ## Why it matters

    These directories hold the keys of the node and of all its pods: the kubelet's certificate, other pods' secrets,
    password hashes, the runtime's socket, the plugins that the node runs as root. Reading them, or writing them, is
    enough to take over the node, which makes this high.

    ## Avoid

    ```yaml
    volumes:
      - name: host
        hostPath:
          path: /etc
    ```

    ## Prefer

    ```yaml
    volumes:
      - name: host
        hostPath:
          path: /etc/localtime
          type: File
    ```

    ## Notes

    All other directories of the node are reported by `host-path`, which many accept, for example in log collectors; the
    runtime's sockets by `docker-sock`.

    ## References

    - https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
    - https://refspecs.linuxfoundation.org/FHS_3.0/fhs/index.html
    """
    for volume in host_volumes(pod):
        if is_sensitive(volume.path):
            yield Match(
                volume.setting.path,
                f"The volume '{volume.name}' gives the pod '{volume.setting.text}' of its node.",
            )


def is_sensitive(path: str) -> bool:
    """Return whether a path of the node, as `node_path` writes it, holds the node itself."""
    path = path.lower() if path.lower().startswith("/windows") else path
    return path in _WHOLE or any(path == tree or path.startswith(f"{tree}/") for tree in _TREES)
