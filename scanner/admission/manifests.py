"""The manifests of the webhook: what ``plimsoll serve --print-config`` prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from scanner.admission.deployment import LABELS, NAME, deployment
from scanner.admission.resources import webhook_rules
from scanner.errors import UsageError

if TYPE_CHECKING:
    from scanner.admission.settings import JudgeSettings

WEBHOOK = "validate.plimsoll.dev"
_TIMEOUT_S = 5
_PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
"""Private addresses: RFC 1918, RFC 6598, RFC 4193."""
_HEAD = f"""\
# The validating admission webhook of Plimsoll.
#
# It fails open (failurePolicy: Ignore): while it does not answer, everything is admitted. It leaves kube-system and its
# own namespace alone. Objects are not left out by label: whoever can set a label could leave anything out.
# The certificate needs cert-manager (https://cert-manager.io).
#
# plimsoll.yaml is taken from the ConfigMap {NAME}-config, if there is one.
#
# In an emergency this takes it out of the way at once; no webhook can forbid it:
#
#   kubectl delete validatingwebhookconfiguration {NAME}
"""


@dataclass(frozen=True, slots=True)
class ConfigOptions:
    """What the manifests depend on beside the rules."""

    image: str
    namespace: str


def manifests(settings: JudgeSettings, options: ConfigOptions) -> str:
    """Return the manifests as YAML. Raises `UsageError` without an image."""
    if not options.image:
        raise UsageError("--print-config needs --image, the image of Plimsoll for the cluster")
    documents = (
        _namespace(options),
        _service_account(options),
        *_certificate(options),
        deployment(settings, options.image, _metadata(options)),
        _service(options),
        _disruption_budget(options),
        _network_policy(options),
        _webhook(settings, options),
    )
    return _HEAD + "".join("---\n" + yaml.safe_dump(one, sort_keys=False, width=120) for one in documents)


def _metadata(options: ConfigOptions, name: str = NAME, **others: Any) -> dict[str, Any]:
    return {"name": name, "namespace": options.namespace, "labels": dict(LABELS), **others}


def _namespace(options: ConfigOptions) -> dict[str, Any]:
    levels = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("enforce", "audit", "warn")}
    metadata = {"name": options.namespace, "labels": {**LABELS, **levels}}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata}


def _service_account(options: ConfigOptions) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": _metadata(options),
        "automountServiceAccountToken": False,
    }


def _certificate(options: ConfigOptions) -> tuple[dict[str, Any], dict[str, Any]]:
    issuer = {
        "apiVersion": "cert-manager.io/v1",
        "kind": "Issuer",
        "metadata": _metadata(options),
        "spec": {"selfSigned": {}},
    }
    certificate = {
        "apiVersion": "cert-manager.io/v1",
        "kind": "Certificate",
        "metadata": _metadata(options),
        "spec": {
            "secretName": f"{NAME}-tls",
            "dnsNames": [f"{NAME}.{options.namespace}.svc", f"{NAME}.{options.namespace}.svc.cluster.local"],
            "privateKey": {"algorithm": "ECDSA", "size": 256, "rotationPolicy": "Always"},
            "duration": "2160h",
            "renewBefore": "720h",
            "issuerRef": {"name": NAME, "kind": "Issuer", "group": "cert-manager.io"},
        },
    }
    return issuer, certificate


def _service(options: ConfigOptions) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": _metadata(options),
        "spec": {
            "type": "ClusterIP",
            "selector": dict(LABELS),
            "ports": [{"name": "https", "port": 443, "targetPort": "webhook", "protocol": "TCP"}],
        },
    }


def _disruption_budget(options: ConfigOptions) -> dict[str, Any]:
    spec = {
        "maxUnavailable": 1,
        "unhealthyPodEvictionPolicy": "AlwaysAllow",
        "selector": {"matchLabels": dict(LABELS)},
    }
    return {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": _metadata(options), "spec": spec}


def _network_policy(options: ConfigOptions) -> dict[str, Any]:
    """Let in what has a private address: no selector knows the API server's. Let nothing out: it needs nobody."""
    ports = [{"protocol": "TCP", "port": "webhook"}, {"protocol": "TCP", "port": "health"}]
    private = [{"ipBlock": {"cidr": cidr}} for cidr in _PRIVATE]
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": _metadata(options),
        "spec": {
            "podSelector": {"matchLabels": dict(LABELS)},
            "policyTypes": ["Ingress", "Egress"],
            "ingress": [{"from": private, "ports": ports}],
            "egress": [],
        },
    }


def _webhook(settings: JudgeSettings, options: ConfigOptions) -> dict[str, Any]:
    own_account = f"system:serviceaccount:{options.namespace}:{NAME}"
    namespaces = ["kube-system", "kube-node-lease", options.namespace]
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingWebhookConfiguration",
        "metadata": {
            "name": NAME,
            "labels": dict(LABELS),
            "annotations": {"cert-manager.io/inject-ca-from": f"{options.namespace}/{NAME}"},
        },
        "webhooks": [
            {
                "name": WEBHOOK,
                "admissionReviewVersions": ["v1"],
                "clientConfig": {
                    "service": {"namespace": options.namespace, "name": NAME, "path": "/validate", "port": 443}
                },
                "failurePolicy": "Ignore",
                "matchPolicy": "Equivalent",
                "sideEffects": "None",
                "timeoutSeconds": _TIMEOUT_S,
                "namespaceSelector": {
                    "matchExpressions": [
                        {"key": "kubernetes.io/metadata.name", "operator": "NotIn", "values": namespaces}
                    ]
                },
                "matchConditions": [
                    {"name": "not-leases", "expression": "request.resource.group != 'coordination.k8s.io'"},
                    {
                        "name": "not-events",
                        "expression": "!(request.resource.resource == 'events' && "
                        "request.resource.group in ['', 'events.k8s.io'])",
                    },
                    {"name": "not-nodes", "expression": "!('system:nodes' in request.userInfo.groups)"},
                    {"name": "not-plimsoll", "expression": f"request.userInfo.username != '{own_account}'"},
                ],
                "rules": webhook_rules(settings),
            }
        ],
    }
