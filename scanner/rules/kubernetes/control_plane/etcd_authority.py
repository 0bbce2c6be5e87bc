"""By whose certificates etcd knows its clients."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Component
from scanner.kubernetes.neighbours import directory_of
from scanner.model import Match, Related, Severity, Unknown
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.rules.check import Judgement


@rule(
    id="etcd-shared-ca",
    title="etcd trusts the cluster's own certificate authority",
    severity=Severity.HIGH,
    judges=Component,
    kinds=("etcd",),
    remediation="Give etcd a certificate authority of its own, and name it in --trusted-ca-file.",
    frameworks=("cis-kubernetes/2.7", "nsa-cisa/etcd", "owasp-k8s/K09"),
    tags=("kubernetes", "security", "control-plane"),
    references=("https://etcd.io/docs/v3.6/op-guide/security/",),
)
def etcd_shared_ca(component: Component) -> Iterator[Judgement]:
    """The authority by which etcd checks clients is the one by which the API server does.

    ## Why it matters

    Every certificate that the cluster signs, for a user, a kubelet or a controller, then opens etcd, which knows no
    roles: whoever has any of them reads all Secrets and changes anything. It takes one such certificate, which makes
    this high.

    ## Avoid

    ```yaml
    command:
      - etcd
      - --client-cert-auth=true
      - --trusted-ca-file=/etc/kubernetes/pki/ca.crt
    ```

    ## Prefer

    ```yaml
    command:
      - etcd
      - --client-cert-auth=true
      - --trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt
    ```

    ## Notes

    The path is compared with `--client-ca-file` of the kube-apiserver that is described in the same directory; where
    none is, or a value comes from elsewhere, the answer is not known, and said so. Two paths to one file are not told
    from two files.

    ## References

    - https://etcd.io/docs/v3.6/op-guide/security/
    """
    trusted = component.flags.get("trusted-ca-file")
    if trusted is not None and trusted.is_known and not trusted.value:
        return
    beside = component.object.inventory.api_servers.get(directory_of(component.document), {})
    if component.by_shell or (trusted is not None and not trusted.is_known):
        yield Unknown("The authority by which etcd checks clients comes from elsewhere.")
    elif trusted is not None and not beside:
        yield Unknown("No kube-apiserver with a --client-ca-file was scanned beside etcd.")
    elif trusted is not None and (server := beside.get(trusted.value)) is not None:
        yield Match(
            trusted.path,
            f"{component.title} runs etcd with the authority of the cluster, '{trusted.value}'.",
            related=(Related("kube-apiserver has the same.", server.flags["client-ca-file"].path, server.document),),
        )
