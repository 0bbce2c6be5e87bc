"""Containers that wait for somebody to type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container, ContainerRole
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="interactive-container",
    title="Container is interactive",
    severity=Severity.LOW,
    judges=Container,
    remediation="Remove stdin and tty; use kubectl debug when somebody has to look inside.",
    tags=("kubernetes", "security", "hygiene"),
    references=("https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/",),
    profile=Profile.STRICT,
)
def interactive_container(container: Container) -> Iterator[Match]:
    """The container has `stdin` or `tty`, and is no ephemeral container.

    ## Why it matters

    An open standard input lets whoever may attach to the pod type into the program, and usually is what was left of a
    shell from development. Attaching needs a right of its own, which makes this low.

    ## Avoid

    ```yaml
    containers:
      - name: shell
        image: registry.example.com/tools:2.1.0
        stdin: true
        tty: true
    ```

    ## Prefer

    ```yaml
    containers:
      - name: report
        image: registry.example.com/tools:2.1.0
        args: [report]
    ```

    ## Notes

    A container with both is reported once. Ephemeral containers are for debugging and are exempt.

    ## References

    - https://kubernetes.io/docs/tasks/debug/debug-application/debug-running-pod/
    """
    if container.role is ContainerRole.EPHEMERAL:
        return
    for field in ("stdin", "tty"):
        setting = container.read(field)
        if setting.may_be_true:
            state = "true" if setting.is_true else "not certainly false"
            yield Match(setting.path, f"{container.title} is interactive: '{field}' is {state}.")
            return
