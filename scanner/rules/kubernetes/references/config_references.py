"""Where pods refer to ConfigMaps and Secrets.

Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import Pod
    from scanner.kubernetes.setting import Setting


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference without which the pod does not start."""

    kind: str
    """``ConfigMap`` or ``Secret``."""
    name: Setting
    keys: tuple[Setting, ...]
    """The keys that must be there; empty where any will do."""
    user: str
    """For the beginning of a message: a container, or a volume."""


def config_references(pod: Pod) -> Iterator[Reference]:
    """Yield the references that are not optional: those of environment variables, then those of volumes."""
    for container in pod.containers:
        for variable in container.read("env").items():
            source = variable.read("valueFrom")
            if not source.is_mapping:
                continue  # nearly all variables have a plain value
            for field, kind in (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")):
                chosen = source.read(field)
                yield from _reference(kind, chosen, "name", (chosen.read("key"),), container.title)
        for item in container.read("envFrom").items():
            for field, kind in (("configMapRef", "ConfigMap"), ("secretRef", "Secret")):
                yield from _reference(kind, item.read(field), "name", (), container.title)
    for volume in pod.volumes:
        user = f"Volume '{volume.read('name').text}'"
        yield from _volume(volume, user, "secretName")
        for projected in volume.read("projected", "sources").items():
            yield from _volume(projected, user, "name")


def _volume(source: Setting, user: str, secret_name: str) -> Iterator[Reference]:
    """Yield the references of a volume, or of a source of a projected one, which calls a Secret's name otherwise."""
    for field, kind, name in (("configMap", "ConfigMap", "name"), ("secret", "Secret", secret_name)):
        chosen = source.read(field)
        keys = tuple(item.read("key") for item in chosen.read("items").items())
        yield from _reference(kind, chosen, name, keys, user)


def _reference(kind: str, chosen: Setting, name: str, keys: tuple[Setting, ...], user: str) -> Iterator[Reference]:
    named = chosen.read(name)
    if named.text and not chosen.read("optional").is_true:
        yield Reference(kind, named, keys, user)
