"""Which resources a webhook has to be sent so that its rules and policies see what they judge.

Plural names as ``kubectl api-resources`` of Kubernetes 1.37 gives them
(https://kubernetes.io/docs/reference/kubernetes-api/), and as the CustomResourceDefinitions of Gateway API, Argo
Rollouts, Prometheus Operator and OpenShift do.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from scanner.kubernetes import Container, Pod
from scanner.model import DocumentKind
from scanner.rules.catalogue import CHECKS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scanner.admission.settings import JudgeSettings
    from scanner.rego.policies.policy import Policy

_RESOURCES = {
    ("", "ConfigMap"): ("v1", "configmaps"),
    ("", "Namespace"): ("v1", "namespaces"),
    ("", "PersistentVolume"): ("v1", "persistentvolumes"),
    ("", "PersistentVolumeClaim"): ("v1", "persistentvolumeclaims"),
    ("", "Pod"): ("v1", "pods"),
    ("", "PodTemplate"): ("v1", "podtemplates"),
    ("", "ReplicationController"): ("v1", "replicationcontrollers"),
    ("", "ResourceQuota"): ("v1", "resourcequotas"),
    ("", "Service"): ("v1", "services"),
    ("", "ServiceAccount"): ("v1", "serviceaccounts"),
    ("apiextensions.k8s.io", "CustomResourceDefinition"): ("v1", "customresourcedefinitions"),
    ("apiregistration.k8s.io", "APIService"): ("v1", "apiservices"),
    ("apps", "DaemonSet"): ("v1", "daemonsets"),
    ("apps", "Deployment"): ("v1", "deployments"),
    ("apps", "ReplicaSet"): ("v1", "replicasets"),
    ("apps", "StatefulSet"): ("v1", "statefulsets"),
    ("argoproj.io", "Rollout"): ("v1alpha1", "rollouts"),
    ("autoscaling", "HorizontalPodAutoscaler"): ("v2", "horizontalpodautoscalers"),
    ("batch", "CronJob"): ("v1", "cronjobs"),
    ("batch", "Job"): ("v1", "jobs"),
    ("gateway.networking.k8s.io", "GRPCRoute"): ("v1", "grpcroutes"),
    ("gateway.networking.k8s.io", "HTTPRoute"): ("v1", "httproutes"),
    ("gateway.networking.k8s.io", "TCPRoute"): ("v1alpha2", "tcproutes"),
    ("gateway.networking.k8s.io", "TLSRoute"): ("v1alpha2", "tlsroutes"),
    ("gateway.networking.k8s.io", "UDPRoute"): ("v1alpha2", "udproutes"),
    ("monitoring.coreos.com", "ServiceMonitor"): ("v1", "servicemonitors"),
    ("networking.k8s.io", "Ingress"): ("v1", "ingresses"),
    ("networking.k8s.io", "NetworkPolicy"): ("v1", "networkpolicies"),
    ("policy", "PodDisruptionBudget"): ("v1", "poddisruptionbudgets"),
    ("rbac.authorization.k8s.io", "ClusterRole"): ("v1", "clusterroles"),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"): ("v1", "clusterrolebindings"),
    ("rbac.authorization.k8s.io", "Role"): ("v1", "roles"),
    ("rbac.authorization.k8s.io", "RoleBinding"): ("v1", "rolebindings"),
    ("security.openshift.io", "SecurityContextConstraints"): ("v1", "securitycontextconstraints"),
}
"""API group and kind to version and plural. Not here: Secrets, whose content the webhook is better not sent; webhook
configurations, which the API server sends to no webhook; and what is no resource at all, such as a kubelet's file."""

_CONNECTIONS = {
    "PodAttachOptions": "pods/attach",
    "PodExecOptions": "pods/exec",
    "PodPortForwardOptions": "pods/portforward",
    "PodProxyOptions": "pods/proxy",
}
"""Kinds of what a CONNECT carries; only for policies that need the request and name them."""
_WITH_PODS = frozenset(
    {
        *("CronJob", "DaemonSet", "Deployment", "Job", "Pod", "PodTemplate", "ReplicaSet", "ReplicationController"),
        *("Rollout", "StatefulSet"),
    }
)
_POD_SUBRESOURCES = ("pods/ephemeralcontainers", "pods/resize")


def webhook_rules(settings: JudgeSettings) -> list[dict[str, Any]]:
    """Return the ``rules`` of a ValidatingWebhookConfiguration: exactly what is judged, by group and version."""
    kinds = _kinds_of_rules(settings.checks)
    requests: set[tuple[str, str]] = set()
    for policy in settings.policies.configured(settings.config.parameters)[0].policies:
        if settings.policies.looks_around(policy):
            continue
        named = set(_kinds_of_policy(policy))
        kinds |= named
        if settings.policies.needs_request(policy):
            requests |= named
    found = [*_rules(kinds, ("CREATE", "UPDATE")), *_rules(requests, ("DELETE",)), *_connections(settings)]
    return sorted(found, key=lambda rule: (rule["operations"], rule["apiGroups"], rule["apiVersions"]))


def _kinds_of_rules(ids: Sequence[str]) -> set[tuple[str, str]]:
    names: set[str] = set()
    for check in CHECKS:
        if check.rule.id not in ids or check.files_only:
            continue
        names |= check.kinds
        if check.judges in {Pod, Container} and not check.kinds:
            names |= _WITH_PODS
    return {known for known in _RESOURCES if known[1] in names}


def _kinds_of_policy(policy: Policy) -> Iterable[tuple[str, str]]:
    selector = policy.selector
    judges_all = not selector.kinds and (not selector.documents or DocumentKind.KUBERNETES in selector.documents)
    for group, kind in _RESOURCES:
        if judges_all or any(kind == name and where in {None, group} for where, name in selector.kinds):
            yield group, kind


def _connections(settings: JudgeSettings) -> Iterable[dict[str, Any]]:
    named = {
        kind
        for policy in settings.policies.configured(settings.config.parameters)[0].policies
        if settings.policies.needs_request(policy)
        for _, kind in policy.selector.kinds
    }
    resources = sorted(resource for kind, resource in _CONNECTIONS.items() if kind in named)
    if resources:
        yield _rule("", "v1", ("CONNECT",), resources)


def _rules(kinds: Iterable[tuple[str, str]], operations: Sequence[str]) -> Iterable[dict[str, Any]]:
    resources: dict[tuple[str, str], list[str]] = defaultdict(list)
    for group, kind in sorted(kinds):
        version, plural = _RESOURCES[group, kind]
        resources[group, version].append(plural)
        if kind == "Pod" and "UPDATE" in operations:
            resources[group, version].extend(_POD_SUBRESOURCES)
    for (group, version), plurals in resources.items():
        yield _rule(group, version, operations, plurals)


def _rule(group: str, version: str, operations: Sequence[str], plurals: Sequence[str]) -> dict[str, Any]:
    return {
        "apiGroups": [group],
        "apiVersions": [version],
        "operations": list(operations),
        "resources": sorted(plurals),
        "scope": "*",
    }
