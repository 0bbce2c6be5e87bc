"""How the kubelet speaks to others."""

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
    id="kubelet-tls",
    title="Kubelet offers weak TLS",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=KINDS,
    remediation="Remove tlsCipherSuites and tlsMinVersion, or name strong ones.",
    frameworks=(*cis(tables.KUBELET_CIPHERS), "nsa-cisa/encryption", "owasp-k8s/K07"),
    tags=("kubernetes", "security", "control-plane"),
    references=("https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",),
)
def kubelet_tls(configuration: KubernetesObject) -> Iterator[Judgement]:
    """The kubelet offers weak ciphers or old versions of TLS.

    ## Why it matters

    Whoever records the traffic of sessions can break it. It takes somebody on the network, which makes this medium.

    ## Avoid

    ```yaml
    kind: KubeletConfiguration
    tlsMinVersion: VersionTLS10
    ```

    ## Prefer

    ```yaml
    kind: KubeletConfiguration
    tlsMinVersion: VersionTLS12
    ```

    ## Notes

    A flag wins over the file. Those in `kubeletExtraArgs` of kubeadm's InitConfiguration and JoinConfiguration are
    judged; others are in no file.

    ## References

    - https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
    """
    yield from judge_kubelet(configuration, tables.KUBELET_CIPHERS)


@rule(
    id="kubelet-certificate-rotation",
    title="Kubelet does not renew its certificates",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=KINDS,
    remediation="Set rotateCertificates to true, and leave the feature gate RotateKubeletServerCertificate on.",
    frameworks=(*cis(tables.KUBELET_ROTATION), "nsa-cisa/authentication"),
    tags=("kubernetes", "security", "control-plane"),
    references=(
        "https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",
        "https://kubernetes.io/docs/tasks/tls/certificate-rotation/",
    ),
)
def kubelet_certificate_rotation(configuration: KubernetesObject) -> Iterator[Judgement]:
    """The kubelet does not renew its client certificate, or its server certificate.

    ## Why it matters

    The node drops out when the certificate expires, and until then a stolen one stays good; it costs work rather than
    safety, which makes this low.

    ## Avoid

    ```yaml
    kind: KubeletConfiguration
    rotateCertificates: false
    ```

    ## Prefer

    ```yaml
    kind: KubeletConfiguration
    rotateCertificates: true
    ```

    ## Notes

    A flag wins over the file. Those in `kubeletExtraArgs` of kubeadm's InitConfiguration and JoinConfiguration are
    judged; others are in no file.

    ## References

    - https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
    - https://kubernetes.io/docs/tasks/tls/certificate-rotation/
    """
    yield from judge_kubelet(configuration, tables.KUBELET_ROTATION)
