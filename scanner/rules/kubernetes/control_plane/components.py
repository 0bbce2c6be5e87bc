"""What the components of the control plane have in common, and the controllers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Component
from scanner.model import Profile, Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.control_plane import tables_others as tables
from scanner.rules.kubernetes.control_plane.controls import cis, judge_flags

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.rules.check import Judgement


@rule(
    id="control-plane-profiling",
    title="Component serves profiles of itself",
    severity=Severity.LOW,
    judges=Component,
    kinds=("kube-apiserver", "kube-controller-manager", "kube-scheduler"),
    remediation="Set --profiling=false.",
    frameworks=(
        *cis(tuple(control for table in tables.PROFILING.values() for control in table)),
        "nsa-cisa/control-plane-hardening",
        "owasp-k8s/K07",
    ),
    tags=("kubernetes", "security", "control-plane"),
    references=("https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",),
)
def control_plane_profiling(component: Component) -> Iterator[Judgement]:
    """kube-apiserver, kube-controller-manager or kube-scheduler serves profiles.

    ## Why it matters

    A profile tells how the program works and what it is doing, and taking one costs time; one has to be logged in to
    ask for it, which makes this low.

    ## Avoid

    ```yaml
    command:
      - kube-scheduler
      - --profiling=true
    ```

    ## Prefer

    ```yaml
    command:
      - kube-scheduler
      - --profiling=false
    ```

    ## Notes

    The default is true. Where kube-scheduler reads its settings from the file of `--config`, the answer is not known,
    and said so.

    ## References

    - https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
    """
    yield from judge_flags(component, tables.PROFILING[component.kind])


@rule(
    id="control-plane-bind-address",
    title="Controllers or scheduler serve other nodes",
    severity=Severity.LOW,
    judges=Component,
    kinds=("kube-controller-manager", "kube-scheduler"),
    remediation="Set --bind-address=127.0.0.1.",
    frameworks=(
        *cis(tuple(control for table in tables.BIND_ADDRESS.values() for control in table)),
        "nsa-cisa/control-plane-hardening",
        "owasp-k8s/K06",
    ),
    tags=("kubernetes", "security", "control-plane"),
    references=(
        "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/",
        "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-scheduler/",
    ),
)
def control_plane_bind_address(component: Component) -> Iterator[Judgement]:
    """kube-controller-manager or kube-scheduler listens on another address than the loopback.

    ## Why it matters

    Their metrics and health concern the node they run on alone; a port that nobody else reaches needs no defence. What
    it serves asks for a login, which makes this low.

    ## Avoid

    ```yaml
    command:
      - kube-scheduler
      - --bind-address=0.0.0.0
    ```

    ## Prefer

    ```yaml
    command:
      - kube-scheduler
      - --bind-address=127.0.0.1
    ```

    ## Notes

    The default is every address. A Prometheus that scrapes them from another node needs it otherwise. What kubeadm's
    ClusterConfiguration says is judged as well. Where a shell script starts the component, or a value comes from
    elsewhere, the answer is not known, and said so.

    ## References

    - https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/
    - https://kubernetes.io/docs/reference/command-line-tools-reference/kube-scheduler/
    """
    yield from judge_flags(component, tables.BIND_ADDRESS[component.kind])


@rule(
    id="controller-manager-credentials",
    title="Controllers share one set of permissions",
    severity=Severity.MEDIUM,
    judges=Component,
    kinds=("kube-controller-manager",),
    remediation="Set --use-service-account-credentials=true, --service-account-private-key-file and --root-ca-file.",
    frameworks=(*cis(tables.CONTROLLERS), "nsa-cisa/control-plane-hardening", "owasp-k8s/K07"),
    tags=("kubernetes", "security", "control-plane"),
    references=("https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/",),
)
def controller_manager_credentials(component: Component) -> Iterator[Judgement]:
    """kube-controller-manager does not use a service account for each controller, or lacks the keys that accounts need.

    ## Why it matters

    Without accounts of their own, a fault in one controller has the permissions of all; without the keys, pods get no
    tokens, or cannot check the API server. It takes such a fault, which makes this medium.

    ## Avoid

    ```yaml
    command:
      - kube-controller-manager
      - --use-service-account-credentials=false
    ```

    ## Prefer

    ```yaml
    command:
      - kube-controller-manager
      - --use-service-account-credentials=true
      - --service-account-private-key-file=/etc/kubernetes/pki/sa.key
      - --root-ca-file=/etc/kubernetes/pki/ca.crt
    ```

    ## Notes

    What kubeadm's ClusterConfiguration says is judged as well. Where a shell script starts the component, or a value
    comes from elsewhere, the answer is not known, and said so.

    ## References

    - https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/
    """
    yield from judge_flags(component, tables.CONTROLLERS)


@rule(
    id="controller-manager-pod-gc",
    title="Controllers keep pods that have ended",
    severity=Severity.LOW,
    judges=Component,
    kinds=("kube-controller-manager",),
    remediation="Set --terminated-pod-gc-threshold to what the cluster bears.",
    frameworks=(*cis(tables.POD_GARBAGE), "nsa-cisa/control-plane-hardening"),
    tags=("kubernetes", "security", "control-plane"),
    profile=Profile.STRICT,
    references=("https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/",),
)
def controller_manager_pod_gc(component: Component) -> Iterator[Judgement]:
    """kube-controller-manager has no `--terminated-pod-gc-threshold`.

    ## Why it matters

    By default 12500 pods that have ended are kept, which slow down whoever lists pods. The benchmark asks for a number
    that fits the cluster, which makes this low.

    ## Avoid

    ```yaml
    command:
      - kube-controller-manager
      - --root-ca-file=/etc/kubernetes/pki/ca.crt
    ```

    ## Prefer

    ```yaml
    command:
      - kube-controller-manager
      - --terminated-pod-gc-threshold=1000
    ```

    ## Notes

    What kubeadm's ClusterConfiguration says is judged as well. Where a shell script starts the component, or a value
    comes from elsewhere, the answer is not known, and said so.

    ## References

    - https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/
    """
    yield from judge_flags(component, tables.POD_GARBAGE)
