"""What the flags of the other components, and the fields of configuration files, must be.

Source: the CIS Kubernetes Benchmark 1.12, sections 1.2.28, 1.3, 1.4, 2, 4.2 and 4.3;
https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/ for the defaults of the kubelet's fields.
"""

from __future__ import annotations

from typing import Any

from scanner.rules.kubernetes.control_plane.controls import (
    OLD_TLS,
    STRONG_CIPHERS,
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


KUBELET_ANONYMOUS = (
    FieldControl(
        ("authentication", "anonymous", "enabled"),
        lambda value: value is False,
        "answers requests that do not log in",
        "4.2.1",
        default=False,
    ),
)

KUBELET_AUTHORIZATION = (
    FieldControl(
        ("authorization", "mode"),
        lambda value: value == "Webhook",
        "lets everybody do everything on the node",
        "4.2.2",
        default="Webhook",
    ),
)

KUBELET_CLIENT_CA = (
    FieldControl(
        ("authentication", "x509", "clientCAFile"),
        lambda value: isinstance(value, str) and bool(value),
        "knows no client by its certificate",
        "4.2.3",
    ),
)

KUBELET_READ_ONLY_PORT = (
    FieldControl(
        ("readOnlyPort",),
        lambda value: _is_int(value) and value == 0,
        "tells everybody what runs on the node",
        "4.2.4",
        default=0,
    ),
)

KUBELET_SESSIONS = (
    FieldControl(
        ("streamingConnectionIdleTimeout",),
        lambda value: isinstance(value, str) and any(digit in value for digit in "123456789"),
        "never ends idle sessions",
        "4.2.5",
        default="4h",
    ),
)

KUBELET_KERNEL = (
    FieldControl(
        ("makeIPTablesUtilChains",),
        lambda value: value is True,
        "leaves iptables without the kubelet's rules",
        "4.2.6",
        default=True,
    ),
    FieldControl(
        ("protectKernelDefaults",),
        lambda value: value is True,
        "changes the settings of the node's kernel instead of refusing to start",
        default=False,
    ),
)

KUBELET_ROTATION = (
    FieldControl(
        ("rotateCertificates",),
        lambda value: value is True,
        "does not renew its client certificate",
        "4.2.10",
        default=False,
    ),
    FieldControl(
        ("featureGates", "RotateKubeletServerCertificate"),
        lambda value: value is True,
        "does not renew its server certificate",
        "4.2.11",
        default=True,
    ),
)

KUBELET_CIPHERS = (
    FieldControl(
        ("tlsCipherSuites",),
        lambda value: isinstance(value, list) and all(cipher in STRONG_CIPHERS for cipher in _texts(value)),
        "offers weak ciphers",
        "4.2.12",
        default=[],
    ),
    FieldControl(
        ("tlsMinVersion",),
        lambda value: isinstance(value, str) and value not in OLD_TLS,
        "speaks versions of TLS that are broken",
        default="",
    ),
)

KUBELET_PIDS = (
    FieldControl(
        ("podPidsLimit",),
        lambda value: _is_int(value) and value > 0,
        "lets one pod use up all process ids of the node",
        "4.2.13",
    ),
)

KUBELET_SECCOMP = (
    FieldControl(
        ("seccompDefault",),
        lambda value: value is True,
        "runs containers without a seccomp profile unless they name one",
        "4.2.14",
        default=False,
    ),
)

PROXY_METRICS = (
    FieldControl(
        ("metricsBindAddress",),
        lambda value: isinstance(value, str) and (not value or is_loopback(value)),
        "serves the proxy's metrics to other nodes",
        "4.3.1",
        default="",
    ),
)


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _texts(value: list[Any]) -> list[str]:
    """Return the items as text; what is no string is the name of no cipher."""
    return [item if isinstance(item, str) else "" for item in value]
