"""Checks of peers that cover our counterpart wholly, so that a suppression of the one may suppress the other.

A check is listed where everything that our rules for it report, on the kinds and in the lists of containers named here,
is reported by the check as well. Read in the source of checkov 3.3.30, ``checkov/kubernetes/checks/resource``, and of
kube-linter, ``pkg/templates``. Left out is what judges less than ours, such as ``CKV_K8S_49``, which looks at the first
rule of a role alone, ``CKV_K8S_15``, which passes images with a digest, or ``CKV_K8S_10``, which gives no verdict on a
container with limits and no requests.

checkov takes some void values for set that we report: ``all`` in small letters, a limit that is no quantity, a probe
without a handler. They are the matter of the same check, and a suppression of it covers them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORKLOADS = frozenset(
    {
        *("CronJob", "DaemonSet", "Deployment", "Job", "Pod", "ReplicaSet", "ReplicationController", "StatefulSet"),
    }
)
_SERVING = _WORKLOADS - {"CronJob", "Job"}

CONTAINER_LISTS = frozenset({"containers", "ephemeralContainers", "initContainers"})
_MAIN = frozenset({"containers"})
_LISTS = _MAIN | {"initContainers"}


@dataclass(frozen=True, slots=True)
class Cover:
    """What a check looks at."""

    kinds: frozenset[str] = _WORKLOADS
    """Kinds of Kubernetes itself."""
    lists: frozenset[str] = _LISTS
    """The lists of containers."""


_DEFAULT = Cover()
_PROBES = Cover(_SERVING, _MAIN)

COVERS: Mapping[str, Mapping[str, Cover]] = {
    "checkov": {
        "CKV_K8S_8": _PROBES,
        "CKV_K8S_9": _PROBES,
        "CKV_K8S_11": _DEFAULT,
        "CKV_K8S_13": _DEFAULT,
        "CKV_K8S_14": _DEFAULT,
        "CKV_K8S_16": _DEFAULT,
        "CKV_K8S_17": _DEFAULT,
        "CKV_K8S_18": _DEFAULT,
        "CKV_K8S_19": _DEFAULT,
        "CKV_K8S_20": _DEFAULT,
        "CKV_K8S_21": Cover(_WORKLOADS | {"ConfigMap", "Ingress", "Secret", "Service", "ServiceAccount"}),
        "CKV_K8S_22": _DEFAULT,
        "CKV_K8S_25": _DEFAULT,
        "CKV_K8S_26": _DEFAULT,
        "CKV_K8S_33": _DEFAULT,
        "CKV_K8S_34": _DEFAULT,
        "CKV_K8S_35": _DEFAULT,
        "CKV_K8S_37": _DEFAULT,
        "CKV_K8S_38": _DEFAULT,
        "CKV_K8S_43": _DEFAULT,
    },
    "kube-linter": {
        "deprecated-service-account-field": _DEFAULT,
        "host-ipc": _DEFAULT,
        "host-network": _DEFAULT,
        "host-pid": _DEFAULT,
        "no-liveness-probe": _PROBES,
        "no-read-only-root-fs": _DEFAULT,
        "no-readiness-probe": _PROBES,
        "privileged-container": _DEFAULT,
    },
}
"""By the peer's name and the check's id. Peers that are not here cannot give a reason with a suppression: kube-score's
``kube-score/ignore`` and Polaris's ``…-exempt`` have no place for one."""
