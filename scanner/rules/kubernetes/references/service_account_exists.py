"""Pods whose ServiceAccount does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Pod
from scanner.kubernetes.neighbours import is_certain
from scanner.model import Match, Severity, Unknown
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.rules.check import Judgement


@rule(
    id="service-account-exists",
    title="Pod's ServiceAccount does not exist",
    severity=Severity.MEDIUM,
    judges=Pod,
    remediation="Create the ServiceAccount in the pod's namespace, or name one that is there.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/",),
)
def service_account_exists(pod: Pod) -> Iterator[Judgement]:
    """The pod names a ServiceAccount that its namespace does not have.

    ## Why it matters

    The API server accepts the workload and then refuses each of its pods, so that a rollout hangs. What ran before goes
    on running, which makes this medium.

    ## Avoid

    ```yaml
    spec:
      serviceAccountName: crat # the ServiceAccount is cart
    ```

    ## Prefer

    ```yaml
    spec:
      serviceAccountName: cart
    ```

    ## Notes

    Every namespace has the ServiceAccount `default`. The rule decides where a ServiceAccount of the namespace lies in
    the same directory, or the scan is complete; elsewhere the answer is not known, and said so.

    ## References

    - https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
    """
    name = pod.service_account
    inventory = pod.object.inventory
    if name == "default" or inventory.find("", "ServiceAccount", pod.namespace, name):
        return
    setting = pod.read("serviceAccountName")
    written = setting if setting.text else pod.read("serviceAccount")
    if is_certain(pod.object, "", "ServiceAccount", pod.namespace):
        yield Match(
            written.path, f"The pod runs as the ServiceAccount '{name}', which the namespace '{pod.namespace}' has not."
        )
    else:
        yield Unknown(f"The ServiceAccount '{name}' of the namespace '{pod.namespace}' may not have been scanned.")
