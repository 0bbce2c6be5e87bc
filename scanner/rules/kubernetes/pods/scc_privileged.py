"""OpenShift's permission to run privileged containers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="scc-privileged",
    title="SecurityContextConstraints allow privileged containers",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=("SecurityContextConstraints",),
    remediation="Set allowPrivilegedContainer to false, and allow the single capability or volume that is needed.",
    frameworks=("cis-kubernetes/5.2.2", "nsa-cisa/pod-security-enforcement", "owasp-k8s/K01"),
    tags=("kubernetes", "security"),
    references=(
        "https://docs.redhat.com/en/documentation/openshift_container_platform/4.18/html/authentication_and_authorization/managing-pod-security-policies",
    ),
)
def scc_privileged(item: KubernetesObject) -> Iterator[Match]:
    """OpenShift's SecurityContextConstraints have `allowPrivilegedContainer: true`.

    ## Why it matters

    Whoever may use these constraints may run a privileged container, which is root on its node. Somebody must be given
    them first, which makes this high.

    ## Avoid

    ```yaml
    allowPrivilegedContainer: true
    ```

    ## Prefer

    ```yaml
    allowPrivilegedContainer: false
    allowedCapabilities: [NET_BIND_SERVICE]
    ```

    ## References

    - https://docs.redhat.com/en/documentation/openshift_container_platform/4.18/html/authentication_and_authorization/managing-pod-security-policies
    """
    setting = item.read("allowPrivilegedContainer")
    if setting.may_be_true:
        state = "true" if setting.is_true else "not certainly false"
        yield Match(setting.path, f"{item.title} allows privileged containers: 'allowPrivilegedContainer' is {state}.")
