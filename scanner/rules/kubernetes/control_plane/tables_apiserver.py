"""What the flags of kube-apiserver must be.

Source: the CIS Kubernetes Benchmark 1.12, section 1.2, and
https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/ for the defaults.
"""

from __future__ import annotations

from scanner.kubernetes.duration import parse_duration
from scanner.rules.kubernetes.control_plane.controls import (
    OLD_TLS,
    STRONG_CIPHERS,
    Control,
    is_false,
    is_given,
    is_true,
    names,
)

_DECIDED_BY_FILE = ("authorization-config",)


def _number(text: str) -> int:
    """Return a number; -1 for what is none."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= len("1000000000") else -1


ANONYMOUS = (
    Control(
        "anonymous-auth",
        is_false,
        "lets requests through that do not log in",
        "1.2.1",
        default="true",
        instead=("authentication-config",),
    ),
)

STATIC_TOKENS = (
    Control(
        "token-auth-file",
        lambda value: not value,
        "keeps tokens that never expire in a plain file",
        "1.2.2",
        default="",
    ),
    Control("basic-auth-file", lambda value: not value, "keeps passwords that never expire in a file", default=""),
)

AUTHORIZATION = (
    Control(
        "authorization-mode",
        lambda value: "AlwaysAllow" not in names(value),
        "lets everybody do everything",
        "1.2.6",
        default="AlwaysAllow",
        instead=_DECIDED_BY_FILE,
    ),
    Control(
        "authorization-mode",
        lambda value: "Node" in names(value) or "AlwaysAllow" in names(value),
        "does not limit kubelets to what their node runs",
        "1.2.7",
        default="AlwaysAllow",
        instead=_DECIDED_BY_FILE,
    ),
    Control(
        "authorization-mode",
        lambda value: "RBAC" in names(value) or "AlwaysAllow" in names(value),
        "judges no request by roles",
        "1.2.8",
        default="AlwaysAllow",
        instead=_DECIDED_BY_FILE,
    ),
)
"""``AlwaysAllow`` is reported once, though it fails all three."""

ADMISSION = (
    Control(
        "enable-admission-plugins",
        lambda value: "AlwaysAdmit" not in names(value),
        "admits every object by 'AlwaysAdmit'",
        "1.2.10",
        default="",
    ),
    Control(
        "disable-admission-plugins",
        lambda value: "ServiceAccount" not in names(value),
        "leaves pods without a service account",
        "1.2.12",
        default="",
    ),
    Control(
        "disable-admission-plugins",
        lambda value: "NamespaceLifecycle" not in names(value),
        "admits objects in namespaces that are gone",
        "1.2.13",
        default="",
    ),
    Control(
        "enable-admission-plugins",
        lambda value: "NodeRestriction" in names(value),
        "lets a kubelet change other nodes and their pods, without 'NodeRestriction'",
        "1.2.14",
        default="",
    ),
)

OPTIONAL_ADMISSION = tuple(
    Control("enable-admission-plugins", lambda value, name=name: name in names(value), problem, control, default="")  # type: ignore[misc]
    for name, problem, control in (
        ("DenyServiceExternalIPs", "lets Services claim any address, without 'DenyServiceExternalIPs'", "1.2.3"),
        ("EventRateLimit", "lets a client flood it with events, without 'EventRateLimit'", "1.2.9"),
        ("AlwaysPullImages", "lets pods use images they may not pull, without 'AlwaysPullImages'", "1.2.11"),
    )
)

KUBELETS = (
    Control("kubelet-client-certificate", is_given, "speaks to kubelets without saying who it is", "1.2.4"),
    Control("kubelet-client-key", is_given, "speaks to kubelets without saying who it is", "1.2.4"),
    Control(
        "kubelet-certificate-authority", is_given, "does not check that it speaks to the kubelet it means", "1.2.5"
    ),
    Control("kubelet-https", is_true, "speaks to kubelets in plain text", default="true"),
)

PORTS = (
    Control("insecure-port", lambda value: value == "0", "serves everybody without a login", default="0"),
    Control(
        "insecure-bind-address",
        lambda value: not value,
        "serves everybody without a login",
        default="",
    ),
    Control("secure-port", lambda value: value != "0", "serves no request over TLS", default="6443"),
)

MOST_TIMEOUT_S = 300

TIMEOUT = (
    Control(
        "request-timeout",
        lambda value: (seconds := parse_duration(value)) is not None and 0 < seconds <= MOST_TIMEOUT_S,
        "lets slow requests hold its resources for more than five minutes",
        "1.2.20",
        default="1m0s",
    ),
)
"""Five minutes are what the benchmark gives as an example of what is appropriate."""

AUDIT = (
    Control(
        "audit-log-path",
        is_given,
        "writes no audit log",
        "1.2.16",
        instead=("audit-webhook-config-file",),
    ),
    Control("audit-policy-file", is_given, "records no request, for lack of a policy", "3.2.1"),
    Control(
        "audit-log-maxage",
        lambda value: value == "0" or _number(value) >= 30,  # noqa: PLR2004 - CIS says 30 days
        "keeps the audit log for less than 30 days",
        "1.2.17",
        default="0",
    ),
    Control(
        "audit-log-maxbackup",
        lambda value: value == "0" or _number(value) >= 10,  # noqa: PLR2004 - CIS says 10 files
        "keeps fewer than 10 files of the audit log",
        "1.2.18",
        default="0",
    ),
    Control(
        "audit-log-maxsize",
        lambda value: _number(value) >= 100,  # noqa: PLR2004 - CIS says 100 MB
        "rotates the audit log at less than 100 MB, or never",
        "1.2.19",
        default="100",
    ),
)
"""The last three are judged where they are given: older releases keep everything without them, newer ones keep 366 days
and 100 files of 100 MB."""

ACCOUNTS = (
    Control(
        "service-account-lookup",
        is_true,
        "accepts the tokens of service accounts that were deleted",
        "1.2.21",
        default="true",
    ),
    Control(
        "service-account-key-file",
        is_given,
        "does not say by which key tokens of service accounts are checked",
        "1.2.22",
        instead=("service-account-signing-endpoint",),
    ),
)

TOKEN_LIFETIME = (
    Control(
        "service-account-extend-token-expiration",
        is_false,
        "makes the tokens of pods valid for a year",
        "1.2.30",
        default="true",
    ),
)

ETCD = (
    Control("etcd-certfile", is_given, "speaks to etcd without saying who it is", "1.2.23"),
    Control("etcd-keyfile", is_given, "speaks to etcd without saying who it is", "1.2.23"),
    Control("etcd-cafile", is_given, "does not check that it speaks to the etcd it means", "1.2.26"),
    Control(
        "etcd-servers",
        lambda value: not any(url.startswith("http://") for url in names(value)),
        "speaks to etcd in plain text",
        default="",
    ),
)

TLS = (
    Control("tls-cert-file", is_given, "serves a certificate that it signed itself", "1.2.24"),
    Control("tls-private-key-file", is_given, "serves a certificate that it signed itself", "1.2.24"),
    Control("client-ca-file", is_given, "knows no client by its certificate", "1.2.25"),
    Control(
        "tls-cipher-suites",
        lambda value: names(value) <= STRONG_CIPHERS,
        "offers weak ciphers",
        "1.2.29",
        default="",
    ),
    Control(
        "tls-min-version", lambda value: value not in OLD_TLS, "speaks versions of TLS that are broken", default=""
    ),
)
"""Without a list, the server offers Go's own, in which nothing weak is left."""

ENCRYPTION = (Control("encryption-provider-config", is_given, "stores Secrets in etcd as they are", "1.2.27"),)
