"""How kube-apiserver trusts the tokens of service accounts."""

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
    id="apiserver-service-accounts",
    title="API server trusts tokens it should not",
    severity=Severity.MEDIUM,
    judges=Component,
    kinds=("kube-apiserver",),
    remediation="Remove --service-account-lookup=false, and set --service-account-key-file.",
    frameworks=(*cis(tables.ACCOUNTS), "nsa-cisa/authentication", "owasp-k8s/K09"),
    tags=("kubernetes", "security", "control-plane"),
    references=("https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",),
)
def apiserver_service_accounts(component: Component) -> Iterator[Judgement]:
    """The API server does not look service accounts up, or does not name the key of their tokens.

    ## Why it matters

    The token of a service account that was deleted stays good until it expires, and an old one never does; it takes a
    stolen token to use it, which makes this medium.

    ## Avoid

    ```yaml
    command:
      - kube-apiserver
      - --service-account-lookup=false
    ```

    ## Prefer

    ```yaml
    command:
      - kube-apiserver
      - --service-account-lookup=true
      - --service-account-key-file=/etc/kubernetes/pki/sa.pub
    ```

    ## Notes

    What kubeadm's ClusterConfiguration says is judged as well. Where a shell script starts the component, or a value
    comes from elsewhere, the answer is not known, and said so.

    ## References

    - https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
    """
    yield from judge_flags(component, tables.ACCOUNTS)


@rule(
    id="apiserver-token-expiration",
    title="API server extends the tokens of pods",
    severity=Severity.LOW,
    judges=Component,
    kinds=("kube-apiserver",),
    remediation="Set --service-account-extend-token-expiration=false once no client uses a stale token.",
    frameworks=(*cis(tables.TOKEN_LIFETIME), "nsa-cisa/authentication", "owasp-k8s/K09"),
    tags=("kubernetes", "security", "control-plane"),
    references=("https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",),
)
def apiserver_token_expiration(component: Component) -> Iterator[Judgement]:
    """The API server makes the tokens that pods get valid for a year.

    ## Why it matters

    Tokens of pods should expire within the hour; they are extended so that clients which never read them again go on
    working. It takes a stolen token to use it, which makes this low.

    ## Avoid

    ```yaml
    command:
      - kube-apiserver
      - --service-account-extend-token-expiration=true
    ```

    ## Prefer

    ```yaml
    command:
      - kube-apiserver
      - --service-account-extend-token-expiration=false
    ```

    ## Notes

    The metric `serviceaccount_stale_tokens_total` tells whether any client does. What kubeadm's ClusterConfiguration
    says is judged as well. Where a shell script starts the component, or a value comes from elsewhere, the answer is
    not known, and said so.

    ## References

    - https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
    """
    yield from judge_flags(component, tables.TOKEN_LIFETIME)
