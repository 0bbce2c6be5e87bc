"""Whom kube-proxy serves."""

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

_GROUP = "kubeproxy.config.k8s.io"


@rule(
    id="kube-proxy-metrics-address",
    title="kube-proxy serves its metrics to other nodes",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("KubeProxyConfiguration",),
    remediation="Remove metricsBindAddress, or bind it to 127.0.0.1.",
    frameworks=(*cis(tables.PROXY_METRICS), "nsa-cisa/control-plane-hardening", "owasp-k8s/K06"),
    tags=("kubernetes", "security", "control-plane"),
    references=("https://kubernetes.io/docs/reference/config-api/kube-proxy-config.v1alpha1/",),
)
def kube_proxy_metrics_address(configuration: KubernetesObject) -> Iterator[Match]:
    """kube-proxy serves its metrics on another address than the loopback.

    ## Why it matters

    The port also serves its configuration and, where that is on, profiles, without a login. It tells little, which
    makes this low.

    ## Avoid

    ```yaml
    kind: KubeProxyConfiguration
    metricsBindAddress: 0.0.0.0:10249
    ```

    ## Prefer

    ```yaml
    kind: KubeProxyConfiguration
    metricsBindAddress: 127.0.0.1:10249
    ```

    ## Notes

    A Prometheus that scrapes it from another node needs it otherwise.

    ## References

    - https://kubernetes.io/docs/reference/config-api/kube-proxy-config.v1alpha1/
    """
    if configuration.group == _GROUP:
        yield from judge_fields(configuration, tables.PROXY_METRICS)
