"""Roles that reach the nodes' disks by creating volumes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Profile, Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.access.grants import Power, judge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Match

_VOLUMES = (Power("", ("persistentvolumes",), frozenset({"create"}), cluster_scoped=True),)


@rule(
    id="persistentvolume-create",
    title="Role creates PersistentVolumes",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("ClusterRole",),
    remediation="Let a storage class provision volumes, and grant persistentvolumeclaims instead.",
    frameworks=("cis-kubernetes/5.1.9", "nsa-cisa/role-based-access-control", "owasp-k8s/K02"),
    tags=("kubernetes", "security", "rbac"),
    profile=Profile.STRICT,
    references=("https://kubernetes.io/docs/concepts/security/rbac-good-practices/#persistent-volume-creation",),
)
def persistentvolume_create(role: KubernetesObject) -> Iterator[Match]:
    """A ClusterRole can create PersistentVolumes.

    ## Why it matters

    A PersistentVolume may be a `hostPath`, so that a pod which may mount no directory of its node mounts any through
    a claim. Provisioners of storage need it, and it takes a workload as well, which makes this medium.

    ## Avoid

    ```yaml
    rules:
      - apiGroups: [""]
        resources: [persistentvolumes]
        verbs: [get, create]
    ```

    ## Prefer

    ```yaml
    rules:
      - apiGroups: [""]
        resources: [persistentvolumeclaims]
        verbs: [get, create]
    ```

    ## References

    - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#persistent-volume-creation
    """
    yield from judge(role, _VOLUMES, "mount the disks of nodes by creating PersistentVolumes")
