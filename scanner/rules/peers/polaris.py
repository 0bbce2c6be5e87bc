"""The checks of Polaris."""

from __future__ import annotations

from scanner.model import Peer
from scanner.rules.peers import remarks

_EXEC = ("pod-exec",)

POLARIS = Peer(
    name="polaris",
    source="https://polaris.docs.fairwinds.com/checks/security/",
    rules={
        "automountServiceAccountToken": ("automount-sa-token",),
        "clusterrolePodExecAttach": _EXEC,
        "clusterrolebindingClusterAdmin": ("cluster-admin-binding",),
        "clusterrolebindingPodExecAttach": ("pod-exec", "role-binding-missing-role"),
        "cpuLimitsMissing": ("cpu-limit",),
        "cpuRequestsMissing": ("cpu-request",),
        "dangerousCapabilities": ("caps-add-dangerous", "caps-drop-all"),
        "deploymentMissingReplicas": ("min-replicas",),
        "hostIPCSet": ("host-ipc",),
        "hostNetworkSet": ("host-network",),
        "hostPIDSet": ("host-pid",),
        "hostPathSet": ("docker-sock", "host-path", "sensitive-host-path"),
        "hostPortSet": ("host-port",),
        "hostProcess": ("windows-host-process",),
        "hpaMaxAvailability": ("hpa-min-ne-max",),
        "hpaMinAvailability": ("hpa-min-replicas",),
        "insecureCapabilities": ("caps-add-dangerous", "caps-add-beyond-baseline", "caps-drop-all"),
        "linuxHardening": ("apparmor-unconfined", "caps-drop-all", "seccomp-not-set"),
        "livenessProbeMissing": ("liveness-probe",),
        "memoryLimitsMissing": ("memory-limit",),
        "memoryRequestsMissing": ("memory-request",),
        "metadataAndInstanceMismatched": ("instance-label-mismatch",),
        "missingNetworkPolicy": ("pod-has-networkpolicy", "pod-half-isolated"),
        "missingPodDisruptionBudget": ("pdb-exists",),
        "notReadOnlyRootFilesystem": ("read-only-root-fs",),
        "pdbDisruptionsIsZero": ("pdb-blocks-eviction",),
        "pdbMinAvailableGreaterThanHPAMinReplicas": ("pdb-blocks-eviction",),
        "priorityClassNotSet": ("priority-class",),
        "privilegeEscalationAllowed": ("allow-privilege-escalation",),
        "procMount": ("proc-mount",),
        "pullPolicyNotAlways": ("pull-policy-always",),
        "readinessProbeMissing": ("readiness-probe",),
        "rolePodExecAttach": _EXEC,
        "rolebindingClusterAdminClusterRole": ("admin-role-binding",),
        "rolebindingClusterAdminRole": ("admin-role-binding",),
        "rolebindingClusterRolePodExecAttach": ("pod-exec", "role-binding-missing-role"),
        "rolebindingRolePodExecAttach": ("pod-exec", "role-binding-missing-role"),
        "runAsPrivileged": ("privileged",),
        "runAsRootAllowed": ("run-as-root", "run-as-user-zero"),
        "sensitiveConfigmapContent": ("configmap-secrets",),
        "sensitiveContainerEnvVar": ("env-var-secret-literal",),
        "tagNotSpecified": ("image-tag",),
        "tlsSettingsMissing": ("ingress-tls",),
        "topologySpreadConstraint": ("anti-affinity", "topology-spread"),
    },
    remarks={
        "clusterrolebindingPodExecAttach": remarks.ROLE,
        "linuxHardening": remarks.HARDENING,
        "pdbMinAvailableGreaterThanHPAMinReplicas": remarks.BUDGET,
        "rolebindingClusterRolePodExecAttach": remarks.ROLE,
        "rolebindingRolePodExecAttach": remarks.ROLE,
        "topologySpreadConstraint": "Either a constraint or an anti-affinity satisfies ours.",
    },
)
