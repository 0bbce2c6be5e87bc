"""Containers that can change their own programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="read-only-root-fs",
    title="Container can write to its root filesystem",
    severity=Severity.MEDIUM,
    judges=Container,
    remediation="Set readOnlyRootFilesystem to true, and mount an emptyDir where the program writes.",
    frameworks=("cis-kubernetes/5.6.3", "nsa-cisa/immutable-container-file-systems", "owasp-k8s/K01"),
    tags=("kubernetes", "security"),
    references=("https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",),
)
def read_only_root_fs(container: Container) -> Iterator[Match]:
    """The container does not set `readOnlyRootFilesystem` to true.

    ## Why it matters

    On a writable root filesystem an attacker can replace programs, leave tools behind and cover tracks. It makes a
    break-in more comfortable rather than possible, which makes this medium.

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
          readOnlyRootFilesystem: true
        volumeMounts:
          - name: tmp
            mountPath: /tmp
    ```

    ## Notes

    The field exists on the container only. Pods with `os.name: windows` are exempt, because Windows containers cannot
    run on a read-only filesystem.

    ## References

    - https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
    """
    if container.pod.is_windows:
        return
    setting = container.security("readOnlyRootFilesystem")
    if not setting.is_true:
        state = "false" if setting.is_false else "not set" if not setting.is_set else "not certainly true"
        yield Match(
            setting.path,
            f"{container.title} can write to its root filesystem: 'readOnlyRootFilesystem' is {state}.",
        )
