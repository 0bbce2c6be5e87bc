"""Containers with all privileges of the node, or a way to gain more than they were given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.kubernetes.pod_security.controls import ALLOW_PRIVILEGE_ESCALATION
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="privileged",
    title="Container is privileged",
    severity=Severity.CRITICAL,
    judges=Container,
    remediation="Remove privileged, and add the single capability or device that is needed.",
    frameworks=("pss/baseline", "cis-kubernetes/5.2.2", "nsa-cisa/pod-security-enforcement", "owasp-k8s/K01"),
    tags=("kubernetes", "security"),
    references=(
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
        "https://kubernetes.io/docs/concepts/security/linux-kernel-security-constraints/#privileged-containers",
    ),
)
def privileged(container: Container) -> Iterator[Match]:
    """The container's `privileged` is something other than false.

    ## Why it matters

    A privileged container has every capability and every device of its node, and neither seccomp nor AppArmor holds
    it. Taking it over is taking over the node and all that runs there, which makes this critical.

    ## Avoid

    ```yaml
    securityContext:
      privileged: true
    ```

    ## Prefer

    ```yaml
    securityContext:
      privileged: false
      capabilities:
        drop: [ALL]
    ```

    ## References

    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
    - https://kubernetes.io/docs/concepts/security/linux-kernel-security-constraints/#privileged-containers
    """
    setting = container.security("privileged")
    if setting.is_true:
        yield Match(setting.path, f"{container.title} is privileged.")
    elif setting.may_be_true:
        yield Match(setting.path, f"{container.title} has a 'privileged' that is not certainly false.")


@rule(
    id="allow-privilege-escalation",
    title="Container may gain more privileges than its parent process",
    severity=Severity.MEDIUM,
    judges=Container,
    remediation="Set allowPrivilegeEscalation to false in the container's securityContext; a container that is"
    " privileged or given SYS_ADMIN must lose that first.",
    frameworks=("pss/restricted", "cis-kubernetes/5.2.6", "nsa-cisa/pod-security-enforcement", "owasp-k8s/K01"),
    tags=("kubernetes", "security"),
    references=(
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
        "https://docs.kernel.org/userspace-api/no_new_privs.html",
    ),
)
def allow_privilege_escalation(container: Container) -> Iterator[Match]:
    """The container does not set `allowPrivilegeEscalation` to false.

    ## Why it matters

    Unless it is false, a process can gain privileges through setuid programs such as `sudo`: a user other than root
    is then no boundary. It takes such a program in the image, which makes this medium.

    ## Avoid

    ```yaml
    containers:
      - name: web
        image: registry.example.com/web:1.4.2
    ```

    ## Prefer

    ```yaml
    containers:
      - name: web
        image: registry.example.com/web:1.4.2
        securityContext:
          allowPrivilegeEscalation: false
    ```

    ## Notes

    The field exists on the container only. Pods with `os.name: windows` are exempt, because Windows has no such
    setting. The API server refuses false beside `privileged: true` and beside the capability SYS_ADMIN.

    ## References

    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
    - https://docs.kernel.org/userspace-api/no_new_privs.html
    """
    if not ALLOW_PRIVILEGE_ESCALATION.applies_to(container.pod):
        return
    setting = container.security("allowPrivilegeEscalation")
    if not setting.is_false:
        state = "true" if setting.is_true else "not set" if not setting.is_set else "not certainly false"
        yield Match(setting.path, f"{container.title} may gain privileges: 'allowPrivilegeEscalation' is {state}.")
