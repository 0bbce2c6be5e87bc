"""Credentials for the API server in pods that may not need them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Pod
from scanner.model import Match, Related, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="automount-sa-token",
    title="Service account token is mounted",
    severity=Severity.MEDIUM,
    judges=Pod,
    remediation="Set automountServiceAccountToken to false in the pod's spec.",
    frameworks=("cis-kubernetes/5.1.6", "nsa-cisa/pod-service-account-tokens", "owasp-k8s/K01"),
    tags=("kubernetes", "security"),
    references=("https://kubernetes.io/docs/concepts/security/service-accounts/",),
)
def automount_sa_token(pod: Pod) -> Iterator[Match]:
    """The pod has the token of its ServiceAccount mounted into every container.

    ## Why it matters

    Whoever can read a file in one of the containers can speak to the API server as the pod. Most programs never do.
    What the token is good for depends on RBAC, which makes this medium.

    ## Avoid

    ```yaml
    spec:
      serviceAccountName: web
    ```

    ## Prefer

    ```yaml
    spec:
      serviceAccountName: web
      automountServiceAccountToken: false
    ```

    ## Notes

    The pod's field wins over that of its ServiceAccount. Where the pod says nothing, a ServiceAccount of the same scan
    with `automountServiceAccountToken: false` satisfies the rule. A pod whose ServiceAccount, other than `default`, is
    named by a binding of the same scan is exempt: it was given rights in order to use them, and what they are is judged
    by the rules about roles. Such a pod can mount a token where only the container that needs it sees it: a projected
    volume with `serviceAccountToken`.

    ## References

    - https://kubernetes.io/docs/concepts/security/service-accounts/
    """
    setting = pod.read("automountServiceAccountToken")
    if setting.is_false:
        return
    if setting.is_set:
        if not (setting.is_true and _has_rights(pod)):
            state = "true" if setting.is_true else "not certainly false"
            yield Match(
                setting.path,
                f"The pod mounts the token of its ServiceAccount: 'automountServiceAccountToken' is {state}.",
            )
        return
    account = pod.object.inventory.find("", "ServiceAccount", pod.namespace, pod.service_account)
    inherited = account.read("automountServiceAccountToken") if account else None
    if (inherited is not None and inherited.is_false) or _has_rights(pod):
        return
    related: tuple[Related, ...] = ()
    if account is not None and inherited is not None and inherited.is_set:
        related = (Related("The ServiceAccount mounts it.", inherited.path, account.document),)
    yield Match(
        setting.path,
        f"The pod mounts the token of the ServiceAccount '{pod.service_account}', because nothing forbids it.",
        related=related,
    )


def _has_rights(pod: Pod) -> bool:
    name = pod.service_account
    return name != "default" and pod.object.inventory.access.is_bound(pod.namespace, name)
