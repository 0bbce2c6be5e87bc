"""Linux capabilities that a container keeps or is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.kubernetes.pod_security.controls import CAPABILITIES_RESTRICTED
from scanner.kubernetes.pod_security.privileges import BASELINE_CAPABILITIES
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import Setting

_CONFINED = frozenset({"IPC_LOCK"})
"""Baseline does not allow it, but memory that a container locks is its own, and counts towards its own limit.
Source: https://man7.org/linux/man-pages/man7/capabilities.7.html."""


@rule(
    id="caps-drop-all",
    title="Container keeps Linux capabilities",
    severity=Severity.MEDIUM,
    judges=Container,
    remediation="Drop ALL in the container's capabilities, and add back what it needs.",
    frameworks=(
        "pss/restricted",
        "cis-kubernetes/5.2.8",
        "cis-kubernetes/5.2.9",
        "nsa-cisa/pod-security-enforcement",
        "owasp-k8s/K01",
    ),
    tags=("kubernetes", "security"),
    references=(
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
        "https://man7.org/linux/man-pages/man7/capabilities.7.html",
    ),
)
def caps_drop_all(container: Container) -> Iterator[Match]:
    """The container's `capabilities.drop` does not contain `ALL`.

    ## Why it matters

    The runtime gives every container about a dozen capabilities, among them NET_RAW, with which one pod can pose as
    another. Hardly any application needs one. They limit what a break-in is worth rather than open the door, which
    makes this medium.

    ## Avoid

    ```yaml
    securityContext:
      capabilities:
        drop: [NET_RAW]
    ```

    ## Prefer

    ```yaml
    securityContext:
      capabilities:
        drop: [ALL]
        add: [NET_BIND_SERVICE]
    ```

    ## Notes

    `ALL` is written in capitals; Pod Security does not accept `all`. Pods with `os.name: windows` are exempt, because
    Windows has no capabilities.

    ## References

    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
    - https://man7.org/linux/man-pages/man7/capabilities.7.html
    """
    if not CAPABILITIES_RESTRICTED.applies_to(container.pod):
        return
    drop = container.security("capabilities", "drop")
    if not drop.is_set:
        yield Match(drop.path, f"{container.title} drops no capabilities.")
    elif not drop.is_list or "ALL" not in [item.text for item in drop.items()]:
        yield Match(drop.path, f"{container.title} does not drop all capabilities: 'ALL' is not among them.")


@rule(
    id="caps-add-dangerous",
    title="Container is given dangerous Linux capabilities",
    severity=Severity.HIGH,
    judges=Container,
    remediation="Remove the capability, or move the work that needs it to a component that is trusted with the node.",
    frameworks=(
        "pss/baseline",
        "cis-kubernetes/5.2.8",
        "cis-kubernetes/5.2.9",
        "nsa-cisa/pod-security-enforcement",
        "owasp-k8s/K01",
    ),
    tags=("kubernetes", "security"),
    references=(
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
        "https://man7.org/linux/man-pages/man7/capabilities.7.html",
    ),
)
def caps_add_dangerous(container: Container) -> Iterator[Match]:
    """The container's `capabilities.add` has an entry that can reach beyond the container.

    ## Why it matters

    Capabilities such as SYS_ADMIN, SYS_PTRACE or NET_ADMIN reach beyond the container: several of them are enough to
    take over the node or to read the traffic of other pods, which makes this high.

    ## Avoid

    ```yaml
    securityContext:
      capabilities:
        add: [SYS_ADMIN]
    ```

    ## Prefer

    ```yaml
    securityContext:
      capabilities:
        drop: [ALL]
        add: [NET_BIND_SERVICE]
    ```

    ## Notes

    Reported is what Pod Security's baseline does not allow: all but what the runtime gives anyway, without NET_RAW.
    Names are compared as written: Pod Security accepts neither `CAP_CHOWN` nor `chown`. IPC_LOCK, which databases and
    search engines ask for and which opens no way out, is reported by `caps-add-beyond-baseline`.

    ## References

    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
    - https://man7.org/linux/man-pages/man7/capabilities.7.html
    """
    for item in _beyond_baseline(container):
        if item.text not in _CONFINED:
            name = f"the capability '{item.text}'" if item.text else "a capability that cannot be read"
            yield Match(item.path, f"{container.title} is given {name}.")


@rule(
    id="caps-add-beyond-baseline",
    title="Container may lock memory, which baseline does not allow",
    severity=Severity.LOW,
    judges=Container,
    remediation="Remove the capability, and configure the program to do without locked memory.",
    frameworks=(
        "pss/baseline",
        "cis-kubernetes/5.2.8",
        "cis-kubernetes/5.2.9",
        "nsa-cisa/pod-security-enforcement",
        "owasp-k8s/K01",
    ),
    tags=("kubernetes", "security"),
    references=(
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
        "https://man7.org/linux/man-pages/man7/capabilities.7.html",
    ),
    profile=Profile.STRICT,
)
def caps_add_beyond_baseline(container: Container) -> Iterator[Match]:
    """The container's `capabilities.add` has IPC_LOCK.

    ## Why it matters

    A namespace that enforces Pod Security's baseline refuses the pod. What the capability itself allows is to keep
    memory from being swapped; that leads to nowhere outside the container, which makes this low.

    ## Avoid

    ```yaml
    securityContext:
      capabilities:
        add: [IPC_LOCK]
    ```

    ## Prefer

    ```yaml
    securityContext:
      capabilities:
        drop: [ALL]
    ```

    ## Notes

    `caps-add-dangerous` reports all others that baseline does not allow.

    ## References

    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
    - https://man7.org/linux/man-pages/man7/capabilities.7.html
    """
    for item in _beyond_baseline(container):
        if item.text in _CONFINED:
            yield Match(
                item.path, f"{container.title} is given the capability '{item.text}', which baseline does not allow."
            )


def _beyond_baseline(container: Container) -> Iterator[Setting]:
    for item in container.security("capabilities", "add").items():
        if item.text not in BASELINE_CAPABILITIES:
            yield item
