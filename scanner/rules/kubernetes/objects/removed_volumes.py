"""Volumes of drivers that Kubernetes has no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import Setting

_REMOVED = {
    "cephfs": 31,
    "flocker": 25,
    "gitRepo": 36,
    "glusterfs": 26,
    "photonPersistentDisk": 16,
    "quobyte": 25,
    "rbd": 31,
    "scaleIO": 22,
    "storageos": 25,
}
"""The first minor release without the driver; that of gitRepo is switched off for good. As of November 2026, from
https://kubernetes.io/docs/concepts/storage/persistent-volumes/#types-of-persistent-volumes and
https://github.com/kubernetes/enhancements/issues/5040. Types that a CSI driver has taken over, such as
awsElasticBlockStore, go on working."""

_PROVISIONERS = {
    "kubernetes.io/glusterfs": 26,
    "kubernetes.io/photon-pd": 16,
    "kubernetes.io/quobyte": 25,
    "kubernetes.io/rbd": 31,
    "kubernetes.io/scaleio": 22,
    "kubernetes.io/storageos": 25,
}
"""Of the same drivers, those that made volumes for a StorageClass."""


@rule(
    id="removed-volume-type",
    title="Volume is of a type that Kubernetes has no driver for",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    remediation="Use a PersistentVolumeClaim whose StorageClass is of a CSI driver; for gitRepo, an init container.",
    tags=("kubernetes", "correctness"),
    references=(
        "https://kubernetes.io/docs/concepts/storage/persistent-volumes/#types-of-persistent-volumes",
        "https://kubernetes.io/docs/concepts/storage/volumes/",
    ),
)
def removed_volume_type(item: KubernetesObject) -> Iterator[Match]:
    """A pod's volume, a PersistentVolume or a StorageClass needs a driver that the Kubernetes release does not have.

    ## Why it matters

    The field is still part of the API, so that the object is accepted; the kubelet then finds no plugin for the volume,
    and the pod never starts; nobody makes the volumes of the StorageClass. It never works, which makes this high.

    ## Avoid

    ```yaml
    volumes:
      - name: data
        glusterfs:
          endpoints: storage
          path: data
    ```

    ## Prefer

    ```yaml
    volumes:
      - name: data
        persistentVolumeClaim:
          claimName: data
    ```

    ## Notes

    Judged by `--kubernetes-version`, for the newest release where none is given. Disks of cloud providers and the like
    are not reported, because their CSI drivers serve the old fields.

    ## References

    - https://kubernetes.io/docs/concepts/storage/persistent-volumes/#types-of-persistent-volumes
    - https://kubernetes.io/docs/concepts/storage/volumes/
    """
    for pod in item.pods:
        for volume in pod.volumes:
            yield from _removed(f"The volume '{volume.read('name').text}'", volume, item)
    if (item.group, item.kind) == ("", "PersistentVolume"):
        yield from _removed(item.title, item.read("spec"), item)
    if (item.group, item.kind) == ("storage.k8s.io", "StorageClass"):
        provisioner = item.read("provisioner")
        release = _PROVISIONERS.get(provisioner.text)
        if release is not None and release <= item.inventory.kubernetes_minor:
            yield Match(
                provisioner.path,
                f"{item.title} has its volumes made by '{provisioner.text}', which Kubernetes does not have since"
                f" 1.{release}.",
            )


def _removed(title: str, volume: Setting, item: KubernetesObject) -> Iterator[Match]:
    for kind in volume.mapping.keys() & _REMOVED.keys():
        release = _REMOVED[kind]
        if volume.read(kind).is_set and release <= item.inventory.kubernetes_minor:
            path = (*volume.path, kind)
            yield Match(path, f"{title} is of the type '{kind}', which Kubernetes has no driver for since 1.{release}.")
