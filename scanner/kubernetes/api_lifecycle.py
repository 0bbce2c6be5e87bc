"""When the API server stopped, or will stop, serving versions of its own kinds.

Source: the life cycles in the module ``k8s.io/api`` v0.37.0 (``zz_generated.prerelease-lifecycle.go``); for what is no
longer in it https://kubernetes.io/docs/reference/using-api/deprecation-guide/ and the OpenAPI documents of 1.25 to
1.37, where the release that removed an alpha version counts as the one that deprecated it. As of November 2026, up to
Kubernetes 1.37. Versions that are served and that nothing has replaced yet are left out: nothing can be done now.
"""

from __future__ import annotations

from dataclasses import dataclass

NEWEST_MINOR = 37
"""Of Kubernetes 1: the newest release that the data is about."""


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """The end of a version of some kinds. Releases are minors of Kubernetes 1."""

    api_version: str
    kinds: str
    """Separated by spaces."""
    deprecated: int
    """The release that deprecated it."""
    removed: int | None
    """The release that does not serve it any more; None where that is not planned."""
    replacement: str
    """The apiVersion to use instead; empty where there is none."""


_LIFECYCLES = (
    Lifecycle(
        "admissionregistration.k8s.io/v1alpha1",
        "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding",
        35,
        38,
        "admissionregistration.k8s.io/v1",
    ),
    Lifecycle(
        "admissionregistration.k8s.io/v1alpha1",
        "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding",
        29,
        32,
        "admissionregistration.k8s.io/v1",
    ),
    Lifecycle(
        "admissionregistration.k8s.io/v1beta1",
        "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding",
        37,
        40,
        "admissionregistration.k8s.io/v1",
    ),
    Lifecycle(
        "admissionregistration.k8s.io/v1beta1",
        "MutatingWebhookConfiguration ValidatingWebhookConfiguration",
        16,
        22,
        "admissionregistration.k8s.io/v1",
    ),
    Lifecycle(
        "admissionregistration.k8s.io/v1beta1",
        "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding",
        31,
        34,
        "admissionregistration.k8s.io/v1",
    ),
    Lifecycle("apiextensions.k8s.io/v1beta1", "CustomResourceDefinition", 16, 22, "apiextensions.k8s.io/v1"),
    Lifecycle("apiregistration.k8s.io/v1beta1", "APIService", 19, 22, "apiregistration.k8s.io/v1"),
    Lifecycle("apps/v1beta1", "ControllerRevision Deployment StatefulSet", 8, 16, "apps/v1"),
    Lifecycle("apps/v1beta2", "ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet", 9, 16, "apps/v1"),
    Lifecycle("authentication.k8s.io/v1alpha1", "SelfSubjectReview", 29, 32, "authentication.k8s.io/v1"),
    Lifecycle("authentication.k8s.io/v1beta1", "SelfSubjectReview", 30, 33, "authentication.k8s.io/v1"),
    Lifecycle("authentication.k8s.io/v1beta1", "TokenReview", 19, 22, "authentication.k8s.io/v1"),
    Lifecycle(
        "authorization.k8s.io/v1beta1",
        "LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview",
        19,
        22,
        "authorization.k8s.io/v1",
    ),
    Lifecycle("autoscaling/v2beta1", "HorizontalPodAutoscaler", 22, 25, "autoscaling/v2"),
    Lifecycle("autoscaling/v2beta2", "HorizontalPodAutoscaler", 23, 26, "autoscaling/v2"),
    Lifecycle("batch/v1beta1", "CronJob", 21, 25, "batch/v1"),
    Lifecycle("batch/v2alpha1", "CronJob", 21, 21, "batch/v1"),
    Lifecycle("certificates.k8s.io/v1alpha1", "ClusterTrustBundle", 34, 37, "certificates.k8s.io/v1"),
    Lifecycle("certificates.k8s.io/v1alpha1", "PodCertificateRequest", 35, 35, "certificates.k8s.io/v1"),
    Lifecycle("certificates.k8s.io/v1beta1", "CertificateSigningRequest", 19, 22, "certificates.k8s.io/v1"),
    Lifecycle(
        "certificates.k8s.io/v1beta1", "ClusterTrustBundle PodCertificateRequest", 37, 40, "certificates.k8s.io/v1"
    ),
    Lifecycle("coordination.k8s.io/v1alpha1", "LeaseCandidate", 32, 32, "coordination.k8s.io/v1beta1"),
    Lifecycle("coordination.k8s.io/v1alpha2", "LeaseCandidate", 35, 38, "coordination.k8s.io/v1beta1"),
    Lifecycle("coordination.k8s.io/v1beta1", "Lease", 19, 22, "coordination.k8s.io/v1"),
    Lifecycle("discovery.k8s.io/v1beta1", "EndpointSlice", 21, 25, "discovery.k8s.io/v1"),
    Lifecycle("events.k8s.io/v1beta1", "Event", 22, 25, "events.k8s.io/v1"),
    Lifecycle("extensions/v1beta1", "DaemonSet Deployment ReplicaSet", 8, 16, "apps/v1"),
    Lifecycle("extensions/v1beta1", "Ingress", 14, 22, "networking.k8s.io/v1"),
    Lifecycle("extensions/v1beta1", "NetworkPolicy", 9, 16, "networking.k8s.io/v1"),
    Lifecycle("extensions/v1beta1", "PodSecurityPolicy", 11, 16, ""),
    Lifecycle(
        "flowcontrol.apiserver.k8s.io/v1beta1",
        "FlowSchema PriorityLevelConfiguration",
        23,
        26,
        "flowcontrol.apiserver.k8s.io/v1",
    ),
    Lifecycle(
        "flowcontrol.apiserver.k8s.io/v1beta2",
        "FlowSchema PriorityLevelConfiguration",
        26,
        29,
        "flowcontrol.apiserver.k8s.io/v1",
    ),
    Lifecycle(
        "flowcontrol.apiserver.k8s.io/v1beta3",
        "FlowSchema PriorityLevelConfiguration",
        29,
        32,
        "flowcontrol.apiserver.k8s.io/v1",
    ),
    Lifecycle("networking.k8s.io/v1alpha1", "ClusterCIDR", 29, 29, ""),
    Lifecycle("networking.k8s.io/v1alpha1", "IPAddress ServiceCIDR", 31, 31, "networking.k8s.io/v1"),
    Lifecycle("networking.k8s.io/v1beta1", "IPAddress ServiceCIDR", 34, 37, "networking.k8s.io/v1"),
    Lifecycle("networking.k8s.io/v1beta1", "Ingress IngressClass", 19, 22, "networking.k8s.io/v1"),
    Lifecycle("node.k8s.io/v1beta1", "RuntimeClass", 22, 25, "node.k8s.io/v1"),
    Lifecycle("policy/v1beta1", "Eviction", 22, 25, "policy/v1"),
    Lifecycle("policy/v1beta1", "PodDisruptionBudget", 21, 25, "policy/v1"),
    Lifecycle("policy/v1beta1", "PodSecurityPolicy", 21, 25, ""),
    Lifecycle(
        "rbac.authorization.k8s.io/v1alpha1",
        "ClusterRole ClusterRoleBinding Role RoleBinding",
        17,
        22,
        "rbac.authorization.k8s.io/v1",
    ),
    Lifecycle(
        "rbac.authorization.k8s.io/v1beta1",
        "ClusterRole ClusterRoleBinding Role RoleBinding",
        17,
        22,
        "rbac.authorization.k8s.io/v1",
    ),
    Lifecycle("resource.k8s.io/v1alpha1", "PodScheduling ResourceClass", 27, 27, ""),
    Lifecycle("resource.k8s.io/v1alpha1", "ResourceClaim ResourceClaimTemplate", 27, 27, "resource.k8s.io/v1"),
    Lifecycle(
        "resource.k8s.io/v1alpha2",
        "PodSchedulingContext ResourceClaimParameters ResourceClass ResourceClassParameters",
        31,
        31,
        "",
    ),
    Lifecycle(
        "resource.k8s.io/v1alpha2", "ResourceClaim ResourceClaimTemplate ResourceSlice", 31, 31, "resource.k8s.io/v1"
    ),
    Lifecycle(
        "resource.k8s.io/v1alpha3",
        "DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice",
        34,
        34,
        "resource.k8s.io/v1",
    ),
    Lifecycle("resource.k8s.io/v1alpha3", "DeviceTaintRule", 36, 39, "resource.k8s.io/v1"),
    Lifecycle("resource.k8s.io/v1alpha3", "PodSchedulingContext", 32, 32, ""),
    Lifecycle(
        "resource.k8s.io/v1beta1",
        "DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice",
        35,
        38,
        "resource.k8s.io/v1",
    ),
    Lifecycle(
        "resource.k8s.io/v1beta2",
        "DeviceClass ResourceClaim ResourceClaimTemplate ResourceSlice",
        36,
        39,
        "resource.k8s.io/v1",
    ),
    Lifecycle("scheduling.k8s.io/v1alpha1", "Workload", 36, 36, "scheduling.k8s.io/v1beta1"),
    Lifecycle("scheduling.k8s.io/v1alpha2", "PodGroup Workload", 37, 37, "scheduling.k8s.io/v1beta1"),
    Lifecycle("scheduling.k8s.io/v1beta1", "PriorityClass", 14, 22, "scheduling.k8s.io/v1"),
    Lifecycle("storage.k8s.io/v1alpha1", "CSIStorageCapacity VolumeAttachment", 21, 24, "storage.k8s.io/v1"),
    Lifecycle("storage.k8s.io/v1alpha1", "VolumeAttributesClass", 32, 35, "storage.k8s.io/v1"),
    Lifecycle("storage.k8s.io/v1beta1", "CSIDriver StorageClass VolumeAttachment", 19, 22, "storage.k8s.io/v1"),
    Lifecycle("storage.k8s.io/v1beta1", "CSINode", 17, 22, "storage.k8s.io/v1"),
    Lifecycle("storage.k8s.io/v1beta1", "CSIStorageCapacity", 24, 27, "storage.k8s.io/v1"),
    Lifecycle("storage.k8s.io/v1beta1", "VolumeAttributesClass", 34, 37, "storage.k8s.io/v1"),
    Lifecycle("storagemigration.k8s.io/v1alpha1", "StorageVersionMigration", 35, 35, "storagemigration.k8s.io/v1"),
    Lifecycle("storagemigration.k8s.io/v1beta1", "StorageVersionMigration", 37, 40, "storagemigration.k8s.io/v1"),
    Lifecycle("v1", "ComponentStatus", 19, None, ""),
    Lifecycle("v1", "Endpoints", 33, None, "discovery.k8s.io/v1 (EndpointSlice)"),
)

_BY_KIND = {(one.api_version, kind): one for one in _LIFECYCLES for kind in one.kinds.split()}


def lifecycle(api_version: str, kind: str) -> Lifecycle | None:
    """Return when a version of a kind ends; None where no end is known."""
    return _BY_KIND.get((api_version, kind))
