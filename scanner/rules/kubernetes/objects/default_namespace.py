"""Objects in the namespace that everybody shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

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
def default_namespace(item: KubernetesObject) -> Iterator[Match]:
    """The object names the namespace `default`, or names none.

    ## Why it matters

    Roles, quotas, Pod Security levels and network policies are given by namespace, so that whatever shares one shares
    them. An object without a namespace goes where the one who applies it happens to be. Neither opens a door by
    itself, and the namespace may be given on the command line, which makes this low.

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

    Kinds that live in no namespace are exempt, as are custom kinds without a namespace unless their definition is part
    of the scan and says that they live in one, and what Kubernetes itself keeps in `default`. Where the namespace is
    given by `kubectl --namespace`, Helm or Kustomize, scan the rendered output, or ignore this rule.

    ## References

    - https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/
    """
    if item.namespaced is False or (item.kind, item.name) in _SYSTEM or item.kind == "Event":
        return
    setting = item.read("metadata", "namespace")
    if setting.text == "default":
        yield Match(setting.path, f"{item.title} is in the namespace 'default'.")
    elif not setting.text and item.namespaced:
        yield Match(
            setting.path, f"{item.title} names no namespace, so it goes to 'default' unless one is given elsewhere."
        )
