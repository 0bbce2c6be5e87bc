"""Containers that may call every system call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.kubernetes.pod_security.controls import SECCOMP_RESTRICTED
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="seccomp-not-set",
    title="Container runs without a seccomp profile",
    severity=Severity.MEDIUM,
    judges=Container,
    remediation="Set seccompProfile.type to RuntimeDefault in the securityContext of the pod or of each container.",
    frameworks=("pss/restricted", "cis-kubernetes/5.6.2", "nsa-cisa/hardening-container-environments", "owasp-k8s/K01"),
    tags=("kubernetes", "security"),
    references=(
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
        "https://kubernetes.io/docs/tutorials/security/seccomp/",
    ),
)
def seccomp_not_set(container: Container) -> Iterator[Match]:
    """Neither the container nor its pod sets a seccomp profile.

    ## Why it matters

    Unless a profile is set the container runs unconfined and may call every system call, including those through
    which kernel flaws are reached. The flaw must exist first, which makes this medium.

    ## Avoid

    ```yaml
    spec:
      containers:
        - name: web
          image: registry.example.com/web:1.4.2
    ```

    ## Prefer

    ```yaml
    spec:
      securityContext:
        seccompProfile:
          type: RuntimeDefault
    ```

    ## Notes

    `seccomp-unconfined` reports a profile that is set and does not confine. A kubelet with `seccompDefault: true`
    applies `RuntimeDefault` by itself, but a manifest cannot know the kubelet, and Pod Security asks for the field. The
    annotations of before Kubernetes 1.19 have had no effect since 1.27. Pods with `os.name: windows` are exempt.

    ## References

    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
    - https://kubernetes.io/docs/tutorials/security/seccomp/
    """
    if not SECCOMP_RESTRICTED.applies_to(container.pod):
        return
    for setting in container.decisions("seccompProfile", "type"):
        if not setting.is_set:
            yield Match(setting.path, f"{container.owner(setting)} has no seccomp profile.")
        elif not setting.text:
            yield Match(setting.path, f"{container.owner(setting)} has a seccomp profile that cannot be read.")
