"""Manifests to measure on: a platform of many applications, each different, and the same in every run.

An application is ten documents in a file of its own, and four applications share a namespace. What an application gets
wrong is drawn from a hash of its name, so that the fourth part of the applications is careful and the rest is not.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Manifest = dict[str, Any]

DOCUMENTS_PER_APPLICATION = 10
_APPLICATIONS_PER_NAMESPACE = 4
_PORT = 8080
_WORKLOADS = ("Deployment", "Deployment", "Deployment", "StatefulSet")


@dataclass(frozen=True, slots=True)
class _Application:
    number: int

    @property
    def name(self) -> str:
        return f"{self.pick('area', ('billing', 'cart', 'catalogue', 'search', 'shipping', 'users'))}-{self.number:05}"

    @property
    def namespace(self) -> str:
        return f"team-{self.number // _APPLICATIONS_PER_NAMESPACE:04}"

    @property
    def labels(self) -> dict[str, str]:
        return {"app.kubernetes.io/name": self.name, "app.kubernetes.io/part-of": self.namespace}

    def drawn(self, topic: str) -> int:
        """Return a number from 0 to 99 that depends on the application and the topic alone."""
        return hashlib.sha256(f"{self.number}/{topic}".encode()).digest()[0] * 100 // 256

    def is_so(self, topic: str, percent: int) -> bool:
        """Whether something that ``percent`` of the careless applications get right is right in this one."""
        return self.drawn("careful") < 25 or self.drawn(topic) < percent

    def pick(self, topic: str, choices: tuple[str, ...]) -> str:
        return choices[self.drawn(topic) * len(choices) // 100]

    def object(self, api_version: str, kind: str, **rest: Any) -> Manifest:
        metadata = {"name": self.name, "namespace": self.namespace, "labels": self.labels}
        return {"apiVersion": api_version, "kind": kind, "metadata": metadata, **rest}


def documents(application: _Application) -> Iterator[Manifest]:
    """Yield the ten documents of one application; the first of a namespace brings the Namespace instead of a PDB."""
    app = application
    yield _workload(app)
    yield app.object("v1", "Service", spec=_service(app))
    yield app.object("v1", "ConfigMap", data=_settings(app))
    yield app.object("v1", "ServiceAccount", automountServiceAccountToken=False)
    yield app.object("networking.k8s.io/v1", "NetworkPolicy", spec=_network_policy(app))
    yield app.object("rbac.authorization.k8s.io/v1", "Role", rules=_rules(app))
    yield app.object(
        "rbac.authorization.k8s.io/v1",
        "RoleBinding",
        roleRef={"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": app.name},
        subjects=[{"kind": "ServiceAccount", "name": app.name, "namespace": app.namespace}],
    )
    yield app.object("networking.k8s.io/v1", "Ingress", spec=_ingress(app))
    yield app.object("batch/v1", "CronJob", spec=_cron_job(app))
    if app.number % _APPLICATIONS_PER_NAMESPACE:
        yield app.object(
            "policy/v1", "PodDisruptionBudget", spec={"maxUnavailable": 1, "selector": {"matchLabels": app.labels}}
        )
    else:
        level = "restricted" if app.is_so("level", 40) else "baseline"
        labels = {"pod-security.kubernetes.io/enforce": level, "plimsoll.example.com/tier": "web"}
        yield {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": app.namespace, "labels": labels}}


def _workload(app: _Application) -> Manifest:
    kind = app.pick("workload", _WORKLOADS)
    spec: Manifest = {
        "replicas": 3 if app.is_so("replicas", 60) else 1,
        "selector": {"matchLabels": app.labels},
        "template": {"metadata": {"labels": app.labels}, "spec": _pod(app)},
    }
    if kind == "StatefulSet":
        spec["serviceName"] = app.name
    else:
        spec["strategy"] = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}
    return app.object("apps/v1", kind, spec=spec)


def _pod(app: _Application) -> Manifest:
    spread = {
        "maxSkew": 1,
        "topologyKey": "topology.kubernetes.io/zone",
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": {"matchLabels": app.labels},
    }
    pod: Manifest = {
        "serviceAccountName": app.name,
        "containers": [_container(app)],
        "volumes": [{"name": "settings", "configMap": {"name": app.name}}, {"name": "scratch", "emptyDir": {}}],
    }
    if app.is_so("token", 40):
        pod["automountServiceAccountToken"] = False
    if app.is_so("non-root", 50):
        pod["securityContext"] = {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
    if app.is_so("spread", 30):
        pod["topologySpreadConstraints"] = [spread]
    if app.drawn("sidecar") < 30:
        pod["containers"].append({**_container(app), "name": "proxy", "ports": [{"containerPort": 9090}]})
    return pod


def _container(app: _Application) -> Manifest:
    version = f":{1 + app.drawn('major') % 4}.{app.drawn('minor')}.0" if app.is_so("tag", 85) else ":latest"
    container: Manifest = {
        "name": "main",
        "image": f"registry.example.com/{app.namespace}/{app.name}{version}",
        "ports": [{"name": "http", "containerPort": _PORT}],
        "env": [
            {"name": "LOG_LEVEL", "value": app.pick("level", ("debug", "info", "warning"))},
            {"name": "DATABASE_URL", "valueFrom": {"secretKeyRef": {"name": app.name, "key": "url"}}},
        ],
        "envFrom": [{"configMapRef": {"name": app.name}}],
        "volumeMounts": [
            {"name": "settings", "mountPath": "/etc/settings", "readOnly": True},
            {"name": "scratch", "mountPath": "/tmp"},  # noqa: S108 - a path in a container
        ],
    }
    resources = {"requests": {"cpu": f"{50 + app.drawn('cpu') * 5}m", "memory": f"{64 + app.drawn('memory') * 4}Mi"}}
    if app.is_so("limits", 70):
        resources["limits"] = {"memory": f"{512 + app.drawn('memory') * 8}Mi"}
    if app.is_so("resources", 80):
        container["resources"] = resources
    for probe in ("livenessProbe", "readinessProbe"):
        if app.is_so(probe, 65):
            path = "/ready" if probe == "readinessProbe" else "/live"
            container[probe] = {"httpGet": {"path": path, "port": "http"}, "periodSeconds": 10}
    if app.is_so("hardened", 35):
        container["securityContext"] = {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
    elif app.drawn("privileged") < 4:
        container["securityContext"] = {"privileged": True}
    return container


def _service(app: _Application) -> Manifest:
    selector = app.labels if app.is_so("selector", 95) else {"app.kubernetes.io/name": f"{app.name}-old"}
    kind = "ClusterIP" if app.is_so("service", 90) else "NodePort"
    return {"type": kind, "selector": selector, "ports": [{"name": "http", "port": 80, "targetPort": "http"}]}


def _settings(app: _Application) -> dict[str, str]:
    lines = "".join(
        f"{key} = {app.drawn(key)}\n" for key in ("cache.size", "pool.max", "queue.depth", "retries", "timeout")
    )
    return {"application.properties": f"# Settings of {app.name}.\n{lines}", "REGION": "europe-west1"}


def _network_policy(app: _Application) -> Manifest:
    ingress = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "ingress-nginx"}}}
    peers = [ingress] if app.is_so("policy", 80) else []
    return {
        "podSelector": {"matchLabels": app.labels},
        "policyTypes": ["Ingress"],
        "ingress": [{"from": peers, "ports": [{"port": "http", "protocol": "TCP"}]}],
    }


def _rules(app: _Application) -> list[Manifest]:
    verbs = ["get", "list", "watch"] if app.is_so("verbs", 90) else ["*"]
    rules = [{"apiGroups": [""], "resources": ["configmaps", "endpoints"], "verbs": verbs}]
    if not app.is_so("secrets", 85):
        rules.append({"apiGroups": [""], "resources": ["secrets"], "verbs": ["get", "list"]})
    return rules


def _ingress(app: _Application) -> Manifest:
    host = f"{app.name}.apps.example.com"
    backend = {"service": {"name": app.name, "port": {"name": "http"}}}
    spec: Manifest = {
        "ingressClassName": "nginx",
        "rules": [{"host": host, "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": backend}]}}],
    }
    if app.is_so("tls", 75):
        spec["tls"] = [{"hosts": [host], "secretName": f"{app.name}-tls"}]
    return spec


def _cron_job(app: _Application) -> Manifest:
    pod = {**_pod(app), "restartPolicy": "OnFailure"}
    job = {"backoffLimit": 3, "template": {"metadata": {"labels": {"job": app.name}}, "spec": pod}}
    schedule = f"{app.drawn('minute') * 60 // 100} {app.drawn('hour') * 24 // 100} * * *"
    return {"schedule": schedule, "concurrencyPolicy": "Forbid", "jobTemplate": {"spec": job}}


class _Dumper(yaml.CSafeDumper):
    """Writes what two places share twice: people have no anchors there."""

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True


def write(directory: Path, number: int) -> None:
    """Write ``number`` documents, a multiple of ten, into files of one application each."""
    for index in range(number // DOCUMENTS_PER_APPLICATION):
        application = _Application(index)
        target = directory / application.namespace / f"{application.name}.yaml"
        target.parent.mkdir(parents=True, exist_ok=True)
        text = yaml.dump_all(documents(application), Dumper=_Dumper, sort_keys=False, explicit_start=True)
        target.write_text(text, encoding="utf-8")
