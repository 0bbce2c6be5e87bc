"""The files that kube-apiserver reads beside its flags."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Match, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_GROUP = "apiserver.config.k8s.io"
_STRONG_PROVIDERS = frozenset({"aescbc", "kms", "secretbox"})


@rule(
    id="encryption-provider-weak",
    title="Secrets are stored as they are, or weakly encrypted",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("EncryptionConfiguration",),
    remediation="Put kms, secretbox or aescbc first; identity may stay last, to read what is not encrypted yet.",
    frameworks=("cis-kubernetes/1.2.28", "nsa-cisa/secrets", "owasp-k8s/K03"),
    tags=("kubernetes", "security", "control-plane"),
    references=("https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/",),
)
def encryption_provider_weak(configuration: KubernetesObject) -> Iterator[Match]:
    """The first provider of an EncryptionConfiguration does not encrypt, or not well.

    ## Why it matters

    The first provider writes, the others only read. `identity` writes as it is, and `aesgcm` must not be used with
    one key for long. Whoever reads the disk of etcd, or a backup of it, then reads Secrets; it takes access to either,
    which makes this medium.

    ## Avoid

    ```yaml
    kind: EncryptionConfiguration
    resources:
      - resources: [secrets]
        providers:
          - identity: {}
    ```

    ## Prefer

    ```yaml
    kind: EncryptionConfiguration
    resources:
      - resources: [secrets]
        providers:
          - kms:
              apiVersion: v2
              name: vault
              endpoint: unix:///run/kms.sock
          - identity: {}
    ```

    ## References

    - https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/
    """
    if configuration.group != _GROUP:
        return
    for entry in configuration.read("resources").items():
        providers = entry.read("providers").items()
        if not providers:
            yield Match(entry.read("providers").path, "No provider encrypts these resources.")
            continue
        first = providers[0]
        kinds = first.mapping.keys()
        if not kinds & _STRONG_PROVIDERS:
            name = next(iter(kinds), "")
            path = (*first.path, name) if name else first.path
            yield Match(path, f"The first provider, '{name}', stores what it should encrypt.", "key")


@rule(
    id="apiserver-authorization-file",
    title="Authorization file lets requests through",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=("AuthorizationConfiguration",),
    remediation="Name the authorizers Node and RBAC, and let webhooks deny where they fail.",
    frameworks=(
        "cis-kubernetes/1.2.6",
        "cis-kubernetes/1.2.7",
        "cis-kubernetes/1.2.8",
        "nsa-cisa/role-based-access-control",
        "owasp-k8s/K02",
    ),
    tags=("kubernetes", "security", "control-plane"),
    references=(
        "https://kubernetes.io/docs/reference/access-authn-authz/authorization/#using-configuration-file-for-authorization",
    ),
)
def apiserver_authorization_file(configuration: KubernetesObject) -> Iterator[Match]:
    """An AuthorizationConfiguration has the authorizer `AlwaysAllow`, or lacks `Node` or `RBAC`.

    ## Why it matters

    With `AlwaysAllow` whoever reaches the server does everything; without `RBAC` roles mean nothing, and without
    `Node` one broken kubelet reads the Secrets of all nodes; which makes this high.

    ## Avoid

    ```yaml
    kind: AuthorizationConfiguration
    authorizers:
      - type: AlwaysAllow
        name: everybody
    ```

    ## Prefer

    ```yaml
    kind: AuthorizationConfiguration
    authorizers:
      - type: Node
        name: node
      - type: RBAC
        name: rbac
    ```

    ## References

    - https://kubernetes.io/docs/reference/access-authn-authz/authorization/#using-configuration-file-for-authorization
    """
    if configuration.group != _GROUP:
        return
    authorizers = configuration.read("authorizers")
    types = [authorizer.read("type") for authorizer in authorizers.items()]
    present = {one.text for one in types}
    for one in types:
        if one.text == "AlwaysAllow":
            yield Match(one.path, "The authorizer 'AlwaysAllow' lets everybody do everything.")
    for name, problem in (("Node", "limits kubelets to what their node runs"), ("RBAC", "judges requests by roles")):
        if name not in present and "AlwaysAllow" not in present:
            yield Match(authorizers.path, f"No authorizer '{name}' {problem}.")


@rule(
    id="apiserver-authentication-file",
    title="Authentication file lets anonymous requests through",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("AuthenticationConfiguration",),
    remediation="Set anonymous.enabled to false, or name the paths of health checks in its conditions.",
    frameworks=("cis-kubernetes/1.2.1", "nsa-cisa/authentication", "owasp-k8s/K09"),
    tags=("kubernetes", "security", "control-plane"),
    references=(
        "https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-authenticator-configuration",
    ),
)
def apiserver_authentication_file(configuration: KubernetesObject) -> Iterator[Match]:
    """An AuthenticationConfiguration allows anonymous requests to every path.

    ## Why it matters

    Without a login one is the user `system:anonymous`, to whom any binding may give anything by mistake. By default
    little is bound to it, which makes this medium.

    ## Avoid

    ```yaml
    kind: AuthenticationConfiguration
    anonymous:
      enabled: true
    ```

    ## Prefer

    ```yaml
    kind: AuthenticationConfiguration
    anonymous:
      enabled: true
      conditions:
        - path: /livez
        - path: /readyz
        - path: /healthz
    ```

    ## Notes

    A file without `anonymous` leaves the flag `--anonymous-auth` to decide, which `apiserver-anonymous-auth` judges.

    ## References

    - https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-authenticator-configuration
    """
    enabled = configuration.read("anonymous", "enabled")
    conditions = configuration.read("anonymous", "conditions")
    if configuration.group == _GROUP and enabled.may_be_true and not (conditions.is_list and conditions.items()):
        yield Match(enabled.path, "Anonymous requests to every path are let through.")
