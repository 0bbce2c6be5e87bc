"""Types of volumes.

Source: kubernetes/pod-security-admission v0.37.2, ``policy/check_restrictedVolumes.go``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes.pod_security.control import Fault, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes.pod import Pod
    from scanner.kubernetes.setting import Setting

RESTRICTED_VOLUMES = frozenset(
    {
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "ephemeral",
        "image",
        "persistentVolumeClaim",
        "projected",
        "secret",
    }
)
"""The types that restricted allows: what the cluster itself provides, or an administrator by a claim."""


def restricted_volumes(pod: Pod) -> Iterator[Fault]:
    """Allow these types only. A volume without any is an emptyDir: the API server makes it one."""
    for volume in pod.volumes:
        if not volume.is_mapping:
            yield Fault(volume.path, "The pod has a volume that cannot be read.")
            continue
        for key, source in volume.mapping.items():
            if key != "name" and source is not None and key not in RESTRICTED_VOLUMES:
                yield Fault((*volume.path, key), f"{volume_title(volume)} has the type {quoted(key)}.")


def volume_title(volume: Setting) -> str:
    """Return what a message calls a volume."""
    name = volume.read("name").text
    return f"The volume {quoted(name)}" if name else "A volume without a name"
