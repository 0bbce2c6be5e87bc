"""Containers that ask to be confined by no profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.kubernetes.pod_security.controls import APPARMOR_PROFILE, SECCOMP_BASELINE
from scanner.model import Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.pod_security.faults import faults_of_container

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Match


@rule(
    id="apparmor-unconfined",
    title="Container runs without AppArmor",
    severity=Severity.MEDIUM,
    judges=Container,
    remediation="Remove the AppArmor profile, or set it to RuntimeDefault or to one that the nodes have.",
    frameworks=("pss/baseline", "nsa-cisa/hardening-container-environments", "owasp-k8s/K01"),
    tags=("kubernetes", "security"),
    references=(
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
        "https://kubernetes.io/docs/tutorials/security/apparmor/",
    ),
)
def apparmor_unconfined(container: Container) -> Iterator[Match]:
    """The container, its pod or an annotation sets an AppArmor profile other than the runtime's or one of the node.

    ## Why it matters

    On nodes with AppArmor the runtime confines every container unless a pod asks for the contrary: the profile is what
    keeps root from mounting filesystems and writing to /proc and /sys. It is one line of several, which makes this
    medium.

    ## Avoid

    ```yaml
    securityContext:
      appArmorProfile:
        type: Unconfined
    ```

    ## Prefer

    ```yaml
    securityContext:
      appArmorProfile:
        type: RuntimeDefault
    ```

    ## Notes

    A profile that is not set is the runtime's and is not reported. The field exists since Kubernetes 1.30; the
    annotations `container.apparmor.security.beta.kubernetes.io/…` of before are still read and are judged, too.

    ## References

    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
    - https://kubernetes.io/docs/tutorials/security/apparmor/
    """
    yield from faults_of_container(APPARMOR_PROFILE, container)


@rule(
    id="seccomp-unconfined",
    title="Container asks to run without seccomp",
    severity=Severity.MEDIUM,
    judges=Container,
    remediation="Set seccompProfile.type to RuntimeDefault, or to Localhost with a profile that the nodes have.",
    frameworks=("pss/baseline", "cis-kubernetes/5.6.2", "nsa-cisa/hardening-container-environments", "owasp-k8s/K01"),
    tags=("kubernetes", "security"),
    references=(
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline",
        "https://kubernetes.io/docs/tutorials/security/seccomp/",
    ),
)
def seccomp_unconfined(container: Container) -> Iterator[Match]:
    """The container or its pod sets a seccomp profile that is neither `RuntimeDefault` nor `Localhost`.

    ## Why it matters

    The container may call every system call, including those through which kernel flaws are reached, even where the
    kubelet would confine it by itself. The flaw must exist first, which makes this medium.

    ## Avoid

    ```yaml
    securityContext:
      seccompProfile:
        type: Unconfined
    ```

    ## Prefer

    ```yaml
    securityContext:
      seccompProfile:
        type: RuntimeDefault
    ```

    ## Notes

    `seccomp-not-set` is about containers for which nobody sets a profile. Judged by a version of Pod Security before
    v1.19, it is the annotations of that time that count; the API server does not read them any more.

    ## References

    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline
    - https://kubernetes.io/docs/tutorials/security/seccomp/
    """
    yield from faults_of_container(SECCOMP_BASELINE, container)
