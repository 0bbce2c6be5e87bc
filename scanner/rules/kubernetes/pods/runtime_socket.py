"""The control socket of the container runtime in a pod."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Pod
from scanner.model import Match, Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.pods.host_volumes import host_volumes

if TYPE_CHECKING:
    from collections.abc import Iterator

_SOCKETS = frozenset(
    {"containerd.sock", "cri-dockerd.sock", "crio.sock", "docker.sock", "dockershim.sock", "podman.sock"}
)
"""What the sockets are called, wherever a distribution puts them."""

_DIRECTORIES = frozenset({"/run/containerd", "/run/crio", "/run/k3s/containerd", "/run/podman"})
"""Directories that hold little else than the socket."""

_PIPES = frozenset({"/pipe/containerd-containerd", "/pipe/docker_engine"})
r"""Windows' named pipes, below ``\\.``."""


@rule(
    id="docker-sock",
    title="Pod mounts the socket of the container runtime",
    severity=Severity.CRITICAL,
    judges=Pod,
    remediation="Remove the volume; build images without a daemon, and ask the API server about containers.",
    frameworks=("pss/baseline", "cis-kubernetes/5.2.11", "nsa-cisa/pod-security-enforcement", "owasp-k8s/K01"),
    tags=("kubernetes", "security"),
    references=(
        "https://kubernetes.io/docs/concepts/storage/volumes/#hostpath",
        "https://docs.docker.com/engine/security/#docker-daemon-attack-surface",
    ),
)
def docker_sock(pod: Pod) -> Iterator[Match]:
    """A volume is the control socket of Docker, containerd, CRI-O or Podman, or the directory that holds it.

    ## Why it matters

    Whoever can speak to the runtime can start a privileged container with the node's root directory in it, past the
    API server and every policy. It is root on the node by another name, which makes this critical.

    ## Avoid

    ```yaml
    volumes:
      - name: docker
        hostPath:
          path: /var/run/docker.sock
    ```

    ## Prefer

    ```yaml
    volumes:
      - name: build
        emptyDir: {}
    ```

    ## Notes

    A read-only mount changes nothing: a socket is spoken to, not written. A directory further up that holds the socket
    among other things, such as `/var/run`, is reported by `sensitive-host-path`.

    ## References

    - https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
    - https://docs.docker.com/engine/security/#docker-daemon-attack-surface
    """
    for volume in host_volumes(pod):
        if is_runtime_socket(volume.path):
            yield Match(
                volume.setting.path,
                f"The volume '{volume.name}' gives the pod the container runtime of its node: '{volume.setting.text}'.",
            )


def is_runtime_socket(path: str) -> bool:
    """Return whether a path of the node, as `node_path` writes it, is the runtime's socket or holds little else."""
    pipe = path.lower().removeprefix("/.") in _PIPES
    return path.rpartition("/")[2] in _SOCKETS or path in _DIRECTORIES or pipe
