"""Which kinds live in a namespace. For the API groups of Kubernetes itself this is known; for others a CRD says it.

Source: ``kubectl api-resources`` of Kubernetes 1.37, https://kubernetes.io/docs/reference/kubernetes-api/; for what
only old releases served, ``+nonNamespaced=true`` in ``admissionregistration/v1alpha1/types.go`` of k8s.io/api.
"""

from __future__ import annotations

BUILTIN_GROUPS = frozenset(
    {
        "",
        "admissionregistration.k8s.io",
        "apiextensions.k8s.io",
        "apiregistration.k8s.io",
        "apps",
        "authentication.k8s.io",
        "authorization.k8s.io",
        "autoscaling",
        "batch",
        "certificates.k8s.io",
        "coordination.k8s.io",
        "discovery.k8s.io",
        "events.k8s.io",
        "extensions",
        "flowcontrol.apiserver.k8s.io",
        "internal.apiserver.k8s.io",
        "networking.k8s.io",
        "node.k8s.io",
        "policy",
        "rbac.authorization.k8s.io",
        "resource.k8s.io",
        "scheduling.k8s.io",
        "storage.k8s.io",
        "storagemigration.k8s.io",
    }
)
"""The API groups that every API server has, by release or feature gate. The core group is the empty string."""

_CLUSTER_SCOPED = frozenset(
    {
        "APIService",
        "CSIDriver",
        "CSINode",
        "CertificateSigningRequest",
        "ClusterRole",
        "ClusterRoleBinding",
        "ClusterTrustBundle",
        "ComponentStatus",
        "CustomResourceDefinition",
        "DeviceClass",
        "DeviceTaintRule",
        "ExternalAdmissionHookConfiguration",
        "FlowSchema",
        "IPAddress",
        "IngressClass",
        "InitializerConfiguration",
        "MutatingAdmissionPolicy",
        "MutatingAdmissionPolicyBinding",
        "MutatingWebhookConfiguration",
        "Namespace",
        "Node",
        "PersistentVolume",
        "PodSecurityPolicy",
        "Policy",  # no object: the scheduler's configuration file until 1.22
        "PriorityClass",
        "PriorityLevelConfiguration",
        "ResourceSlice",
        "RuntimeClass",
        "SelfSubjectAccessReview",
        "SelfSubjectReview",
        "SelfSubjectRulesReview",
        "ServiceCIDR",
        "StorageClass",
        "StorageVersion",
        "StorageVersionMigration",
        "SubjectAccessReview",
        "TokenReview",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "ValidatingWebhookConfiguration",
        "VolumeAttachment",
        "VolumeAttributesClass",
    }
)


def builtin_is_namespaced(group: str, kind: str) -> bool | None:
    """Return whether objects of this kind live in a namespace; None where Kubernetes itself does not define it."""
    if group not in BUILTIN_GROUPS:
        return None
    return kind not in _CLUSTER_SCOPED
