"""The directories, files and sockets of the node that a pod mounts."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import Pod, Setting

_DRIVE = re.compile(r"[A-Za-z]:")


@dataclass(frozen=True, slots=True)
class HostVolume:
    """A volume of the type ``hostPath``."""

    name: str
    setting: Setting
    """Its ``path``, as written."""
    path: str
    """The same in one spelling, see `node_path`."""


def host_volumes(pod: Pod) -> Iterator[HostVolume]:
    """Yield the pod's volumes of the type ``hostPath`` whose path can be read."""
    for volume in pod.volumes:
        setting = volume.read("hostPath", "path")
        if setting.text:
            yield HostVolume(volume.read("name").text, setting, node_path(setting.text))


def node_path(written: str) -> str:
    """Return a path of the node in one spelling: slashes, no drive, and ``/run`` for ``/var/run``, which links to it.

    Source for the link: https://refspecs.linuxfoundation.org/FHS_3.0/fhs/ch05s13.html.
    """
    slashed = written.replace("\\", "/")
    without_drive = _DRIVE.sub("", slashed, count=1) if _DRIVE.match(slashed) else slashed
    path = posixpath.normpath(f"/{without_drive.lstrip('/')}")
    return path.removeprefix("/var") if path == "/var/run" or path.startswith("/var/run/") else path
