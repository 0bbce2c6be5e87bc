"""Pods that their namespace refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import Pod
from scanner.kubernetes.pod_security import enforced, evaluate
from scanner.model import Match, Related, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="pod-security-violation",
    title="Pod is refused by the Pod Security level of its namespace",
    severity=Severity.HIGH,
    judges=Pod,
    remediation="Bring the pod to the level, or lower the level of the namespace if the pod must be as it is.",
    frameworks=("nsa-cisa/pod-security-enforcement", "owasp-k8s/K01", "owasp-k8s/K04"),
    tags=("kubernetes", "security", "correctness"),
    references=(
        "https://kubernetes.io/docs/concepts/security/pod-security-admission/",
        "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
    ),
)
def pod_security_violation(pod: Pod) -> Iterator[Match]:
    """The pod violates a control of the level that its namespace enforces.

    ## Why it matters

    The API server accepts the Deployment and then refuses every pod of it: the rollout hangs, and the reason stands in
    the events of a ReplicaSet. The pod does not start at all, which makes this high.

    ## Avoid

    ```yaml
    # in a namespace with the label pod-security.kubernetes.io/enforce: baseline
    apiVersion: v1
    kind: Pod
    metadata:
      name: cart
      namespace: shop
    spec:
      hostNetwork: true
      containers:
        - name: web
          image: registry.example.com/web:1.4.2
    ```

    ## Prefer

    ```yaml
    apiVersion: v1
    kind: Pod
    metadata:
      name: cart
      namespace: shop
    spec:
      containers:
        - name: web
          image: registry.example.com/web:1.4.2
    ```

    ## Notes

    There is one finding for each control that is violated, at the first place; the others are related places. The
    level and its version are those of the labels `pod-security.kubernetes.io/enforce` and `enforce-version` of the
    Namespace in the same scan; without a version it is the newest. A level that cannot be read counts as restricted.
    Exemptions that an administrator has configured in the API server are not known here.

    ## References

    - https://kubernetes.io/docs/concepts/security/pod-security-admission/
    - https://kubernetes.io/docs/concepts/security/pod-security-standards/
    """
    namespace = pod.object.inventory.find("", "Namespace", "", pod.namespace)
    if namespace is None:
        return
    policy = enforced(namespace)
    for violation in evaluate(pod, policy.level, policy.version):
        first, *others = violation.faults
        yield Match(
            first.path,
            f"The namespace '{pod.namespace}' refuses the pod at the Pod Security level '{policy.level}'"
            f" ({policy.version}): {first.message[0].lower()}{first.message[1:]}",
            related=(
                Related(f"The namespace enforces '{policy.level}'.", policy.label.path, namespace.document),
                *(Related(fault.message, fault.path) for fault in others),
            ),
        )
