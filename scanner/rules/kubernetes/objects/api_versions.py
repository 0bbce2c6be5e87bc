"""Versions of Kubernetes' own kinds that end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.kubernetes.api_lifecycle import lifecycle
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes.api_lifecycle import Lifecycle


@rule(
    id="removed-api",
    title="API version is no longer served",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    remediation="Move to the version that replaces it; kubectl convert rewrites most objects.",
    tags=("kubernetes", "correctness"),
    references=("https://kubernetes.io/docs/reference/using-api/deprecation-guide/",),
    files_only=True,
)
def removed_api(item: KubernetesObject) -> Iterator[Match]:
    """The apiVersion of the object is one that the Kubernetes release does not serve any more.

    ## Why it matters

    The API server refuses the object, so that the change does not arrive, and a cluster cannot be built anew from the
    manifests. It never works, which makes this high.

    ## Avoid

    ```yaml
    apiVersion: extensions/v1beta1
    kind: Ingress
    ```

    ## Prefer

    ```yaml
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    ```

    ## Notes

    Judged are the kinds of Kubernetes itself, by the life cycles that it publishes. A new version often has new fields:
    the guide below says which.

    ## References

    - https://kubernetes.io/docs/reference/using-api/deprecation-guide/
    """
    yield from judge_removed(item, item.inventory.kubernetes_minor)


def judge_removed(item: KubernetesObject, minor: int) -> Iterator[Match]:
    """Yield a match where Kubernetes 1.``minor`` does not serve the object's version any more."""
    life = lifecycle(item.api_version, item.kind)
    if life is not None and life.removed is not None and life.removed <= minor:
        yield Match(
            ("apiVersion",),
            f"{item.kind} of '{item.api_version}' is not served since Kubernetes 1.{life.removed}{_instead(life)}.",
        )


@rule(
    id="deprecated-api",
    title="API version is deprecated",
    severity=Severity.LOW,
    judges=KubernetesObject,
    remediation="Move to the version that replaces it before the release that stops serving it.",
    tags=("kubernetes", "correctness"),
    references=("https://kubernetes.io/docs/reference/using-api/deprecation-guide/",),
    files_only=True,
)
def deprecated_api(item: KubernetesObject) -> Iterator[Match]:
    """The apiVersion of the object is deprecated in Kubernetes 1.37, and still served.

    ## Why it matters

    It works until the cluster is upgraded to the release that stops serving it; then the upgrade waits for the
    manifests. There is time, which makes this low.

    ## Avoid

    ```yaml
    apiVersion: resource.k8s.io/v1beta1
    kind: ResourceClaim
    ```

    ## Prefer

    ```yaml
    apiVersion: resource.k8s.io/v1
    kind: ResourceClaim
    ```

    ## Notes

    Judged are the kinds of Kubernetes itself, by the life cycles that it publishes. What is not served any more is
    judged by `removed-api`.

    ## References

    - https://kubernetes.io/docs/reference/using-api/deprecation-guide/
    """
    yield from judge_deprecated(item, item.inventory.kubernetes_minor)


def judge_deprecated(item: KubernetesObject, minor: int) -> Iterator[Match]:
    """Yield a match where the object's version is deprecated in Kubernetes 1.``minor``, and served."""
    life = lifecycle(item.api_version, item.kind)
    if life is None or minor < life.deprecated or (life.removed is not None and life.removed <= minor):
        return
    until = "" if life.removed is None else f" and served until Kubernetes 1.{life.removed - 1}"
    yield Match(
        ("apiVersion",),
        f"{item.kind} of '{item.api_version}' is deprecated since Kubernetes 1.{life.deprecated}{until}"
        f"{_instead(life)}.",
    )


def _instead(life: Lifecycle) -> str:
    return f"; use '{life.replacement}'" if life.replacement else "; nothing replaces it"
