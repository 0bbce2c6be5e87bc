"""Claims that leave the kind of their storage to the cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import Setting

_OLD_ANNOTATION = "volume.beta.kubernetes.io/storage-class"


@rule(
    id="storage-class-missing",
    title="Claim leaves its storage class to the cluster",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("PersistentVolumeClaim", "StatefulSet"),
    remediation="Name the storage class, or the empty one for a volume that is there already.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/storage/persistent-volumes/#class-1",),
    profile=Profile.STRICT,
)
def storage_class_missing(item: KubernetesObject) -> Iterator[Match]:
    """A PersistentVolumeClaim, or a template for one in a StatefulSet, has no `storageClassName`.

    ## Why it matters

    The default of the cluster is taken: another one in each cluster, and none in some, where the claim then waits. A
    claim keeps its class for good. Where all clusters have a good default it does no harm, which makes this low.

    ## Avoid

    ```yaml
    kind: PersistentVolumeClaim
    spec:
      accessModes: [ReadWriteOnce]
    ```

    ## Prefer

    ```yaml
    kind: PersistentVolumeClaim
    spec:
      accessModes: [ReadWriteOnce]
      storageClassName: fast-ssd
    ```

    ## Notes

    An empty name asks for a volume that exists already and counts as a name, and so does `volumeName`, which names the
    volume itself.

    ## References

    - https://kubernetes.io/docs/concepts/storage/persistent-volumes/#class-1
    """
    if (item.group, item.kind) == ("", "PersistentVolumeClaim"):
        claims: tuple[Setting, ...] = (item.read(),)
    elif (item.group, item.kind) == ("apps", "StatefulSet"):
        claims = item.read("spec", "volumeClaimTemplates").items()
    else:
        return
    for claim in claims:
        name = claim.read("spec", "storageClassName")
        old = claim.read("metadata", "annotations", _OLD_ANNOTATION)
        if not (name.is_set or old.is_set or claim.read("spec", "volumeName").is_set):
            called = claim.read("metadata", "name").text
            yield Match(name.path, f"The PersistentVolumeClaim '{called}' names no storage class.", "key")
