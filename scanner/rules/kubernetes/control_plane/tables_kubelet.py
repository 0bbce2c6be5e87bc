"""What the fields of the kubelet's configuration file, and the flags that stand for them, must be.

Source: the CIS Kubernetes Benchmark 1.12, section 4.2;
https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/ for the defaults of the fields, and
https://kubernetes.io/docs/reference/command-line-tools-reference/kubelet/ for the flags.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.rules.kubernetes.control_plane.controls import (
    OLD_TLS,
    STRONG_CIPHERS,
    FieldControl,
    is_false,
    is_true,
    names,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def as_bool(text: str) -> Any:
    """Return a flag's value as a boolean; text that is none stays text."""
    return True if is_true(text) else False if is_false(text) else text


def as_integer(text: str) -> Any:
    """Return a flag's value as a whole number; text that is none stays text."""
    most = len("-1000000000")
    digits = text.removeprefix("-")
    return int(text) if digits.isdecimal() and digits.isascii() and len(text) <= most else text


def as_list(text: str) -> Any:
    """Return a flag's value as a list."""
    return sorted(names(text))


def as_gate(name: str) -> Callable[[str], Any]:
    """Return what reads one feature gate of the flag for all; it is on where the flag does not name it."""

    def read(text: str) -> Any:
        gates = dict(item.partition("=")[::2] for item in names(text))
        return as_bool(gates[name]) if name in gates else True

    return read


KUBELET_ANONYMOUS = (
    FieldControl(
        ("authentication", "anonymous", "enabled"),
        lambda value: value is False,
        "answers requests that do not log in",
        "4.2.1",
        default=False,
        flag="anonymous-auth",
        read=as_bool,
    ),
)

KUBELET_AUTHORIZATION = (
    FieldControl(
        ("authorization", "mode"),
        lambda value: value == "Webhook",
        "lets everybody do everything on the node",
        "4.2.2",
        default="Webhook",
        flag="authorization-mode",
    ),
)

KUBELET_CLIENT_CA = (
    FieldControl(
        ("authentication", "x509", "clientCAFile"),
        lambda value: isinstance(value, str) and bool(value),
        "knows no client by its certificate",
        "4.2.3",
        flag="client-ca-file",
    ),
)

KUBELET_READ_ONLY_PORT = (
    FieldControl(
        ("readOnlyPort",),
        lambda value: _is_int(value) and value == 0,
        "tells everybody what runs on the node",
        "4.2.4",
        default=0,
        flag="read-only-port",
        read=as_integer,
    ),
)

KUBELET_SESSIONS = (
    FieldControl(
        ("streamingConnectionIdleTimeout",),
        lambda value: isinstance(value, str) and any(digit in value for digit in "123456789"),
        "never ends idle sessions",
        "4.2.5",
        default="4h",
        flag="streaming-connection-idle-timeout",
    ),
)

KUBELET_KERNEL = (
    FieldControl(
        ("makeIPTablesUtilChains",),
        lambda value: value is True,
        "leaves iptables without the kubelet's rules",
        "4.2.6",
        default=True,
        flag="make-iptables-util-chains",
        read=as_bool,
    ),
    FieldControl(
        ("protectKernelDefaults",),
        lambda value: value is True,
        "changes the settings of the node's kernel instead of refusing to start",
        default=False,
        flag="protect-kernel-defaults",
        read=as_bool,
    ),
)

KUBELET_ROTATION = (
    FieldControl(
        ("rotateCertificates",),
        lambda value: value is True,
        "does not renew its client certificate",
        "4.2.10",
        default=False,
        flag="rotate-certificates",
        read=as_bool,
    ),
    FieldControl(
        ("featureGates", "RotateKubeletServerCertificate"),
        lambda value: value is True,
        "does not renew its server certificate",
        "4.2.11",
        default=True,
        flag="feature-gates",
        read=as_gate("RotateKubeletServerCertificate"),
    ),
)

KUBELET_CIPHERS = (
    FieldControl(
        ("tlsCipherSuites",),
        lambda value: isinstance(value, list) and all(cipher in STRONG_CIPHERS for cipher in _texts(value)),
        "offers weak ciphers",
        "4.2.12",
        default=[],
        flag="tls-cipher-suites",
        read=as_list,
    ),
    FieldControl(
        ("tlsMinVersion",),
        lambda value: isinstance(value, str) and value not in OLD_TLS,
        "speaks versions of TLS that are broken",
        default="",
        flag="tls-min-version",
    ),
)

KUBELET_PIDS = (
    FieldControl(
        ("podPidsLimit",),
        lambda value: _is_int(value) and value > 0,
        "lets one pod use up all process ids of the node",
        "4.2.13",
        flag="pod-max-pids",
        read=as_integer,
    ),
)

KUBELET_SECCOMP = (
    FieldControl(
        ("seccompDefault",),
        lambda value: value is True,
        "runs containers without a seccomp profile unless they name one",
        "4.2.14",
        default=False,
        flag="seccomp-default",
        read=as_bool,
    ),
)

KUBELET_EVENTS = (
    FieldControl(
        ("eventRecordQPS",),
        lambda value: _is_int(value) and (value == 0 or value >= 5),  # noqa: PLR2004 - the default until 1.26
        "loses events when many things happen at once",
        "4.2.8",
        default=50,
        flag="event-qps",
        read=as_integer,
    ),
)
"""0 is no limit. 5 was the default until Kubernetes 1.26, and is 50 since."""

HOSTNAME_OVERRIDE = "hostname-override"


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _texts(value: list[Any]) -> list[str]:
    """Return the items as text; what is no string is the name of no cipher."""
    return [item if isinstance(item, str) else "" for item in value]
