"""Whom etcd serves, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Component
from scanner.model import Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.control_plane import tables_others as tables
from scanner.rules.kubernetes.control_plane.controls import cis, judge_flags

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.rules.check import Judgement


@rule(
    id="etcd-client-tls",
    title="etcd serves whoever reaches it",
    severity=Severity.CRITICAL,
    judges=Component,
    kinds=("etcd",),
    remediation="Set --cert-file, --key-file, --client-cert-auth=true and --trusted-ca-file.",
    frameworks=(*cis(tables.ETCD_CLIENTS), "nsa-cisa/etcd", "owasp-k8s/K06", "owasp-k8s/K09"),
    tags=("kubernetes", "security", "control-plane"),
    references=("https://etcd.io/docs/v3.6/op-guide/security/",),
)
def etcd_client_tls(component: Component) -> Iterator[Judgement]:
    """Etcd serves clients without TLS, or without asking for their certificates.

    ## Why it matters

    etcd knows no roles: whoever reaches it reads every Secret and writes what the cluster is, past the API server;
    nothing else has to go wrong first, which makes this critical.

    ## Avoid

    ```yaml
    command:
      - etcd
      - --client-cert-auth=false
    ```

    ## Prefer

    ```yaml
    command:
      - etcd
      - --cert-file=/etc/kubernetes/pki/etcd/server.crt
      - --key-file=/etc/kubernetes/pki/etcd/server.key
      - --client-cert-auth=true
      - --trusted-ca-file=/etc/kubernetes/pki/etcd/ca.crt
    ```

    ## Notes

    The variables that etcd reads, such as `ETCD_CERT_FILE`, count as well. A URL without TLS on the loopback is exempt.
    What kubeadm's ClusterConfiguration says is judged as well. Where a shell script starts the component, or a value
    comes from elsewhere, the answer is not known, and said so.

    ## References

    - https://etcd.io/docs/v3.6/op-guide/security/
    """
    yield from judge_flags(component, tables.ETCD_CLIENTS)


@rule(
    id="etcd-peer-tls",
    title="etcd takes anybody for a peer",
    severity=Severity.HIGH,
    judges=Component,
    kinds=("etcd",),
    remediation="Set --peer-cert-file, --peer-key-file and --peer-client-cert-auth=true.",
    frameworks=(*cis(tables.ETCD_PEERS), "nsa-cisa/etcd", "owasp-k8s/K07"),
    tags=("kubernetes", "security", "control-plane"),
    references=("https://etcd.io/docs/v3.6/op-guide/security/",),
)
def etcd_peer_tls(component: Component) -> Iterator[Judgement]:
    """Etcd speaks to its peers without TLS, or without asking for their certificates.

    ## Why it matters

    A peer receives everything that is stored and takes part in deciding it; whoever is on the network of the members
    can become one or listen, and has to get there first, which makes this high.

    ## Avoid

    ```yaml
    command:
      - etcd
      - --peer-client-cert-auth=false
    ```

    ## Prefer

    ```yaml
    command:
      - etcd
      - --peer-cert-file=/etc/kubernetes/pki/etcd/peer.crt
      - --peer-key-file=/etc/kubernetes/pki/etcd/peer.key
      - --peer-client-cert-auth=true
    ```

    ## Notes

    The variables that etcd reads, such as `ETCD_PEER_CERT_FILE`, count as well. What kubeadm's ClusterConfiguration
    says is judged as well. Where a shell script starts the component, or a value comes from elsewhere, the answer is
    not known, and said so.

    ## References

    - https://etcd.io/docs/v3.6/op-guide/security/
    """
    yield from judge_flags(component, tables.ETCD_PEERS)
