"""The controls of the Pod Security Standards, with the version of each change.

Source: kubernetes/pod-security-admission v0.37.2, the ``Check…`` functions of ``policy/check_*.go``. What upstream
relaxed behind a feature gate that was never on by default is not relaxed here, as in that release.
"""

from __future__ import annotations

from scanner.kubernetes.pod_security import host, kernel, privileges, profiles, volumes
from scanner.kubernetes.pod_security.control import Control, Revision, user_namespace_pods, windows_pods
from scanner.kubernetes.pod_security.standard import Level

APPARMOR_PROFILE = Control(
    "appArmorProfile",
    Level.BASELINE,
    (Revision(0, container=profiles.apparmor_profile),),
)

CAPABILITIES_BASELINE = Control(
    "capabilities_baseline",
    Level.BASELINE,
    (Revision(0, container=privileges.baseline_capabilities),),
)

HOST_NAMESPACES = Control("hostNamespaces", Level.BASELINE, (Revision(0, pod=host.host_namespaces),))

HOST_PATH_VOLUMES = Control("hostPathVolumes", Level.BASELINE, (Revision(0, pod=host.host_path_volumes),))

HOST_PORTS = Control("hostPorts", Level.BASELINE, (Revision(0, container=host.host_ports),))

HOST_PROBES_AND_LIFECYCLE = Control(
    "hostProbesAndHostLifecycle",
    Level.BASELINE,
    (Revision(34, container=host.host_probes_and_lifecycle),),
)

PRIVILEGED = Control("privileged", Level.BASELINE, (Revision(0, container=privileges.privileged),))

PROC_MOUNT = Control(
    "procMount",
    Level.BASELINE,
    (
        Revision(0, container=kernel.proc_mount),
        Revision(35, container=kernel.proc_mount, exempts=user_namespace_pods),
    ),
)

SECCOMP_BASELINE = Control(
    "seccompProfile_baseline",
    Level.BASELINE,
    (Revision(0, container=profiles.seccomp_annotations), Revision(19, container=profiles.seccomp_profile)),
)

SELINUX_OPTIONS = Control(
    "seLinuxOptions",
    Level.BASELINE,
    (Revision(0, container=profiles.selinux_options), Revision(31, container=profiles.selinux_options_1_31)),
)

SYSCTLS = Control(
    "sysctls",
    Level.BASELINE,
    (
        Revision(0, pod=kernel.sysctls(kernel.SAFE_SYSCTLS_1_0)),
        Revision(27, pod=kernel.sysctls(kernel.SAFE_SYSCTLS_1_27)),
        Revision(29, pod=kernel.sysctls(kernel.SAFE_SYSCTLS_1_29)),
        Revision(32, pod=kernel.sysctls(kernel.SAFE_SYSCTLS_1_32)),
        Revision(37, pod=kernel.sysctls(kernel.SAFE_SYSCTLS_1_37)),
    ),
)

WINDOWS_HOST_PROCESS = Control(
    "windowsHostProcess",
    Level.BASELINE,
    (Revision(0, container=host.windows_host_process),),
)

ALLOW_PRIVILEGE_ESCALATION = Control(
    "allowPrivilegeEscalation",
    Level.RESTRICTED,
    (
        Revision(8, container=privileges.allow_privilege_escalation),
        Revision(25, container=privileges.allow_privilege_escalation, exempts=windows_pods),
    ),
)

CAPABILITIES_RESTRICTED = Control(
    "capabilities_restricted",
    Level.RESTRICTED,
    (
        Revision(22, container=privileges.restricted_capabilities),
        Revision(25, container=privileges.restricted_capabilities, exempts=windows_pods),
    ),
    replaces="capabilities_baseline",
)

PROC_MOUNT_RESTRICTED = Control(
    "procMount_restricted",
    Level.RESTRICTED,
    (Revision(35, container=kernel.proc_mount),),
    replaces="procMount",
)

RESTRICTED_VOLUMES = Control(
    "restrictedVolumes",
    Level.RESTRICTED,
    (Revision(0, pod=volumes.restricted_volumes),),
    replaces="hostPathVolumes",
)

RUN_AS_NON_ROOT = Control(
    "runAsNonRoot",
    Level.RESTRICTED,
    (
        Revision(0, container=privileges.run_as_non_root),
        Revision(35, container=privileges.run_as_non_root, exempts=user_namespace_pods),
    ),
)

RUN_AS_USER = Control(
    "runAsUser",
    Level.RESTRICTED,
    (
        Revision(23, container=privileges.run_as_user),
        Revision(35, container=privileges.run_as_user, exempts=user_namespace_pods),
    ),
)

SECCOMP_RESTRICTED = Control(
    "seccompProfile_restricted",
    Level.RESTRICTED,
    (
        Revision(19, container=profiles.seccomp_profile_required),
        Revision(25, container=profiles.seccomp_profile_required, exempts=windows_pods),
    ),
    replaces="seccompProfile_baseline",
)

CONTROLS = (
    APPARMOR_PROFILE,
    CAPABILITIES_BASELINE,
    HOST_NAMESPACES,
    HOST_PATH_VOLUMES,
    HOST_PORTS,
    HOST_PROBES_AND_LIFECYCLE,
    PRIVILEGED,
    PROC_MOUNT,
    SECCOMP_BASELINE,
    SELINUX_OPTIONS,
    SYSCTLS,
    WINDOWS_HOST_PROCESS,
    ALLOW_PRIVILEGE_ESCALATION,
    CAPABILITIES_RESTRICTED,
    PROC_MOUNT_RESTRICTED,
    RESTRICTED_VOLUMES,
    RUN_AS_NON_ROOT,
    RUN_AS_USER,
    SECCOMP_RESTRICTED,
)
"""All of them: those of baseline first, by id."""
