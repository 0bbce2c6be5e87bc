"""The least that an audit needs, as manifests: a role with nothing but ``list``, and a CronJob that uses it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from scanner.cluster.listing import SECRET
from scanner.cluster.needs import group_kinds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scanner.cluster.options import AuditOptions
    from scanner.evaluate import Judges
    from scanner.kubernetes.unlisted import GroupKind

NAME = "plimsoll-audit"
NAMESPACE = "plimsoll"
_PRIVATE_NETWORKS = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
"""Where API servers usually are, as pods see them: https://datatracker.ietf.org/doc/html/rfc1918."""
_LABELS = {"app.kubernetes.io/name": "plimsoll", "app.kubernetes.io/instance": NAME}


def role(judges: Judges, options: AuditOptions) -> str:
    """Return ServiceAccount, ClusterRole and binding as YAML: ``list`` on the kinds that are needed, nothing else."""
    checks = [check for check in judges.checks if not check.files_only]
    kinds, unknown = group_kinds(checks, judges.policies)
    kinds = {key for key in kinds if key != SECRET or options.secret_metadata}
    notes = [f"# Not included, because its API group is not known here: {kind}." for kind in sorted(unknown)]
    account = {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": _metadata(NAMESPACE),
        "automountServiceAccountToken": False,
    }
    cluster_role = {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRole",
        "metadata": _metadata(),
        "rules": _rules(kinds),
    }
    binding = {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRoleBinding",
        "metadata": _metadata(),
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": NAME},
        "subjects": [{"kind": "ServiceAccount", "name": NAME, "namespace": NAMESPACE}],
    }
    return "\n".join((*notes, _yaml((account, cluster_role, binding))))


def reports_role(group: str, resources: Sequence[str]) -> str:
    """Return a role of its own for writing reports, and nothing else, as YAML."""
    name = f"{NAME}-reports"
    metadata = {**_metadata(), "name": name}
    rule = {"apiGroups": [group], "resources": list(resources), "verbs": ["create", "delete", "list", "patch"]}
    cluster_role = {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRole",
        "metadata": metadata,
        "rules": [rule],
    }
    binding = {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRoleBinding",
        "metadata": {**_metadata(), "name": name},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": name},
        "subjects": [{"kind": "ServiceAccount", "name": NAME, "namespace": NAMESPACE}],
    }
    return _yaml((cluster_role, binding))


def cronjob(image: str, options: AuditOptions, apply_reports: str = "") -> str:
    """Return a Namespace and a CronJob as YAML, and what keeps its pod apart from others."""
    arguments = ["audit", "--format", "json"]
    arguments += [part for name in options.allow_incomplete for part in ("--allow-incomplete", name)]
    arguments += [part for name in options.excluded_namespaces for part in ("--exclude-namespace", name)]
    arguments += ["--secret-metadata"] * options.secret_metadata
    arguments += ["--apply-reports", apply_reports] if apply_reports else []
    return _yaml((_namespace(), _priority(), _limits(), _quota(), _network_policy(), _cronjob(image, arguments)))


def _rules(kinds: Iterable[GroupKind]) -> list[dict[str, Any]]:
    by_group: dict[str, list[str]] = defaultdict(list)
    for group, kind in kinds:
        by_group[group].append(plural(kind))
    return [
        {"apiGroups": [group], "resources": sorted(by_group[group]), "verbs": ["list"]} for group in sorted(by_group)
    ]


def plural(kind: str) -> str:
    """Return the name of a kind in paths, by the rule that Kubernetes names its own by."""
    name = kind.lower()
    if name.endswith("endpoints"):
        return name
    if name.endswith("s"):
        return f"{name}es"
    return f"{name[:-1]}ies" if name.endswith("y") and name[-2] not in "aeiou" else f"{name}s"


def _metadata(namespace: str = "") -> dict[str, Any]:
    return {"name": NAME, **({"namespace": namespace} if namespace else {}), "labels": dict(_LABELS)}


def _namespace() -> dict[str, Any]:
    levels = {f"pod-security.kubernetes.io/{mode}": "restricted" for mode in ("audit", "enforce", "warn")}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE, "labels": {**_LABELS, **levels}}}


def _priority() -> dict[str, Any]:
    return {
        "apiVersion": "scheduling.k8s.io/v1",
        "kind": "PriorityClass",
        "metadata": _metadata(),
        "value": -1000,
        "preemptionPolicy": "Never",
        "description": "For what may wait until everything else runs.",
    }


def _limits() -> dict[str, Any]:
    default = {"cpu": "1", "memory": "512Mi", "ephemeral-storage": "256Mi"}
    return {
        "apiVersion": "v1",
        "kind": "LimitRange",
        "metadata": _metadata(NAMESPACE),
        "spec": {"limits": [{"type": "Container", "default": default, "defaultRequest": dict(default)}]},
    }


def _quota() -> dict[str, Any]:
    hard = {"requests.cpu": "2", "requests.memory": "1Gi", "limits.cpu": "2", "limits.memory": "1Gi", "pods": "4"}
    return {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": _metadata(NAMESPACE), "spec": {"hard": hard}}


def _network_policy() -> dict[str, Any]:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": _metadata(NAMESPACE),
        "spec": {
            "podSelector": {"matchLabels": dict(_LABELS)},
            "policyTypes": ["Ingress", "Egress"],
            "egress": [
                {
                    "to": [{"ipBlock": {"cidr": network}} for network in _PRIVATE_NETWORKS],
                    "ports": [{"port": port, "protocol": "TCP"} for port in (443, 6443)],
                },
                {
                    "to": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}}],
                    "ports": [{"port": 53, "protocol": protocol} for protocol in ("TCP", "UDP")],
                },
            ],
        },
    }


def _cronjob(image: str, arguments: list[str]) -> dict[str, Any]:
    resources = {"cpu": "1", "memory": "512Mi", "ephemeral-storage": "256Mi"}
    container = {
        "name": "audit",
        "image": image,
        "imagePullPolicy": "Always",
        "args": arguments,
        "resources": {"requests": resources, "limits": dict(resources)},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "capabilities": {"drop": ["ALL"]},
            "privileged": False,
            "readOnlyRootFilesystem": True,
            "runAsGroup": 65532,
            "runAsNonRoot": True,
            "runAsUser": 65532,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "volumeMounts": [{"name": "tmp", "mountPath": "/tmp"}],  # noqa: S108 - the container's own
    }
    pod = {
        "serviceAccountName": NAME,
        "automountServiceAccountToken": True,
        "restartPolicy": "Never",
        "hostUsers": False,
        "priorityClassName": NAME,
        "nodeSelector": {"kubernetes.io/os": "linux"},
        "dnsConfig": {"options": [{"name": "ndots", "value": "2"}]},
        "securityContext": {
            "fsGroup": 65532,
            "runAsGroup": 65532,
            "runAsNonRoot": True,
            "runAsUser": 65532,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containers": [container],
        "volumes": [{"name": "tmp", "emptyDir": {"sizeLimit": "64Mi"}}],
    }
    return {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": _metadata(NAMESPACE),
        "spec": {
            "schedule": "17 3 * * *",
            "timeZone": "Etc/UTC",
            "concurrencyPolicy": "Forbid",
            "startingDeadlineSeconds": 3600,
            "jobTemplate": {
                "metadata": {"labels": dict(_LABELS)},
                "spec": {
                    "backoffLimit": 0,
                    "activeDeadlineSeconds": 3600,
                    "ttlSecondsAfterFinished": 86400,
                    "template": {"metadata": {"labels": dict(_LABELS)}, "spec": pod},
                },
            },
        },
    }


def _yaml(documents: Sequence[dict[str, Any]]) -> str:
    import yaml

    return str(yaml.safe_dump_all(documents, sort_keys=False, explicit_start=True, width=120)).rstrip("\n")
