"""Names that a pod resolves by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Pod
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="host-aliases",
    title="Pod overrides name resolution",
    severity=Severity.LOW,
    judges=Pod,
    remediation="Remove hostAliases, and let DNS answer, for example through a Service of the type ExternalName.",
    tags=("kubernetes", "security", "reliability"),
    references=("https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/",),
    profile=Profile.STRICT,
)
def host_aliases(pod: Pod) -> Iterator[Match]:
    """The pod has `hostAliases`, which become lines of its `/etc/hosts`.

    ## Why it matters

    An address in `/etc/hosts` wins over DNS and stays when the host moves; a name that others trust can be led
    elsewhere unseen. Whoever can write it can change the program too, which makes this low.

    ## Avoid

    ```yaml
    spec:
      hostAliases:
        - ip: 192.0.2.10
          hostnames: [db.example.com]
    ```

    ## Prefer

    ```yaml
    spec:
      dnsPolicy: ClusterFirst
    ```

    ## References

    - https://kubernetes.io/docs/tasks/network/customize-hosts-file-for-pods/
    """
    setting = pod.read("hostAliases")
    if setting.items():
        yield Match(setting.path, "The pod overrides name resolution by 'hostAliases'.")
