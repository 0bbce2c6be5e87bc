"""What the flags of the other components, and the fields of the proxy's file, must be.

Source: the CIS Kubernetes Benchmark 1.12, sections 1.2.15, 1.3, 1.4, 2 and 4.3.
"""

from __future__ import annotations

from scanner.rules.kubernetes.control_plane.controls import (
    Control,
    FieldControl,
    is_false,
    is_given,
    is_loopback,
    is_true,
    names,
)

_TELLS = "serves profiles of the program, which tell what it does and cost time"

PROFILING = {
    "kube-apiserver": (Control("profiling", is_false, _TELLS, "1.2.15", default="true"),),
    "kube-controller-manager": (Control("profiling", is_false, _TELLS, "1.3.2", default="true"),),
    "kube-scheduler": (Control("profiling", is_false, _TELLS, "1.4.1", default="true", instead=("config",)),),
}

_REACHED = "serves its port to other nodes"

BIND_ADDRESS = {
    "kube-controller-manager": (Control("bind-address", is_loopback, _REACHED, "1.3.7", default="0.0.0.0"),),  # noqa: S104 - the default of the flag
    "kube-scheduler": (Control("bind-address", is_loopback, _REACHED, "1.4.2", default="0.0.0.0"),),  # noqa: S104 - same
}

CONTROLLERS = (
    Control(
        "use-service-account-credentials",
        is_true,
        "lets every controller do what any of them may",
        "1.3.3",
        default="false",
    ),
    Control("service-account-private-key-file", is_given, "does not say by which key tokens are signed", "1.3.4"),
    Control("root-ca-file", is_given, "gives pods no authority to check the API server by", "1.3.5"),
    Control(
        "feature-gates",
        lambda value: "RotateKubeletServerCertificate=false" not in names(value),
        "does not renew the certificates of kubelets",
        "1.3.6",
        default="",
    ),
)

POD_GARBAGE = (
    Control(
        "terminated-pod-gc-threshold",
        is_given,
        "keeps 12500 pods that have ended, which fill etcd",
        "1.3.1",
    ),
)

ETCD_CLIENTS = (
    Control("cert-file", is_given, "serves clients in plain text", "2.1"),
    Control("key-file", is_given, "serves clients in plain text", "2.1"),
    Control("client-cert-auth", is_true, "serves whoever reaches it", "2.2", default="false"),
    Control("auto-tls", is_false, "serves a certificate that it signed itself", "2.3", default="false"),
    Control("trusted-ca-file", is_given, "has no authority to check clients by"),
    Control(
        "listen-client-urls",
        lambda value: all(_is_private(url) for url in names(value)),
        "serves clients in plain text",
        default="",
    ),
)

ETCD_PEERS = (
    Control("peer-cert-file", is_given, "speaks to its peers in plain text", "2.4"),
    Control("peer-key-file", is_given, "speaks to its peers in plain text", "2.4"),
    Control("peer-client-cert-auth", is_true, "takes whoever reaches it for a peer", "2.5", default="false"),
    Control("peer-auto-tls", is_false, "serves a certificate that it signed itself", "2.6", default="false"),
)


def _is_private(url: str) -> bool:
    """Whether an address is served over TLS, or to its own node only."""
    return not url.startswith("http://") or is_loopback(url.removeprefix("http://").strip("[").partition("]")[0])


PROXY_METRICS = (
    FieldControl(
        ("metricsBindAddress",),
        lambda value: isinstance(value, str) and (not value or is_loopback(value)),
        "serves the proxy's metrics to other nodes",
        "4.3.1",
        default="",
    ),
)
