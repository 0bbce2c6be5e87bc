"""Roles that change ConfigMaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Profile, Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.access.grants import CHANGE, ROLES, Power, grants, judge, matches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Match

_CONFIG_MAPS = (Power("", ("configmaps",), CHANGE),)
_AWS_AUTH = "aws-auth"


@rule(
    id="manage-configmaps",
    title="Role changes all ConfigMaps",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=ROLES,
    remediation="Name the ConfigMaps in resourceNames.",
    frameworks=("nsa-cisa/role-based-access-control",),
    tags=("kubernetes", "security", "rbac"),
    profile=Profile.STRICT,
    references=("https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege",),
)
def manage_configmaps(role: KubernetesObject) -> Iterator[Match]:
    """A role can create, change or delete every ConfigMap of a namespace or of the cluster.

    ## Why it matters

    ConfigMaps configure the applications beside, and in `kube-system` the cluster's own components. Operators write
    their own and seldom name them, and a change shows in what runs, which makes this low.

    ## Avoid

    ```yaml
    rules:
      - apiGroups: [""]
        resources: [configmaps]
        verbs: [get, update]
    ```

    ## Prefer

    ```yaml
    rules:
      - apiGroups: [""]
        resources: [configmaps]
        resourceNames: [shop-leader]
        verbs: [get, update]
    ```

    ## References

    - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
    """
    yield from judge(role, _CONFIG_MAPS, "change all ConfigMaps")


@rule(
    id="manage-eks-aws-auth",
    title="Role changes who may log in to an EKS cluster",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=ROLES,
    remediation="Use EKS access entries, and leave the ConfigMap aws-auth to the pipeline.",
    frameworks=("nsa-cisa/role-based-access-control", "owasp-k8s/K02", "owasp-k8s/K08"),
    tags=("kubernetes", "security", "rbac"),
    references=("https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html",),
)
def manage_eks_aws_auth(role: KubernetesObject) -> Iterator[Match]:
    """A role can change the ConfigMap `aws-auth`.

    ## Why it matters

    On Amazon EKS the ConfigMap `aws-auth` of `kube-system` says which IAM identities are which users and groups of the
    cluster, `system:masters` included. Whoever changes it makes anybody an administrator, which makes this high.

    ## Avoid

    ```yaml
    rules:
      - apiGroups: [""]
        resources: [configmaps]
        resourceNames: [aws-auth]
        verbs: [get, update]
    ```

    ## Prefer

    ```yaml
    rules:
      - apiGroups: [""]
        resources: [configmaps]
        resourceNames: [aws-auth]
        verbs: [get]
    ```

    ## Notes

    Judged are rules that name `aws-auth`; those that allow every ConfigMap are judged by `manage-configmaps`.

    ## References

    - https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html
    """
    found = (grant for grant in grants(role, _CONFIG_MAPS, named=True) if _AWS_AUTH in grant.rule.names)
    yield from matches(role, found, "change who may log in, by the ConfigMap 'aws-auth'")
