"""Directories of the node that a container can write to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Container
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.pods.host_volumes import host_volumes

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="writable-host-path",
    title="Container can write to a directory of its node",
    severity=Severity.HIGH,
    judges=Container,
    remediation="Set readOnly to true on the volume mount.",
    frameworks=("cis-kubernetes/5.2.11", "nsa-cisa/pod-security-enforcement", "owasp-k8s/K01"),
    tags=("kubernetes", "security"),
    references=("https://kubernetes.io/docs/concepts/storage/volumes/#hostpath",),
    profile=Profile.STRICT,
)
def writable_host_path(container: Container) -> Iterator[Match]:
    """The container mounts a `hostPath` volume without `readOnly: true`.

    ## Why it matters

    What a container writes to its node outlives it, and is read by others: a link in a log directory, a library, a
    static pod's manifest become a way to the node itself, which makes this high.

    ## Avoid

    ```yaml
    volumeMounts:
      - name: logs
        mountPath: /var/log
    ```

    ## Prefer

    ```yaml
    volumeMounts:
      - name: logs
        mountPath: /var/log
        readOnly: true
    ```

    ## Notes

    The volume itself is reported by `host-path`; this rule belongs to the strict profile for that reason. A mount is
    writable unless `readOnly` says otherwise.

    ## References

    - https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
    """
    volumes = {volume.name: volume.setting.text for volume in host_volumes(container.pod)}
    for mount in container.read("volumeMounts").items():
        where = volumes.get(mount.read("name").text)
        if where is not None and not mount.read("readOnly").is_true:
            yield Match(mount.read("mountPath").path, f"{container.title} can write to '{where}' of the node.")
