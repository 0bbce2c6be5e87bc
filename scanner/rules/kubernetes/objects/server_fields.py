"""Manifests that were copied from a cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Related, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import Setting

_METADATA = (
    *("creationTimestamp", "deletionTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid"),
)
_ANNOTATIONS = frozenset(
    {
        "control-plane.alpha.kubernetes.io/leader",
        "deployment.kubernetes.io/revision",
        "kubectl.kubernetes.io/last-applied-configuration",
        "meta.helm.sh/release-name",
        "meta.helm.sh/release-namespace",
        "pv.kubernetes.io/bind-completed",
        "pv.kubernetes.io/bound-by-controller",
        "pv.kubernetes.io/provisioned-by",
    }
)
"""Annotations that clients and controllers write: Helm its own when it installs, not when it renders.
Source: https://kubernetes.io/docs/reference/labels-annotations-taints/."""

_LEFT_BY_KUSTOMIZE = ("config.kubernetes.io/", "internal.config.kubernetes.io/")
"""Bookkeeping between kustomize's own steps, which it removes from its output."""


@rule(
    id="server-fields-committed",
    title="Manifest carries what a cluster wrote into it",
    severity=Severity.LOW,
    judges=KubernetesObject,
    remediation="Remove the fields: kubectl apply needs what is wanted, not what is.",
    tags=("kubernetes", "hygiene"),
    references=(
        "https://kubernetes.io/docs/concepts/overview/working-with-objects/#object-spec-and-status",
        "https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/",
    ),
    files_only=True,
)
def server_fields_committed(item: KubernetesObject) -> Iterator[Match]:
    """The manifest has fields that the API server, a controller or a client writes: it was copied from a cluster.

    ## Why it matters

    `resourceVersion` and `uid` make the next apply fail, an old `last-applied-configuration` makes it remove fields,
    and a `status` says what was true elsewhere. Most of it is ignored, which makes this low.

    ## Avoid

    ```yaml
    kind: ConfigMap
    metadata:
      name: shop
      resourceVersion: "48213"
      uid: 5f0c1d0e-3d0c-4c55-9d5c-6d8a35f3a5ad
    ```

    ## Prefer

    ```yaml
    kind: ConfigMap
    metadata:
      name: shop
    ```

    ## Notes

    One finding an object; the other places are shown beside it. `creationTimestamp: null` and a `status` in which
    nothing is set are what generators write, and exempt.

    ## References

    - https://kubernetes.io/docs/concepts/overview/working-with-objects/#object-spec-and-status
    - https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/
    """
    found = tuple(_written_by_servers(item))
    if found:
        first, *others = found
        names = f"'{_name(first)}'" + (f" and {len(others)} more" if others else "")
        related = tuple(Related(f"So does '{_name(other)}'.", other.path, part="key") for other in others)
        yield Match(first.path, f"{item.title} carries what a cluster wrote into it: {names}.", "key", related=related)


def _written_by_servers(item: KubernetesObject) -> Iterator[Setting]:
    for key in _METADATA:
        setting = item.read("metadata", key)
        if setting.is_set and not setting.malformed:
            yield setting
    annotations = item.read("metadata", "annotations")
    for key in annotations.mapping:
        if key in _ANNOTATIONS or key.startswith(_LEFT_BY_KUSTOMIZE):
            yield annotations.read(key)
    status = item.read("status")
    if status.is_mapping and _says_something(status.value):
        yield status


def _says_something(value: Any) -> bool:
    """Return whether anything is set in ``value``, which is at most as deep as a document may be."""
    if isinstance(value, dict):
        return any(map(_says_something, value.values()))
    if isinstance(value, list):
        return any(map(_says_something, value))
    return value not in (None, "", 0, False)


def _name(setting: Setting) -> str:
    return str(setting.path[-1])
