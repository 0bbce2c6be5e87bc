"""Pods whose users are those of the node."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Pod
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_INCOMPATIBLE = ("hostIPC", "hostNetwork", "hostPID")
"""With these the API server refuses ``hostUsers: false``."""


@rule(
    id="host-users",
    title="Pod uses the node's user ids",
    severity=Severity.LOW,
    judges=Pod,
    remediation="Set hostUsers to false, where the nodes and the volumes support it.",
    tags=("kubernetes", "security"),
    references=("https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/",),
    profile=Profile.STRICT,
)
def host_users(pod: Pod) -> Iterator[Match]:
    """The pod does not set `hostUsers` to false.

    ## Why it matters

    With a user namespace, root in the container is nobody on the node, so that most ways out of a container lead
    nowhere. It is a second wall behind the first and not every node has it, which makes this low.

    ## Avoid

    ```yaml
    spec:
      hostUsers: true
    ```

    ## Prefer

    ```yaml
    spec:
      hostUsers: false
    ```

    ## Notes

    User namespaces need Linux 6.3, a recent runtime, and volumes that support id-mapped mounts. A pod that uses the
    node's network, processes or IPC cannot have one and is reported for that by `host-network`, `host-pid` or
    `host-ipc`. Pods with `os.name: windows` are exempt.

    ## References

    - https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/
    """
    if pod.is_windows or any(pod.read(field).may_be_true for field in _INCOMPATIBLE):
        return
    setting = pod.read("hostUsers")
    if not setting.is_false:
        state = "true" if setting.is_true else "not set" if not setting.is_set else "not certainly false"
        yield Match(setting.path, f"The pod uses the user ids of its node: 'hostUsers' is {state}.")
