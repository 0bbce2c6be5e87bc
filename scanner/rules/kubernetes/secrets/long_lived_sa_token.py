"""Tokens of ServiceAccounts that outlive the pods that use them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_DAY = 24 * 60 * 60
"""Seconds. Kubernetes' own default is an hour."""


@rule(
    id="long-lived-sa-token",
    title="Service account token is long-lived",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    remediation="Let the kubelet mount a token that it renews, or ask for one by kubectl create token.",
    frameworks=("nsa-cisa/pod-service-account-tokens", "owasp-k8s/K03", "nsa-cisa/authentication", "owasp-k8s/K09"),
    tags=("kubernetes", "security"),
    references=(
        "https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets",
        "https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",
    ),
)
def long_lived_sa_token(item: KubernetesObject) -> Iterator[Match]:
    """A Secret asks for a ServiceAccount's token that never expires, or a volume for one that lasts over a day.

    ## Why it matters

    A token that leaks can be used until it expires. One in a Secret never does, is bound to no pod, and is there for
    everybody who may read Secrets; the mounted ones are renewed every hour. What it may do depends on RBAC, which makes
    this medium.

    ## Avoid

    ```yaml
    apiVersion: v1
    kind: Secret
    metadata:
      name: deployer
      namespace: shop
      annotations:
        kubernetes.io/service-account.name: deployer
    type: kubernetes.io/service-account-token
    ```

    ## Prefer

    ```yaml
    volumes:
      - name: token
        projected:
          sources:
            - serviceAccountToken:
                path: token
                audience: vault
                expirationSeconds: 3600
    ```

    ## References

    - https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets
    - https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
    """
    kind = item.read("type")
    if (item.group, item.kind) == ("", "Secret") and kind.text == "kubernetes.io/service-account-token":
        yield Match(kind.path, f"{item.title} holds a token of a ServiceAccount that never expires.")
    for pod in item.pods:
        for volume in pod.volumes:
            for source in volume.read("projected", "sources").items():
                seconds = source.read("serviceAccountToken", "expirationSeconds")
                if seconds.integer is not None and seconds.integer > _DAY:
                    name, hours = volume.read("name").text, seconds.integer // 3600
                    yield Match(seconds.path, f"The volume '{name}' holds a token that is valid for {hours} hours.")
