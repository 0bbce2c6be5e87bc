"""Mounts without a volume, and volumes without a mount."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Pod
from scanner.model import Match, Profile, Related, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import Container
    from scanner.kubernetes.setting import Setting


@rule(
    id="volume-mount-without-volume",
    title="Container mounts a volume that the pod does not have",
    severity=Severity.HIGH,
    judges=Pod,
    remediation="Add the volume to the pod's volumes, or correct the mount's name.",
    tags=("kubernetes", "correctness"),
    references=("https://kubernetes.io/docs/concepts/storage/volumes/",),
)
def volume_mount_without_volume(pod: Pod) -> Iterator[Match]:
    """A container mounts a volume that the pod does not declare.

    ## Why it matters

    The API server refuses the object, so the change does not arrive. It never works, which makes this high.

    ## Avoid

    ```yaml
    containers:
      - name: web
        volumeMounts:
          - name: cahce
            mountPath: /var/cache
    volumes:
      - name: cache
        emptyDir: {}
    ```

    ## Prefer

    ```yaml
    containers:
      - name: web
        volumeMounts:
          - name: cache
            mountPath: /var/cache
    volumes:
      - name: cache
        emptyDir: {}
    ```

    ## Notes

    The `volumeClaimTemplates` of a StatefulSet are volumes of its pods. Only pods of the kinds of Kubernetes itself are
    judged: an operator may add volumes to those of its own.

    ## References

    - https://kubernetes.io/docs/concepts/storage/volumes/
    """
    if not pod.is_builtin:
        return
    names = {name.text for name in _volume_names(pod)}
    related = (Related("The volumes of the pod are these.", pod.read("volumes").path, part="entry"),)
    for container in pod.containers:
        for name in _uses(container):
            if name.text and name.text not in names:
                message = f"{container.title} mounts the volume '{name.text}', which the pod does not have."
                yield Match(name.path, message, related=related if pod.volumes else ())


@rule(
    id="volume-unused",
    title="Volume is mounted by no container",
    severity=Severity.LOW,
    judges=Pod,
    remediation="Mount the volume, or remove it.",
    tags=("kubernetes", "hygiene"),
    references=("https://kubernetes.io/docs/concepts/storage/volumes/",),
    profile=Profile.STRICT,
)
def volume_unused(pod: Pod) -> Iterator[Match]:
    """The pod declares a volume that none of its containers mounts.

    ## Why it matters

    The pod waits for the volume and is given what is in it, a Secret for instance, for nothing; or a mount was
    forgotten. It does no harm by itself, which makes this low.

    ## Avoid

    ```yaml
    containers:
      - name: web
    volumes:
      - name: cache
        emptyDir: {}
    ```

    ## Prefer

    ```yaml
    containers:
      - name: web
        volumeMounts:
          - name: cache
            mountPath: /var/cache
    volumes:
      - name: cache
        emptyDir: {}
    ```

    ## Notes

    Only pods of the kinds of Kubernetes itself are judged: an operator may add containers to those of its own.

    ## References

    - https://kubernetes.io/docs/concepts/storage/volumes/
    """
    if not pod.is_builtin:
        return
    used = {name.text for container in pod.containers for name in _uses(container)}
    for volume in pod.volumes:
        name = volume.read("name")
        if name.text and name.text not in used:
            yield Match(name.path, f"No container mounts the volume '{name.text}'.")


def _uses(container: Container) -> Iterator[Setting]:
    for field in ("volumeMounts", "volumeDevices"):
        for item in container.read(field).items():
            yield item.read("name")


def _volume_names(pod: Pod) -> Iterator[Setting]:
    for volume in pod.volumes:
        yield volume.read("name")
    for template in pod.object.read("spec", "volumeClaimTemplates").items():
        yield template.read("metadata", "name")
