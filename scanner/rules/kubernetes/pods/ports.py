"""Ports that a container announces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import Setting

_FIRST_UNPRIVILEGED = 1024
"""Below, Linux asks for NET_BIND_SERVICE: https://man7.org/linux/man-pages/man7/ip.7.html."""

_SSH = 22


@rule(
    id="privileged-port-binding",
    title="Container listens on a privileged port",
    severity=Severity.LOW,
    judges=Container,
    remediation="Listen on a port from 1024 upwards, and let the Service translate it.",
    tags=("kubernetes", "security"),
    references=(
        "https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports",
        "https://man7.org/linux/man-pages/man7/ip.7.html",
    ),
    profile=Profile.STRICT,
)
def privileged_port_binding(container: Container) -> Iterator[Match]:
    """A `containerPort` is below 1024.

    ## Why it matters

    To bind such a port a process needs to be root or to have NET_BIND_SERVICE, unless the runtime lowers the limit, as
    newer ones do. A Service can show any port to the world without it. It costs one small capability, which makes this
    low.

    ## Avoid

    ```yaml
    ports:
      - containerPort: 80
    ```

    ## Prefer

    ```yaml
    ports:
      - containerPort: 8080
    ```

    ## Notes

    Pods with `os.name: windows` are exempt, because Windows knows no such limit.

    ## References

    - https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports
    - https://man7.org/linux/man-pages/man7/ip.7.html
    """
    if container.pod.is_windows:
        return
    for setting, number, _ in _ports(container):
        if 0 < number < _FIRST_UNPRIVILEGED:
            yield Match(setting.path, f"{container.title} listens on port {number}, for which it needs privileges.")


@rule(
    id="ssh-port",
    title="Container exposes SSH",
    severity=Severity.MEDIUM,
    judges=Container,
    remediation="Remove the SSH server; use kubectl exec or kubectl debug, which RBAC governs and the audit log shows.",
    frameworks=("owasp-k8s/K01",),
    tags=("kubernetes", "security"),
    references=("https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/",),
)
def ssh_port(container: Container) -> Iterator[Match]:
    """The container announces TCP port 22.

    ## Why it matters

    An SSH server in a container is a second door with keys of its own, beside RBAC and the audit log, and it usually
    runs as root. A key or a password is still needed, which makes this medium.

    ## Avoid

    ```yaml
    ports:
      - containerPort: 22
    ```

    ## Prefer

    ```yaml
    ports:
      - containerPort: 8443
    ```

    ## Notes

    Where SSH is the service itself, as with a Git or SFTP server, let it listen on another port behind the Service, or
    suppress this rule for it with the reason.

    ## References

    - https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/
    """
    for setting, number, protocol in _ports(container):
        if number == _SSH and protocol == "TCP":
            yield Match(setting.path, f"{container.title} exposes port 22, the port of SSH.")


def _ports(container: Container) -> Iterator[tuple[Setting, int, str]]:
    """Yield each port that can be read, its number and its protocol."""
    for port in container.read("ports").items():
        setting = port.read("containerPort")
        if setting.integer is not None:
            yield setting, setting.integer, port.read("protocol").text or "TCP"
