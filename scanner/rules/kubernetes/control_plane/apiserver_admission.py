"""What kube-apiserver admits, and what it writes down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Component
from scanner.model import Profile, Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.control_plane import tables_apiserver as tables
from scanner.rules.kubernetes.control_plane.controls import cis, judge_flags

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.rules.check import Judgement


@rule(
    id="apiserver-admission-plugins",
    title="API server admits what it should refuse",
    severity=Severity.MEDIUM,
    judges=Component,
    kinds=("kube-apiserver",),
    remediation="Enable NodeRestriction, and leave the plugins that are on by default on.",
    frameworks=(*cis(tables.ADMISSION), "nsa-cisa/control-plane-hardening", "owasp-k8s/K07"),
    tags=("kubernetes", "security", "control-plane"),
    references=(
        "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",
        "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/",
    ),
)
def apiserver_admission_plugins(component: Component) -> Iterator[Judgement]:
    """The plugin `AlwaysAdmit` is on, `NodeRestriction` is not, or one that is on by default is off.

    ## Why it matters

    Admission is what keeps a kubelet to its own node, gives pods their service accounts, and empties namespaces that
    are gone. It takes a client that is logged in, which makes this medium.

    ## Avoid

    ```yaml
    command:
      - kube-apiserver
      - --enable-admission-plugins=AlwaysAdmit
    ```

    ## Prefer

    ```yaml
    command:
      - kube-apiserver
      - --enable-admission-plugins=NodeRestriction
    ```

    ## Notes

    What kubeadm's ClusterConfiguration says is judged as well. Where a shell script starts the component, or a value
    comes from elsewhere, the answer is not known, and said so.

    ## References

    - https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
    - https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/
    """
    yield from judge_flags(component, tables.ADMISSION)


@rule(
    id="apiserver-optional-admission-plugins",
    title="API server leaves out optional admission plugins",
    severity=Severity.LOW,
    judges=Component,
    kinds=("kube-apiserver",),
    remediation="Enable those that the cluster needs.",
    frameworks=(*cis(tables.OPTIONAL_ADMISSION), "nsa-cisa/control-plane-hardening", "owasp-k8s/K07"),
    tags=("kubernetes", "security", "control-plane"),
    profile=Profile.STRICT,
    references=(
        "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",
        "https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/",
    ),
)
def apiserver_optional_admission_plugins(component: Component) -> Iterator[Judgement]:
    """`DenyServiceExternalIPs`, `EventRateLimit` or `AlwaysPullImages` is not enabled.

    ## Why it matters

    They keep Services from claiming addresses, clients from flooding the server, and pods from using images without the
    right to pull them. Not every cluster needs each of them, which makes this low.

    ## Avoid

    ```yaml
    command:
      - kube-apiserver
      - --enable-admission-plugins=NodeRestriction
    ```

    ## Prefer

    ```yaml
    command:
      - kube-apiserver
      - --enable-admission-plugins=NodeRestriction,DenyServiceExternalIPs,EventRateLimit,AlwaysPullImages
    ```

    ## Notes

    The benchmark asks for them to be reviewed by hand. What kubeadm's ClusterConfiguration says is judged as well.
    Where a shell script starts the component, or a value comes from elsewhere, the answer is not known, and said so.

    ## References

    - https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
    - https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/
    """
    yield from judge_flags(component, tables.OPTIONAL_ADMISSION)


@rule(
    id="apiserver-audit-log",
    title="API server keeps no audit log",
    severity=Severity.MEDIUM,
    judges=Component,
    kinds=("kube-apiserver",),
    remediation="Set --audit-policy-file and --audit-log-path, and keep at least 30 days, 10 files and 100 MB a file.",
    frameworks=(*cis(tables.AUDIT), "nsa-cisa/audit-logging", "owasp-k8s/K10"),
    tags=("kubernetes", "security", "control-plane"),
    references=(
        "https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/",
        "https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/",
    ),
)
def apiserver_audit_log(component: Component) -> Iterator[Judgement]:
    """The API server writes no audit log, has no policy for it, or keeps it too short.

    ## Why it matters

    Without it nobody can tell afterwards who did what; it hinders the defence rather than helps the attack, which makes
    this medium.

    ## Avoid

    ```yaml
    command:
      - kube-apiserver
      - --audit-log-path=/var/log/kubernetes/audit.log
      - --audit-log-maxage=3
    ```

    ## Prefer

    ```yaml
    command:
      - kube-apiserver
      - --audit-policy-file=/etc/kubernetes/audit-policy.yaml
      - --audit-log-path=/var/log/kubernetes/audit.log
      - --audit-log-maxage=30
    ```

    ## Notes

    The bounds are judged where they are given: what releases do without them is more. Where a webhook takes the events,
    the path of the log is not asked for. What kubeadm's ClusterConfiguration says is judged as well. Where a shell
    script starts the component, or a value comes from elsewhere, the answer is not known, and said so.

    ## References

    - https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/
    - https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/
    """
    yield from judge_flags(component, tables.AUDIT)
