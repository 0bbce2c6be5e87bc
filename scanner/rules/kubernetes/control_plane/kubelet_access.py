"""Whom the kubelet serves, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.control_plane import tables_kubelet as tables
from scanner.rules.kubernetes.control_plane.controls import cis
from scanner.rules.kubernetes.control_plane.kubelet import KINDS, judge_kubelet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.rules.check import Judgement


@rule(
    id="kubelet-anonymous-auth",
    title="Kubelet answers requests that do not log in",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=KINDS,
    remediation="Set authentication.anonymous.enabled to false.",
    frameworks=(*cis(tables.KUBELET_ANONYMOUS), "nsa-cisa/authentication", "owasp-k8s/K06", "owasp-k8s/K09"),
    tags=("kubernetes", "security", "control-plane"),
    references=(
        "https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",
        "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/",
    ),
)
def kubelet_anonymous_auth(configuration: KubernetesObject) -> Iterator[Judgement]:
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

    A flag wins over the file. Those in `kubeletExtraArgs` of kubeadm's InitConfiguration and JoinConfiguration are
    judged; others are in no file.

    ## References

    - https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
    - https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
    """
    yield from judge_kubelet(configuration, tables.KUBELET_ANONYMOUS)


@rule(
    id="kubelet-authorization",
    title="Kubelet allows everything",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=KINDS,
    remediation="Set authorization.mode to Webhook.",
    frameworks=(*cis(tables.KUBELET_AUTHORIZATION), "nsa-cisa/role-based-access-control", "owasp-k8s/K02"),
    tags=("kubernetes", "security", "control-plane"),
    references=(
        "https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",
        "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/",
    ),
)
def kubelet_authorization(configuration: KubernetesObject) -> Iterator[Judgement]:
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

    A flag wins over the file. Those in `kubeletExtraArgs` of kubeadm's InitConfiguration and JoinConfiguration are
    judged; others are in no file.

    ## References

    - https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
    - https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
    """
    yield from judge_kubelet(configuration, tables.KUBELET_AUTHORIZATION)


@rule(
    id="kubelet-client-ca",
    title="Kubelet knows no client by its certificate",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=KINDS,
    remediation="Set authentication.x509.clientCAFile.",
    frameworks=(*cis(tables.KUBELET_CLIENT_CA), "nsa-cisa/authentication", "owasp-k8s/K09"),
    tags=("kubernetes", "security", "control-plane"),
    references=(
        "https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",
        "https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/",
    ),
)
def kubelet_client_ca(configuration: KubernetesObject) -> Iterator[Judgement]:
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

    A flag wins over the file. Those in `kubeletExtraArgs` of kubeadm's InitConfiguration and JoinConfiguration are
    judged; others are in no file.

    ## References

    - https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
    - https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
    """
    yield from judge_kubelet(configuration, tables.KUBELET_CLIENT_CA)


@rule(
    id="kubelet-read-only-port",
    title="Kubelet tells everybody what runs on its node",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=KINDS,
    remediation="Remove readOnlyPort, or set it to 0.",
    frameworks=(
        *cis(tables.KUBELET_READ_ONLY_PORT),
        "nsa-cisa/control-plane-hardening",
        "owasp-k8s/K06",
        "owasp-k8s/K09",
    ),
    tags=("kubernetes", "security", "control-plane"),
    references=("https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",),
)
def kubelet_read_only_port(configuration: KubernetesObject) -> Iterator[Judgement]:
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

    A flag wins over the file. Those in `kubeletExtraArgs` of kubeadm's InitConfiguration and JoinConfiguration are
    judged; others are in no file.

    ## References

    - https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
    """
    yield from judge_kubelet(configuration, tables.KUBELET_READ_ONLY_PORT)
