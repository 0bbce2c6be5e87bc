"""Roles that act as somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.model import Severity
from scanner.rules.check import rule
from scanner.rules.kubernetes.access.grants import ROLES, Grant, Power, grants, judge, matches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Match

_IMPERSONATE = frozenset({"impersonate"})
_OTHERS = (
    Power("", ("users", "groups"), _IMPERSONATE, cluster_scoped=True, own_verbs=True),
    Power("", ("serviceaccounts",), _IMPERSONATE, own_verbs=True),
)
_MASTERS = "system:masters"

_TOKENS = (Power("", ("serviceaccounts/token",), frozenset({"create"})),)

_CERTIFICATES = "certificates.k8s.io"
_SIGNERS = (
    Power(_CERTIFICATES, ("signers",), frozenset({"approve", "sign"}), cluster_scoped=True, own_verbs=True),
    Power(
        _CERTIFICATES,
        ("certificatesigningrequests/approval",),
        frozenset({"patch", "update"}),
        cluster_scoped=True,
    ),
)
_SIGNS_USERS = frozenset(
    {
        "kubernetes.io/*",
        "kubernetes.io/kube-apiserver-client",
        "kubernetes.io/kube-apiserver-client-kubelet",
    }
)
"""The signers whose certificates the API server takes for a user's or a node's.
Source: https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#kubernetes-signers."""


@rule(
    id="impersonate",
    title="Role impersonates others",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=ROLES,
    remediation="Remove the verb, or name in resourceNames whom the role may act as.",
    frameworks=("cis-kubernetes/5.1.8", "nsa-cisa/role-based-access-control", "owasp-k8s/K02"),
    tags=("kubernetes", "security", "rbac"),
    references=(
        "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#impersonate-verb",
        "https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/",
    ),
)
def impersonate(role: KubernetesObject) -> Iterator[Match]:
    """A role can act as users, groups or service accounts.

    ## Why it matters

    Whoever impersonates has all that the other may do, and the group `system:masters` may do everything. The audit
    log names both, if anybody looks; which makes this high.

    ## Avoid

    ```yaml
    rules:
      - apiGroups: [""]
        resources: [users, groups]
        verbs: [impersonate]
    ```

    ## Prefer

    ```yaml
    rules:
      - apiGroups: [""]
        resources: [groups]
        resourceNames: [developers]
        verbs: [impersonate]
    ```

    ## Notes

    Rules with `resourceNames` are exempt, unless they name `system:masters`. Verbs of constrained impersonation, such
    as `impersonate:user-info`, allow no more than a second permission says, and are exempt.

    ## References

    - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#impersonate-verb
    - https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/
    """
    found = (
        grant for grant in grants(role, _OTHERS, named=True) if not grant.rule.names or _MASTERS in grant.rule.names
    )
    yield from matches(role, found, "act as others")


@rule(
    id="token-request",
    title="Role asks for the tokens of service accounts",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=ROLES,
    remediation="Name in resourceNames the service accounts for which tokens are needed.",
    frameworks=("cis-kubernetes/5.1.13", "nsa-cisa/role-based-access-control", "owasp-k8s/K02"),
    tags=("kubernetes", "security", "rbac"),
    references=("https://kubernetes.io/docs/concepts/security/rbac-good-practices/#token-request",),
)
def token_request(role: KubernetesObject) -> Iterator[Match]:
    """A role can create tokens of every service account of a namespace or of the cluster.

    ## Why it matters

    A token is the account: whoever asks for one has all that the account may do, from anywhere, for as long as it is
    valid; which makes this high.

    ## Avoid

    ```yaml
    rules:
      - apiGroups: [""]
        resources: [serviceaccounts/token]
        verbs: [create]
    ```

    ## Prefer

    ```yaml
    rules:
      - apiGroups: [""]
        resources: [serviceaccounts/token]
        resourceNames: [vault-auth]
        verbs: [create]
    ```

    ## References

    - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#token-request
    """
    yield from judge(role, _TOKENS, "ask for the tokens of service accounts")


@rule(
    id="csr-approval",
    title="Role approves certificates for users",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    kinds=("ClusterRole",),
    remediation="Name in resourceNames the signers that are meant, none of which signs for users.",
    frameworks=("cis-kubernetes/5.1.11", "nsa-cisa/role-based-access-control", "owasp-k8s/K02"),
    tags=("kubernetes", "security", "rbac"),
    references=(
        "https://kubernetes.io/docs/concepts/security/rbac-good-practices/#csrs-and-certificate-issuing",
        "https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/",
    ),
)
def csr_approval(role: KubernetesObject) -> Iterator[Match]:
    """A role can approve or sign certificates by which the API server knows users and nodes.

    ## Why it matters

    Whoever asks for a certificate and approves it is whom it names: a node, or an administrator. It cannot be revoked
    before it expires, which makes this high.

    ## Avoid

    ```yaml
    rules:
      - apiGroups: [certificates.k8s.io]
        resources: [signers]
        verbs: [approve]
    ```

    ## Prefer

    ```yaml
    rules:
      - apiGroups: [certificates.k8s.io]
        resources: [signers]
        resourceNames: [kubernetes.io/kubelet-serving]
        verbs: [approve]
    ```

    ## Notes

    An approval takes both the verb `approve` on the signer and `update` on `certificatesigningrequests/approval`. A
    role with only the second is reported too, for the first may come from another role; one whose signers are all
    named, and sign for servers only, is not.

    ## References

    - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#csrs-and-certificate-issuing
    - https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/
    """
    found = tuple(grants(role, _SIGNERS, named=True))
    signers = [grant for grant in found if grant.rule.covers_resource("signers")]
    if signers and not any(_signs_users(grant) for grant in signers):
        return
    certain = (grant for grant in found if _signs_users(grant) or grant not in signers)
    yield from matches(role, certain, "approve the certificates of users")


def _signs_users(grant: Grant) -> bool:
    return not grant.rule.names or not grant.rule.names.isdisjoint(_SIGNS_USERS)
