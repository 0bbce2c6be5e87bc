"""Who may ask kube-apiserver for what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Component
from scanner.model import Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.control_plane import tables_apiserver as tables
from scanner.rules.kubernetes.control_plane.controls import cis, judge_flags

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.rules.check import Judgement


@rule(
    id="apiserver-anonymous-auth",
    title="API server answers requests that do not log in",
    severity=Severity.MEDIUM,
    judges=Component,
    kinds=("kube-apiserver",),
    remediation="Set --anonymous-auth=false, or name the paths that may be anonymous in a file.",
    frameworks=(*cis(tables.ANONYMOUS), "nsa-cisa/authentication", "owasp-k8s/K09"),
    tags=("kubernetes", "security", "control-plane"),
    references=(
        "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",
        "https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-requests",
    ),
)
def apiserver_anonymous_auth(component: Component) -> Iterator[Judgement]:
    """The API server accepts anonymous requests.

    ## Why it matters

    Without a login one is the user `system:anonymous`, to whom any binding may give anything by mistake, and who finds
    faults of the server first. By default little is bound to it, which makes this medium.

    ## Avoid

    ```yaml
    command:
      - kube-apiserver
      - --anonymous-auth=true
    ```

    ## Prefer

    ```yaml
    command:
      - kube-apiserver
      - --anonymous-auth=false
    ```

    ## Notes

    kubeadm and load balancers ask for `/livez` and `/readyz` without a login: an AuthenticationConfiguration allows
    just these. Where `--authentication-config` is given, the answer is not known, and said so. What kubeadm's
    ClusterConfiguration says is judged as well. Where a shell script starts the component, or a value comes from
    elsewhere, the answer is not known, and said so.

    ## References

    - https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
    - https://kubernetes.io/docs/reference/access-authn-authz/authentication/#anonymous-requests
    """
    yield from judge_flags(component, tables.ANONYMOUS)


@rule(
    id="apiserver-token-auth-file",
    title="API server accepts tokens from a file",
    severity=Severity.HIGH,
    judges=Component,
    kinds=("kube-apiserver",),
    remediation="Use certificates, service accounts or OpenID Connect.",
    frameworks=(*cis(tables.STATIC_TOKENS), "nsa-cisa/authentication", "owasp-k8s/K09"),
    tags=("kubernetes", "security", "control-plane"),
    references=(
        "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",
        "https://kubernetes.io/docs/reference/access-authn-authz/authentication/#static-token-file",
    ),
)
def apiserver_token_auth_file(component: Component) -> Iterator[Judgement]:
    """The API server reads static tokens or passwords from a file.

    ## Why it matters

    They stand there in plain text, never expire, and are changed only by a restart of the server; whoever read the file
    once stays logged in, which makes this high.

    ## Avoid

    ```yaml
    command:
      - kube-apiserver
      - --token-auth-file=/etc/kubernetes/tokens.csv
    ```

    ## Prefer

    ```yaml
    command:
      - kube-apiserver
      - --client-ca-file=/etc/kubernetes/pki/ca.crt
    ```

    ## Notes

    What kubeadm's ClusterConfiguration says is judged as well. Where a shell script starts the component, or a value
    comes from elsewhere, the answer is not known, and said so.

    ## References

    - https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
    - https://kubernetes.io/docs/reference/access-authn-authz/authentication/#static-token-file
    """
    yield from judge_flags(component, tables.STATIC_TOKENS)


@rule(
    id="apiserver-authorization",
    title="API server does not judge requests by roles",
    severity=Severity.HIGH,
    judges=Component,
    kinds=("kube-apiserver",),
    remediation="Set --authorization-mode=Node,RBAC.",
    frameworks=(*cis(tables.AUTHORIZATION), "nsa-cisa/role-based-access-control", "owasp-k8s/K02"),
    tags=("kubernetes", "security", "control-plane"),
    references=(
        "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",
        "https://kubernetes.io/docs/reference/access-authn-authz/authorization/",
    ),
)
def apiserver_authorization(component: Component) -> Iterator[Judgement]:
    """The authorization mode is `AlwaysAllow`, or lacks `Node` or `RBAC`.

    ## Why it matters

    With `AlwaysAllow`, the default, whoever reaches the server does everything; without `RBAC` roles mean nothing, and
    without `Node` one broken kubelet reads the Secrets of all nodes, which makes this high.

    ## Avoid

    ```yaml
    command:
      - kube-apiserver
      - --authorization-mode=AlwaysAllow
    ```

    ## Prefer

    ```yaml
    command:
      - kube-apiserver
      - --authorization-mode=Node,RBAC
    ```

    ## Notes

    Where `--authorization-config` is given, the answer is not known, and said so; `apiserver-authorization-file` judges
    such a file. What kubeadm's ClusterConfiguration says is judged as well. Where a shell script starts the component,
    or a value comes from elsewhere, the answer is not known, and said so.

    ## References

    - https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
    - https://kubernetes.io/docs/reference/access-authn-authz/authorization/
    """
    yield from judge_flags(component, tables.AUTHORIZATION)


@rule(
    id="apiserver-insecure-port",
    title="API server serves without TLS",
    severity=Severity.CRITICAL,
    judges=Component,
    kinds=("kube-apiserver",),
    remediation="Remove --insecure-port and --insecure-bind-address, and serve on --secure-port.",
    frameworks=(
        "nsa-cisa/control-plane-hardening",
        "owasp-k8s/K06",
        "owasp-k8s/K09",
    ),
    tags=("kubernetes", "security", "control-plane"),
    references=("https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",),
)
def apiserver_insecure_port(component: Component) -> Iterator[Judgement]:
    """The API server has a port without TLS and logins, or none with them.

    ## Why it matters

    The insecure port passes by authentication and authorization: whoever reaches it does everything, and nothing else
    has to go wrong first, which makes this critical.

    ## Avoid

    ```yaml
    command:
      - kube-apiserver
      - --insecure-port=8080
    ```

    ## Prefer

    ```yaml
    command:
      - kube-apiserver
      - --secure-port=6443
    ```

    ## Notes

    Kubernetes has ignored the flags since 1.20 and refuses to start with them since 1.24. What kubeadm's
    ClusterConfiguration says is judged as well. Where a shell script starts the component, or a value comes from
    elsewhere, the answer is not known, and said so.

    ## References

    - https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
    """
    yield from judge_flags(component, tables.PORTS)
