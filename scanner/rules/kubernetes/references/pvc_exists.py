"""Pods whose PersistentVolumeClaim does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Pod
from scanner.kubernetes.neighbours import is_certain
from scanner.model import Match, Severity, Unknown
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.rules.check import Judgement


@rule(
    id="pvc-exists",
    title="PersistentVolumeClaim that the pod needs does not exist",
    severity=Severity.MEDIUM,
    judges=Pod,
    remediation="Create the PersistentVolumeClaim in the pod's namespace, or correct its name.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/storage/persistent-volumes/#claims-as-volumes",),
)
def pvc_exists(pod: Pod) -> Iterator[Judgement]:
    """A volume of the pod is a PersistentVolumeClaim that its namespace does not have.

    ## Why it matters

    The pod waits for it and is never scheduled, so that a rollout hangs. What ran before goes on running, which makes
    this medium.

    ## Avoid

    ```yaml
    volumes:
      - name: data
        persistentVolumeClaim:
          claimName: cart-dta
    ```

    ## Prefer

    ```yaml
    volumes:
      - name: data
        persistentVolumeClaim:
          claimName: cart-data
    ```

    ## Notes

    Claims that a StatefulSet's `volumeClaimTemplates` make are there. The rule decides where a PersistentVolumeClaim of
    the namespace lies in the same directory, or the scan is complete; elsewhere the answer is not known, and said so.

    ## References

    - https://kubernetes.io/docs/concepts/storage/persistent-volumes/#claims-as-volumes
    """
    inventory, namespace = pod.object.inventory, pod.namespace
    for volume in pod.volumes:
        claim = volume.read("persistentVolumeClaim", "claimName")
        if not claim.text or inventory.find("", "PersistentVolumeClaim", namespace, claim.text):
            continue
        if _is_made_by_statefulset(pod, claim.text):
            continue
        if is_certain(pod.object, "", "PersistentVolumeClaim", namespace):
            yield Match(
                claim.path,
                f"The pod needs the PersistentVolumeClaim '{claim.text}',"
                f" which the namespace '{namespace}' does not have.",
            )
        else:
            yield Unknown(
                f"The PersistentVolumeClaim '{claim.text}' of the namespace '{namespace}' may not have been scanned."
            )


def _is_made_by_statefulset(pod: Pod, name: str) -> bool:
    """Say whether ``name`` is template, StatefulSet and ordinal, joined by hyphens."""
    return any(
        name.startswith(f"{template.read('metadata', 'name').text}-{item.name}-")
        for item in pod.object.inventory.of_kind("apps", "StatefulSet", pod.namespace)
        for template in item.read("spec", "volumeClaimTemplates").items()
    )
