"""Which Kubernetes kinds lie in no namespace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

# Resources with `namespaced: false` in the Kubernetes API (https://kubernetes.io/docs/reference/kubernetes-api/),
# by API group, since a custom resource may have the same kind in a group of its own.
_CLUSTER_KINDS: dict[str, frozenset[str]] = {
    "": frozenset({"ComponentStatus", "Namespace", "Node", "PersistentVolume"}),
    "admissionregistration.k8s.io": frozenset(
        {
            "MutatingAdmissionPolicy",
            "MutatingAdmissionPolicyBinding",
            "MutatingWebhookConfiguration",
            "ValidatingAdmissionPolicy",
            "ValidatingAdmissionPolicyBinding",
            "ValidatingWebhookConfiguration",
        },
    ),
    "apiextensions.k8s.io": frozenset({"CustomResourceDefinition"}),
    "apiregistration.k8s.io": frozenset({"APIService"}),
    "authentication.k8s.io": frozenset({"SelfSubjectReview", "TokenReview"}),
    "authorization.k8s.io": frozenset({"SelfSubjectAccessReview", "SelfSubjectRulesReview", "SubjectAccessReview"}),
    "certificates.k8s.io": frozenset({"CertificateSigningRequest", "ClusterTrustBundle"}),
    "flowcontrol.apiserver.k8s.io": frozenset({"FlowSchema", "PriorityLevelConfiguration"}),
    "internal.apiserver.k8s.io": frozenset({"StorageVersion"}),
    "networking.k8s.io": frozenset({"IPAddress", "IngressClass", "ServiceCIDR"}),
    "node.k8s.io": frozenset({"RuntimeClass"}),
    "policy": frozenset({"PodSecurityPolicy"}),
    "rbac.authorization.k8s.io": frozenset({"ClusterRole", "ClusterRoleBinding"}),
    "resource.k8s.io": frozenset({"DeviceClass", "DeviceTaintRule", "ResourceSlice"}),
    "scheduling.k8s.io": frozenset({"PriorityClass"}),
    "storage.k8s.io": frozenset({"CSIDriver", "CSINode", "StorageClass", "VolumeAttachment", "VolumeAttributesClass"}),
    "storagemigration.k8s.io": frozenset({"StorageVersionMigration"}),
}

ClusterKinds = frozenset[tuple[str, str]]
"""API group and kind of custom resources without a namespace."""


def is_builtin(group: str) -> bool:
    """Whether Kubernetes itself serves a group: no dot in its name, or one of those under k8s.io listed here."""
    return "." not in group or group in _CLUSTER_KINDS


def is_cluster_scoped(group: str, kind: str, declared: ClusterKinds) -> bool:
    """Whether an object that names no namespace lies in none.

    Of a custom resource its CustomResourceDefinition tells, where that was scanned (``declared``); otherwise its name
    does, as a convention: ``ClusterIssuer`` has no namespace, ``Issuer`` has one.
    """
    if is_builtin(group):
        return kind in _CLUSTER_KINDS.get(group, frozenset())
    return (group, kind) in declared or kind.startswith("Cluster")


def declared_cluster_kinds(objects: Iterable[dict[str, Any]]) -> ClusterKinds:
    """Return the cluster-scoped kinds that the CustomResourceDefinitions among the objects declare."""
    found = set()
    for data in objects:
        spec = data.get("spec") if data.get("kind") == "CustomResourceDefinition" else None
        if not isinstance(spec, dict) or spec.get("scope") != "Cluster":
            continue
        names = spec.get("names")
        if isinstance(names, dict):
            found.add((str(spec.get("group", "")), str(names.get("kind", ""))))
    return frozenset(found)
