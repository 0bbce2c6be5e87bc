"""Containers that leave everything about their rights to defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="no-security-context",
    title="Container has no securityContext",
    severity=Severity.LOW,
    judges=Container,
    remediation="Give the container, or its pod, a securityContext.",
    frameworks=("cis-kubernetes/5.6.3",),
    tags=("kubernetes", "security"),
    references=("https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",),
    profile=Profile.STRICT,
)
def no_security_context(container: Container) -> Iterator[Match]:
    """Neither the container nor its pod has a `securityContext` with anything in it.

    ## Why it matters

    The defaults are those of a development machine: root, a writable filesystem, a dozen capabilities. Each of them
    has a rule of its own with its own severity; that nobody thought of any is a hint, which makes this low.

    ## Avoid

    ```yaml
    spec:
      securityContext: {}
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
          securityContext:
            allowPrivilegeEscalation: false
    ```

    ## References

    - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
    """
    own = container.read("securityContext")
    if not own.mapping and not container.pod.read("securityContext").mapping:
        yield Match(own.path, f"{container.title} has no securityContext, and neither has its pod.")
