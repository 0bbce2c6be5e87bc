"""Objects in the namespace that everybody shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Profile, Severity, Unknown
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.rules.check import Judgement

_SYSTEM = frozenset(
    {
        ("ConfigMap", "kube-root-ca.crt"),
        ("EndpointSlice", "kubernetes"),
        ("Endpoints", "kubernetes"),
        ("Service", "kubernetes"),
        ("ServiceAccount", "default"),
    }
)
"""What every cluster has in the default namespace."""

_ABOUT_NAMESPACE = frozenset(
    {
        ("", "LimitRange"),
        ("", "ResourceQuota"),
        ("networking.k8s.io", "NetworkPolicy"),
        ("rbac.authorization.k8s.io", "Role"),
        ("rbac.authorization.k8s.io", "RoleBinding"),
    }
)
"""What says something about the namespace in which it lies, and so has to lie there."""


@rule(
    id="default-namespace",
    title="Object is in the default namespace",
    severity=Severity.LOW,
    judges=KubernetesObject,
    remediation="Set metadata.namespace to a namespace of its own.",
    frameworks=("cis-kubernetes/5.6.4", "nsa-cisa/namespaces"),
    tags=("kubernetes", "security"),
    references=("https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/",),
)
def default_namespace(item: KubernetesObject) -> Iterator[Judgement]:
    """The object names the namespace `default`.

    ## Why it matters

    Roles, quotas, Pod Security levels and network policies are given by namespace, so that whatever shares one shares
    them. That opens no door by itself, which makes this low.

    ## Avoid

    ```yaml
    metadata:
      name: web
      namespace: default
    ```

    ## Prefer

    ```yaml
    metadata:
      name: web
      namespace: shop
    ```

    ## Notes

    Roles, RoleBindings, NetworkPolicies, quotas and limits are exempt, because they are about the namespace itself, and
    so is what Kubernetes itself keeps in `default`. Where no namespace is written it is given when the object is
    applied: the answer is not known, and said so; `namespace-missing` reports it.

    ## References

    - https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
    """
    if _is_exempt(item) or (item.group, item.kind) in _ABOUT_NAMESPACE:
        return
    setting = item.read("metadata", "namespace")
    if setting.text == "default":
        yield Match(setting.path, f"{item.title} is in the namespace 'default'.")
    elif not setting.text and item.namespaced:
        yield Unknown("The object names no namespace; whether it is 'default' is decided where it is applied.")


@rule(
    id="namespace-missing",
    title="Object names no namespace",
    severity=Severity.LOW,
    judges=KubernetesObject,
    remediation="Set metadata.namespace, or have Kustomize or Helm set it and scan what they render.",
    frameworks=("cis-kubernetes/5.6.4", "nsa-cisa/namespaces"),
    tags=("kubernetes", "hygiene"),
    references=("https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/",),
    profile=Profile.STRICT,
    files_only=True,
)
def namespace_missing(item: KubernetesObject) -> Iterator[Match]:
    """The object lives in a namespace, and does not say in which.

    ## Why it matters

    It goes where the one who applies it happens to be: to `default`, if nobody says otherwise. Most repositories give
    the namespace on the command line, or by Helm or Kustomize, on purpose, which makes this low.

    ## Avoid

    ```yaml
    metadata:
      name: web
    ```

    ## Prefer

    ```yaml
    metadata:
      name: web
      namespace: shop
    ```

    ## Notes

    Kinds that live in no namespace are exempt, as are custom kinds unless their definition is part of the scan and says
    that they live in one. `default-namespace` reports those that name `default`.

    ## References

    - https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
    """
    setting = item.read("metadata", "namespace")
    if item.namespaced and not _is_exempt(item) and not setting.text:
        yield Match(
            setting.path, f"{item.title} names no namespace, so it goes to 'default' unless one is given elsewhere."
        )


def _is_exempt(item: KubernetesObject) -> bool:
    return item.namespaced is False or (item.kind, item.name) in _SYSTEM or item.kind == "Event"
