"""Which ServiceAccount a pod runs as, and how it says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Pod
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="default-service-account",
    title="Pod speaks to the API server as the default service account",
    severity=Severity.LOW,
    judges=Pod,
    remediation="Give the workload a ServiceAccount of its own, or set automountServiceAccountToken to false.",
    frameworks=("cis-kubernetes/5.1.5", "nsa-cisa/pod-service-account-tokens"),
    tags=("kubernetes", "security"),
    references=("https://kubernetes.io/docs/concepts/security/service-accounts/#default-service-accounts",),
    profile=Profile.STRICT,
)
def default_service_account(pod: Pod) -> Iterator[Match]:
    """The pod runs as the ServiceAccount `default` and has its token mounted.

    ## Why it matters

    All pods of a namespace that name no ServiceAccount share this one: a right that is given to one of them is given
    to all, and the audit log cannot tell them apart. It has no rights of its own at first, which makes this low.

    ## Avoid

    ```yaml
    spec:
      serviceAccountName: default
    ```

    ## Prefer

    ```yaml
    spec:
      serviceAccountName: web
      automountServiceAccountToken: false
    ```

    ## Notes

    A pod without a token speaks to the API server as nobody and is not reported: one whose own
    `automountServiceAccountToken` is false, or which says nothing where that of a `default` ServiceAccount of the same
    scan is false. That a token is mounted at all is reported by `automount-sa-token`.

    ## References

    - https://kubernetes.io/docs/concepts/security/service-accounts/#default-service-accounts
    """
    if pod.service_account != "default":
        return
    mounts = pod.read("automountServiceAccountToken")
    if not mounts.is_set:
        account = pod.object.inventory.find("", "ServiceAccount", pod.namespace, "default")
        mounts = account.read("automountServiceAccountToken") if account else mounts
    if not mounts.is_false:
        name = pod.read("serviceAccountName")
        place = name if name.text or not pod.read("serviceAccount").text else pod.read("serviceAccount")
        yield Match(place.path, "The pod runs as the ServiceAccount 'default', which it shares with others.")


@rule(
    id="deprecated-serviceaccount-field",
    title="Pod names its service account in a deprecated field",
    severity=Severity.LOW,
    judges=Pod,
    remediation="Write serviceAccountName in place of serviceAccount.",
    tags=("kubernetes", "hygiene"),
    references=("https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodSpec",),
    files_only=True,
)
def deprecated_serviceaccount_field(pod: Pod) -> Iterator[Match]:
    """The pod has `serviceAccount` without the same `serviceAccountName`.

    ## Why it matters

    `serviceAccount` is a deprecated alias. Tools and people look for `serviceAccountName`, patches that set one of the
    two leave the other behind, and where they differ `serviceAccountName` wins in silence. It still works, which makes
    this low.

    ## Avoid

    ```yaml
    spec:
      serviceAccount: web
    ```

    ## Prefer

    ```yaml
    spec:
      serviceAccountName: web
    ```

    ## Notes

    The API server fills in both fields, so that an object read from a cluster has the two with the same value. That
    is not reported.

    ## References

    - https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodSpec
    """
    deprecated = pod.read("serviceAccount")
    name = pod.read("serviceAccountName")
    if not deprecated.text or deprecated.text == name.text:
        return
    if name.text:
        message = f"The deprecated 'serviceAccount' names '{deprecated.text}', but 'serviceAccountName' decides."
    else:
        message = f"The pod names the ServiceAccount '{deprecated.text}' in the deprecated field 'serviceAccount'."
    yield Match(deprecated.path, message)
