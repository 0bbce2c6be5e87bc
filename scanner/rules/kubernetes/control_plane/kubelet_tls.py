"""How the kubelet speaks to others."""

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
    id="kubelet-tls",
    title="Kubelet offers weak TLS",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("KubeletConfiguration",),
    remediation="Remove tlsCipherSuites and tlsMinVersion, or name strong ones.",
    frameworks=cis(tables.KUBELET_CIPHERS),
    tags=("kubernetes", "security", "control-plane"),
    references=("https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",),
)
def kubelet_tls(configuration: KubernetesObject) -> Iterator[Match]:
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

    A flag of the kubelet wins over the file, and is not part of it.

    ## References

    - https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
    """
    if configuration.group == _GROUP:
        yield from judge_fields(configuration, tables.KUBELET_CIPHERS)


@rule(
    id="kubelet-certificate-rotation",
    title="Kubelet does not renew its certificates",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("KubeletConfiguration",),
    remediation="Set rotateCertificates to true, and leave the feature gate RotateKubeletServerCertificate on.",
    frameworks=cis(tables.KUBELET_ROTATION),
    tags=("kubernetes", "security", "control-plane"),
    references=(
        "https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/",
        "https://kubernetes.io/docs/tasks/tls/certificate-rotation/",
    ),
)
def kubelet_certificate_rotation(configuration: KubernetesObject) -> Iterator[Match]:
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

    A flag of the kubelet wins over the file, and is not part of it.

    ## References

    - https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
    - https://kubernetes.io/docs/tasks/tls/certificate-rotation/
    """
    if configuration.group == _GROUP:
        yield from judge_fields(configuration, tables.KUBELET_ROTATION)
