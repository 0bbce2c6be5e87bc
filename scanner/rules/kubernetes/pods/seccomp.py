"""Containers that may call every system call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_CONFINED = frozenset({"Localhost", "RuntimeDefault"})


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
    """The container's seccomp profile is neither `RuntimeDefault` nor `Localhost`.

    ## Why it matters

    Unless a profile is set the container runs unconfined and may call every system call, including those through
    which kernel flaws are reached. The flaw must exist first, which makes this medium.

    ## Avoid

    ```yaml
    spec:
      securityContext:
        seccompProfile:
          type: Unconfined
    ```

    ## Prefer

    ```yaml
    spec:
      securityContext:
        seccompProfile:
          type: RuntimeDefault
    ```

    ## Notes

    The container's profile wins over the pod's as a whole. A kubelet with `seccompDefault: true` applies
    `RuntimeDefault` by itself, but a manifest cannot know the kubelet, and Pod Security asks for the field. The
    annotations of before Kubernetes 1.19 have had no effect since 1.27. Pods with `os.name: windows` are exempt.

    ## References

    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
    - https://kubernetes.io/docs/tutorials/security/seccomp/
    """
    if container.pod.is_windows:
        return
    for setting in container.decisions("seccompProfile", "type"):
        if setting.text in _CONFINED:
            continue
        if setting.is_set:
            profile = (
                f"the seccomp profile '{setting.text}'" if setting.text else "a seccomp profile that cannot be read"
            )
            yield Match(setting.path, f"{container.owner(setting)} has {profile}.")
        else:
            yield Match(setting.path, f"{container.owner(setting)} has no seccomp profile.")
