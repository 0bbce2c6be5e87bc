"""Who made an object of a cluster, and keeps it: a Deployment its ReplicaSets, a ReplicaSet its Pods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes.object import group_of

if TYPE_CHECKING:
    from scanner.kubernetes.object import KubernetesObject
    from scanner.kubernetes.setting import Setting


def controller_of(item: KubernetesObject) -> Setting | None:
    """Return the owner reference of the controller, None where there is none."""
    owners = item.read("metadata", "ownerReferences").items()
    return next((owner for owner in owners if owner.read("controller").is_true), None)


def owner_of(item: KubernetesObject) -> KubernetesObject | None:
    """Return the object that controls ``item``, where it is here and has the UID that ``item`` names.

    Anybody can write the name of an owner that does not exist; the UID of one that does is a promise of the API server.
    """
    reference = controller_of(item)
    if reference is None:
        return None
    kind, name, uid = (reference.read(key).text for key in ("kind", "name", "uid"))
    group = group_of(reference.read("apiVersion").text)
    namespaced = item.inventory.is_namespaced(group, kind) is not False
    owner = item.inventory.find(group, kind, item.namespace if namespaced else "", name)
    return owner if owner is not None and uid and owner.read("metadata", "uid").text == uid else None
