"""Whom the kubelet serves, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.control_plane import tables_others as tables
from scanner.rules.kubernetes.control_plane.controls import cis, judge_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Match

_GROUP = "kubelet.config.k8s.io"


@rule(
    id="kubelet-anonymous-auth",
    title="Kubelet answers requests that do not log in",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=("KubeletConfiguration",),
    remediation="Set authentication.anonymous.enabled to false.",
    frameworks=cis(tables.KUBELET_ANONYMOUS),
    tags=("kubernetes", "security", "control-plane"),
    references=(
        "https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",
        "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/",
    ),
)
def kubelet_anonymous_auth(configuration: KubernetesObject) -> Iterator[Match]:
    """The kubelet accepts anonymous requests.

    ## Why it matters

    The kubelet's API runs commands in every container of the node; without a login, only its authorization is left
    between that and whoever reaches the node, which makes this high.

    ## Avoid

    ```yaml
    kind: KubeletConfiguration
    authentication:
      anonymous:
        enabled: true
    ```

    ## Prefer

    ```yaml
    kind: KubeletConfiguration
    authentication:
      anonymous:
        enabled: false
    ```

    ## Notes

    A flag of the kubelet wins over the file, and is not part of it.

    ## References

    - https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
    - https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
    """
    if configuration.group == _GROUP:
        yield from judge_fields(configuration, tables.KUBELET_ANONYMOUS)


@rule(
    id="kubelet-authorization",
    title="Kubelet allows everything",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=("KubeletConfiguration",),
    remediation="Set authorization.mode to Webhook.",
    frameworks=cis(tables.KUBELET_AUTHORIZATION),
    tags=("kubernetes", "security", "control-plane"),
    references=(
        "https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",
        "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/",
    ),
)
def kubelet_authorization(configuration: KubernetesObject) -> Iterator[Match]:
    """The kubelet does not ask the API server what a client may do.

    ## Why it matters

    Whoever logs in, as any service account does, runs commands in every container of the node and reads what is mounted
    in it, which makes this high.

    ## Avoid

    ```yaml
    kind: KubeletConfiguration
    authorization:
      mode: AlwaysAllow
    ```

    ## Prefer

    ```yaml
    kind: KubeletConfiguration
    authorization:
      mode: Webhook
    ```

    ## Notes

    A flag of the kubelet wins over the file, and is not part of it.

    ## References

    - https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
    - https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
    """
    if configuration.group == _GROUP:
        yield from judge_fields(configuration, tables.KUBELET_AUTHORIZATION)


@rule(
    id="kubelet-client-ca",
    title="Kubelet knows no client by its certificate",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("KubeletConfiguration",),
    remediation="Set authentication.x509.clientCAFile.",
    frameworks=cis(tables.KUBELET_CLIENT_CA),
    tags=("kubernetes", "security", "control-plane"),
    references=(
        "https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",
        "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/",
    ),
)
def kubelet_client_ca(configuration: KubernetesObject) -> Iterator[Match]:
    """The kubelet has no authority for the certificates of clients.

    ## Why it matters

    The API server shows a certificate, which the kubelet then cannot check; clients are left to tokens, or to no login.
    What they may do is judged nevertheless, which makes this medium.

    ## Avoid

    ```yaml
    kind: KubeletConfiguration
    authentication:
      x509: {}
    ```

    ## Prefer

    ```yaml
    kind: KubeletConfiguration
    authentication:
      x509:
        clientCAFile: /etc/kubernetes/pki/ca.crt
    ```

    ## Notes

    A flag of the kubelet wins over the file, and is not part of it.

    ## References

    - https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
    - https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
    """
    if configuration.group == _GROUP:
        yield from judge_fields(configuration, tables.KUBELET_CLIENT_CA)


@rule(
    id="kubelet-read-only-port",
    title="Kubelet tells everybody what runs on its node",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("KubeletConfiguration",),
    remediation="Remove readOnlyPort, or set it to 0.",
    frameworks=cis(tables.KUBELET_READ_ONLY_PORT),
    tags=("kubernetes", "security", "control-plane"),
    references=("https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",),
)
def kubelet_read_only_port(configuration: KubernetesObject) -> Iterator[Match]:
    """The kubelet has a read-only port.

    ## Why it matters

    It serves the pods of the node with their environment, without a login and without TLS, to every pod that reaches
    the node. It changes nothing, which makes this medium.

    ## Avoid

    ```yaml
    kind: KubeletConfiguration
    readOnlyPort: 10255
    ```

    ## Prefer

    ```yaml
    kind: KubeletConfiguration
    readOnlyPort: 0
    ```

    ## Notes

    A flag of the kubelet wins over the file, and is not part of it.

    ## References

    - https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
    """
    if configuration.group == _GROUP:
        yield from judge_fields(configuration, tables.KUBELET_READ_ONLY_PORT)
