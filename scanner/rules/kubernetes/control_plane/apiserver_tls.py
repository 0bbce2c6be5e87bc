"""How kube-apiserver speaks to others, and what it stores."""

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
    id="apiserver-tls",
    title="API server lets clients down in TLS",
    severity=Severity.MEDIUM,
    judges=Component,
    kinds=("kube-apiserver",),
    remediation="Set --tls-cert-file, --tls-private-key-file and --client-ca-file, and strong ciphers.",
    frameworks=(*cis(tables.TLS), "nsa-cisa/encryption", "owasp-k8s/K07"),
    tags=("kubernetes", "security", "control-plane"),
    references=("https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",),
)
def apiserver_tls(component: Component) -> Iterator[Judgement]:
    """The API server has no certificate or client authority of its own, or offers weak TLS.

    ## Why it matters

    A certificate that the server signs itself cannot be checked, so that clients accept any; weak ciphers can be broken
    by whoever records the traffic. It takes somebody on the network, which makes this medium.

    ## Avoid

    ```yaml
    command:
      - kube-apiserver
      - --tls-min-version=VersionTLS10
    ```

    ## Prefer

    ```yaml
    command:
      - kube-apiserver
      - --tls-cert-file=/etc/kubernetes/pki/apiserver.crt
      - --tls-private-key-file=/etc/kubernetes/pki/apiserver.key
      - --client-ca-file=/etc/kubernetes/pki/ca.crt
    ```

    ## Notes

    Without `--tls-cipher-suites` the server offers those of Go, in which nothing weak is left. What kubeadm's
    ClusterConfiguration says is judged as well. Where a shell script starts the component, or a value comes from
    elsewhere, the answer is not known, and said so.

    ## References

    - https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
    """
    yield from judge_flags(component, tables.TLS)


@rule(
    id="apiserver-kubelet-tls",
    title="API server does not check kubelets",
    severity=Severity.MEDIUM,
    judges=Component,
    kinds=("kube-apiserver",),
    remediation="Set --kubelet-client-certificate, --kubelet-client-key and --kubelet-certificate-authority.",
    frameworks=(*cis(tables.KUBELETS), "nsa-cisa/encryption", "owasp-k8s/K07"),
    tags=("kubernetes", "security", "control-plane"),
    references=(
        "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",
        "https://kubernetes.io/docs/concepts/architecture/control-plane-node-communication/#apiserver-to-kubelet",
    ),
)
def apiserver_kubelet_tls(component: Component) -> Iterator[Judgement]:
    """The API server does not show kubelets a certificate, or does not check theirs.

    ## Why it matters

    Whoever stands in for a kubelet gets the commands, files and tokens that go to its pods. It takes somebody on the
    network, which makes this medium.

    ## Avoid

    ```yaml
    command:
      - kube-apiserver
      - --kubelet-client-certificate=/etc/kubernetes/pki/client.crt
    ```

    ## Prefer

    ```yaml
    command:
      - kube-apiserver
      - --kubelet-client-certificate=/etc/kubernetes/pki/client.crt
      - --kubelet-client-key=/etc/kubernetes/pki/client.key
      - --kubelet-certificate-authority=/etc/kubernetes/pki/ca.crt
    ```

    ## Notes

    The last takes kubelets whose certificates the cluster signs: `serverTLSBootstrap: true` in their configuration.
    What kubeadm's ClusterConfiguration says is judged as well. Where a shell script starts the component, or a value
    comes from elsewhere, the answer is not known, and said so.

    ## References

    - https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
    - https://kubernetes.io/docs/concepts/architecture/control-plane-node-communication/#apiserver-to-kubelet
    """
    yield from judge_flags(component, tables.KUBELETS)


@rule(
    id="apiserver-etcd-tls",
    title="API server does not check etcd",
    severity=Severity.HIGH,
    judges=Component,
    kinds=("kube-apiserver",),
    remediation="Set --etcd-cafile, --etcd-certfile and --etcd-keyfile, and https in --etcd-servers.",
    frameworks=(*cis(tables.ETCD), "nsa-cisa/etcd", "owasp-k8s/K07"),
    tags=("kubernetes", "security", "control-plane"),
    references=("https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",),
)
def apiserver_etcd_tls(component: Component) -> Iterator[Judgement]:
    """The API server speaks to etcd in plain text, without showing a certificate, or without checking that of etcd.

    ## Why it matters

    etcd holds everything that is in the cluster, Secrets included, and serves whoever it does not ask for a
    certificate; whoever stands in for it decides what the cluster is, which makes this high.

    ## Avoid

    ```yaml
    command:
      - kube-apiserver
      - --etcd-servers=http://10.0.0.5:2379
    ```

    ## Prefer

    ```yaml
    command:
      - kube-apiserver
      - --etcd-servers=https://127.0.0.1:2379
      - --etcd-cafile=/etc/kubernetes/pki/etcd/ca.crt
      - --etcd-certfile=/etc/kubernetes/pki/etcd-client.crt
      - --etcd-keyfile=/etc/kubernetes/pki/etcd-client.key
    ```

    ## Notes

    What kubeadm's ClusterConfiguration says is judged as well. Where a shell script starts the component, or a value
    comes from elsewhere, the answer is not known, and said so.

    ## References

    - https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
    """
    yield from judge_flags(component, tables.ETCD)


@rule(
    id="apiserver-encryption-at-rest",
    title="API server stores Secrets as they are",
    severity=Severity.MEDIUM,
    judges=Component,
    kinds=("kube-apiserver",),
    remediation="Write an EncryptionConfiguration and name it in --encryption-provider-config.",
    frameworks=(*cis(tables.ENCRYPTION), "nsa-cisa/secrets", "owasp-k8s/K03"),
    tags=("kubernetes", "security", "control-plane"),
    references=(
        "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",
        "https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/",
    ),
)
def apiserver_encryption_at_rest(component: Component) -> Iterator[Judgement]:
    """The API server has no configuration that encrypts what it stores.

    ## Why it matters

    Whoever reads the disk of etcd, or a backup of it, reads every Secret. It takes access to either, which makes this
    medium.

    ## Avoid

    ```yaml
    command:
      - kube-apiserver
      - --etcd-servers=https://127.0.0.1:2379
    ```

    ## Prefer

    ```yaml
    command:
      - kube-apiserver
      - --encryption-provider-config=/etc/kubernetes/encryption.yaml
    ```

    ## Notes

    What kubeadm's ClusterConfiguration says is judged as well. Where a shell script starts the component, or a value
    comes from elsewhere, the answer is not known, and said so.

    ## References

    - https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
    - https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/
    """
    yield from judge_flags(component, tables.ENCRYPTION)
