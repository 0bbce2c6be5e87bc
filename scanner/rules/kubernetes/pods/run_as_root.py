"""Containers that run, or may run, as root."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.kubernetes.pod_security.controls import RUN_AS_NON_ROOT, RUN_AS_USER
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="run-as-root",
    title="Container may run as root",
    severity=Severity.HIGH,
    judges=Container,
    remediation="Set runAsNonRoot to true in the securityContext of the pod or of each container.",
    frameworks=("pss/restricted", "cis-kubernetes/5.2.7", "nsa-cisa/non-root-containers", "owasp-k8s/K01"),
    tags=("kubernetes", "security"),
    references=(
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
        "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
    ),
)
def run_as_root(container: Container) -> Iterator[Match]:
    """Neither the container nor its pod sets `runAsNonRoot` to true.

    ## Why it matters

    Without `runAsNonRoot: true` the image alone decides who the process is, and most images start as root. Root in a
    container is root on the node for whoever finds a way out of it, which makes this high.

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
        runAsNonRoot: true
      containers:
        - name: web
          image: registry.example.com/web:1.4.2
    ```

    ## Notes

    The container's field wins over the pod's. As in Pod Security, `runAsUser: 1000` alone does not satisfy the rule,
    and `runAsNonRoot: false` on the pod is reported even where every container overrides it. Init containers,
    sidecars, ephemeral containers and Windows pods are judged alike. Pods with `hostUsers: false` are exempt, as in
    Pod Security since v1.35: their root is an unprivileged user of the node.

    ## References

    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
    - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
    """
    if not RUN_AS_NON_ROOT.applies_to(container.pod):
        return
    for setting in container.decisions("runAsNonRoot"):
        if setting.is_true:
            continue
        if not setting.is_set:
            yield Match(setting.path, f"{container.title} may run as root: 'runAsNonRoot' is not set.")
        elif setting.is_false:
            yield Match(setting.path, f"{container.owner(setting)} allows root: 'runAsNonRoot' is false.")
        else:
            yield Match(setting.path, f"{container.owner(setting)} has a 'runAsNonRoot' that cannot be read.")


@rule(
    id="run-as-user-zero",
    title="Container runs as user 0",
    severity=Severity.HIGH,
    judges=Container,
    remediation="Set runAsUser to a number other than 0, or remove it and let the image name its user.",
    frameworks=("pss/restricted", "cis-kubernetes/5.2.7", "nsa-cisa/non-root-containers", "owasp-k8s/K01"),
    tags=("kubernetes", "security"),
    references=("https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",),
)
def run_as_user_zero(container: Container) -> Iterator[Match]:
    """The container or its pod sets `runAsUser` to 0.

    ## Why it matters

    User 0 is root: the process may read and change whatever the container can reach, and is root on the node if it
    gets out. It is asked for outright, whatever the image says, which makes this high.

    ## Avoid

    ```yaml
    securityContext:
      runAsUser: 0
    ```

    ## Prefer

    ```yaml
    securityContext:
      runAsNonRoot: true
      runAsUser: 1000
    ```

    ## Notes

    As in Pod Security, 0 on the pod is reported even where every container overrides it. A value that is no whole
    number is reported too, because it cannot be known not to be 0. Pods with `hostUsers: false` are exempt, as in Pod
    Security since v1.35: their root is an unprivileged user of the node.

    ## References

    - https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
    """
    if not RUN_AS_USER.applies_to(container.pod):
        return
    for setting in container.decisions("runAsUser"):
        if not setting.is_set:
            continue
        owner = container.owner(setting)
        if setting.malformed or isinstance(setting.value, bool) or not isinstance(setting.value, int):
            yield Match(setting.path, f"{owner} has a 'runAsUser' that is no user id.")
        elif setting.value == 0:
            yield Match(setting.path, f"{owner} runs as root: 'runAsUser' is 0.")
