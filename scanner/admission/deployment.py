"""The Deployment of the webhook: two replicas that fit into the restricted Pod Security Standard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.admission.settings import JudgeSettings

NAME = "plimsoll"
LABELS = {"app.kubernetes.io/name": NAME, "app.kubernetes.io/component": "admission"}
_PORT = 8443
_HEALTH_PORT = 8080


def deployment(settings: JudgeSettings, image: str, metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Return the object."""
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": dict(metadata),
        "spec": {
            "replicas": 2,
            "revisionHistoryLimit": 3,
            "selector": {"matchLabels": dict(LABELS)},
            "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}},
            "template": {"metadata": {"labels": dict(LABELS)}, "spec": _pod(settings, image)},
        },
    }


def _pod(settings: JudgeSettings, image: str) -> dict[str, Any]:
    own = {"matchLabels": dict(LABELS)}
    return {
        "serviceAccountName": NAME,
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "hostUsers": False,
        "priorityClassName": "system-cluster-critical",
        "terminationGracePeriodSeconds": 40,
        "nodeSelector": {"kubernetes.io/os": "linux"},
        "dnsConfig": {"options": [{"name": "ndots", "value": "1"}]},
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": 65532,
            "runAsGroup": 65532,
            "fsGroup": 65532,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "topologySpreadConstraints": [
            {
                "maxSkew": 1,
                "topologyKey": "kubernetes.io/hostname",
                "whenUnsatisfiable": "ScheduleAnyway",
                "labelSelector": own,
            }
        ],
        "affinity": {
            "podAntiAffinity": {
                "preferredDuringSchedulingIgnoredDuringExecution": [
                    {"weight": 100, "podAffinityTerm": {"topologyKey": "kubernetes.io/hostname", "labelSelector": own}}
                ]
            }
        },
        "containers": [_container(settings, image)],
        "volumes": [
            {"name": "tls", "secret": {"secretName": f"{NAME}-tls", "defaultMode": 0o440}},
            {"name": "config", "configMap": {"name": f"{NAME}-config", "optional": True, "defaultMode": 0o440}},
        ],
    }


def _container(settings: JudgeSettings, image: str) -> dict[str, Any]:
    thresholds = settings.thresholds

    def probe(path: str, failures: int, period: int) -> dict[str, Any]:
        return {
            "httpGet": {"path": path, "port": "health"},
            "periodSeconds": period,
            "timeoutSeconds": min(2, period),
            "failureThreshold": failures,
        }

    return {
        "name": NAME,
        "image": image,
        "imagePullPolicy": "Always",
        "args": [
            "serve",
            f"--port={_PORT}",
            f"--metrics-port={_HEALTH_PORT}",
            "--tls-cert=/etc/plimsoll-tls/tls.crt",
            "--tls-key=/etc/plimsoll-tls/tls.key",
            f"--deny-on={thresholds.deny_on.value}",
            f"--warn-on={thresholds.warn_on.value}",
            f"--on-error={thresholds.on_error.value}",
            f"--profile={settings.config.profile.value}",
            "--workers=2",
            "--drain-seconds=0",
        ],
        "lifecycle": {"preStop": {"sleep": {"seconds": 5}}},
        "workingDir": "/etc/plimsoll",
        "ports": [{"name": "webhook", "containerPort": _PORT}, {"name": "health", "containerPort": _HEALTH_PORT}],
        "startupProbe": probe("/readyz", 60, 1),
        "readinessProbe": probe("/readyz", 2, 5),
        "livenessProbe": probe("/healthz", 3, 10),
        "resources": {
            "requests": {"cpu": "500m", "memory": "1Gi", "ephemeral-storage": "64Mi"},
            "limits": {"cpu": "500m", "memory": "1Gi", "ephemeral-storage": "64Mi"},
        },
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": [
            {"name": "tls", "mountPath": "/etc/plimsoll-tls", "readOnly": True},
            {"name": "config", "mountPath": "/etc/plimsoll", "readOnly": True},
        ],
    }
