"""Objects that are given twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Profile, Related, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_REFERENCE = "https://kubernetes.io/docs/concepts/overview/working-with-objects/names/"


@rule(
    id="duplicate-object",
    title="Object is given twice in one file",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    remediation="Remove one of the two, or give it a name of its own.",
    tags=("kubernetes", "correctness"),
    references=(_REFERENCE,),
    files_only=True,
)
def duplicate_object(item: KubernetesObject) -> Iterator[Match]:
    """An earlier document of the same file has the same group, kind, namespace and name.

    ## Why it matters

    Both are applied and the last one wins, whatever the first says: what a reviewer reads is not what runs. In one
    file it is always a mistake, which makes this high.

    ## Avoid

    ```yaml
    kind: List
    items:
      - kind: ConfigMap
        metadata:
          name: shop
      - kind: ConfigMap
        metadata:
          name: shop
    ```

    ## Prefer

    ```yaml
    kind: List
    items:
      - kind: ConfigMap
        metadata:
          name: shop
      - kind: ConfigMap
        metadata:
          name: cart
    ```

    ## Notes

    The same object in two files is judged by `duplicate-object-elsewhere`: overlays give objects again on purpose.

    ## References

    - https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
    """
    first = item.inventory.first_of(item, _file(item))
    if first is not None and first != item:
        yield _given_twice(item, first)


@rule(
    id="duplicate-object-elsewhere",
    title="Object is given in another file too",
    severity=Severity.LOW,
    judges=KubernetesObject,
    remediation="Keep one of the two, or make the difference an overlay.",
    tags=("kubernetes", "correctness"),
    profile=Profile.STRICT,
    references=(_REFERENCE,),
    files_only=True,
)
def duplicate_object_elsewhere(item: KubernetesObject) -> Iterator[Match]:
    """An object with the same group, kind, namespace and name stands in a file that was read earlier.

    ## Why it matters

    Where both are applied, the last one wins, and which that is depends on the order. A repository that keeps a
    manifest for each environment has the same object several times on purpose, which makes this low.

    ## Avoid

    ```yaml
    # web.yaml, and again in all.yaml
    kind: Deployment
    metadata:
      name: web
      namespace: shop
    ```

    ## Prefer

    ```yaml
    # web.yaml alone
    kind: Deployment
    metadata:
      name: web
      namespace: shop
    ```

    ## References

    - https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
    """
    first = item.inventory.first_of(item)
    if first is not None and _file(first) != _file(item):
        yield _given_twice(item, first)


def _file(item: KubernetesObject) -> str:
    return item.document.source.path


def _given_twice(item: KubernetesObject, first: KubernetesObject) -> Match:
    place = ("metadata", "name")
    where = f" of the namespace '{item.namespace}'" if item.namespace else ""
    return Match(
        place,
        f"{item.title}{where} is given a second time.",
        related=(Related("The first of them is this.", place, first.document),),
    )
