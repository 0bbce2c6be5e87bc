"""Objects as controllers would have made them, for the benchmark of an audit."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

PODS = 8
"""Of one Deployment."""
GROUP = 1 + 1 + PODS + 2
"""Objects of one application: Deployment, ReplicaSet, its Pods, a Service and a ConfigMap."""
PER_NAMESPACE = 25
"""Applications."""


def namespaces(applications: int) -> Iterator[dict[str, Any]]:
    """Yield the namespaces of so many applications, each with a NetworkPolicy."""
    for number in range(0, applications, PER_NAMESPACE):
        name = f"bench-{number // PER_NAMESPACE}"
        yield {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}


def policies(applications: int) -> Iterator[dict[str, Any]]:
    """Yield a NetworkPolicy for each namespace, which isolates its pods."""
    for number in range(0, applications, PER_NAMESPACE):
        yield {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": {"name": "isolate", "namespace": f"bench-{number // PER_NAMESPACE}"},
            "spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]},
        }


def deployment(number: int) -> dict[str, Any]:
    """Return a Deployment with nothing to find in it, of a usual size."""
    labels = {"app.kubernetes.io/name": f"app-{number}", "app.kubernetes.io/instance": f"app-{number}"}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": f"app-{number}", "namespace": f"bench-{number // PER_NAMESPACE}", "labels": labels},
        "spec": {
            "replicas": PODS,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": _pod_spec(number)},
        },
    }


def beside(number: int) -> Iterator[dict[str, Any]]:
    """Yield the Service and the ConfigMap of an application."""
    made = deployment(number)
    metadata = made["metadata"]
    yield {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata,
        "spec": {
            "clusterIP": "None",
            "selector": metadata["labels"],
            "ports": [{"name": "http", "port": 80, "targetPort": "http"}],
        },
    }
    data = {f"setting-{index}": f"value {index} of application {number}" for index in range(40)}
    yield {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": data}


def replicaset(owner: dict[str, Any]) -> dict[str, Any]:
    """Return what the Deployment controller would make of a Deployment that the server has."""
    made = _owned(owner, "ReplicaSet", f"{owner['metadata']['name']}-5d9c7b4f6d")
    labels = {**owner["spec"]["template"]["metadata"]["labels"], "pod-template-hash": "5d9c7b4f6d"}
    made["metadata"]["labels"] = labels
    template = copy.deepcopy(owner["spec"]["template"])
    template["metadata"] = {"labels": labels}
    return made | {
        "apiVersion": "apps/v1",
        "spec": {"replicas": PODS, "selector": {"matchLabels": labels}, "template": template},
    }


def pods(owner: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what the ReplicaSet controller would make of a ReplicaSet that the server has."""
    for index in range(PODS):
        made = _owned(owner, "Pod", f"{owner['metadata']['name']}-{index:05}")
        made["metadata"]["labels"] = owner["spec"]["template"]["metadata"]["labels"]
        yield made | {"apiVersion": "v1", "spec": copy.deepcopy(owner["spec"]["template"]["spec"])}


def _owned(owner: dict[str, Any], kind: str, name: str) -> dict[str, Any]:
    reference = {
        "apiVersion": owner["apiVersion"],
        "kind": owner["kind"],
        "name": owner["metadata"]["name"],
        "uid": owner["metadata"]["uid"],
        "controller": True,
        "blockOwnerDeletion": True,
    }
    return {
        "kind": kind,
        "metadata": {"name": name, "namespace": owner["metadata"]["namespace"], "ownerReferences": [reference]},
    }


def _pod_spec(number: int) -> dict[str, Any]:
    resources = {"cpu": "100m", "memory": "128Mi", "ephemeral-storage": "64Mi"}
    environment = [{"name": f"SETTING_{index}", "value": f"value {index}"} for index in range(20)]
    probe = {"httpGet": {"path": "/healthz", "port": "http"}, "periodSeconds": 10, "timeoutSeconds": 2}
    container = {
        "name": "app",
        "image": f"registry.example.com/app-{number}:1.4.2@sha256:{number:064x}",
        "imagePullPolicy": "IfNotPresent",
        "ports": [{"name": "http", "containerPort": 8080, "protocol": "TCP"}],
        "env": environment,
        "envFrom": [{"configMapRef": {"name": f"app-{number}"}}],
        "resources": {"requests": resources, "limits": resources},
        "readinessProbe": probe,
        "livenessProbe": {**probe, "initialDelaySeconds": 20, "httpGet": {"path": "/livez", "port": "http"}},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "privileged": False,
            "readOnlyRootFilesystem": True,
            "runAsNonRoot": True,
            "runAsUser": 10001,
            "runAsGroup": 10001,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "volumeMounts": [{"name": "tmp", "mountPath": "/tmp"}],  # noqa: S108 - the container's own
    }
    return {
        "automountServiceAccountToken": False,
        "containers": [container],
        "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
        "topologySpreadConstraints": [
            {
                "maxSkew": 1,
                "topologyKey": "kubernetes.io/hostname",
                "whenUnsatisfiable": "ScheduleAnyway",
                "labelSelector": {"matchLabels": {"app.kubernetes.io/instance": f"app-{number}"}},
            }
        ],
        "volumes": [{"name": "tmp", "emptyDir": {"sizeLimit": "64Mi"}}],
    }
