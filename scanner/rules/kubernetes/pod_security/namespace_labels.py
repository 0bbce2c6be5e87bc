"""Namespaces and the Pod Security level that their labels ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.kubernetes.pod_security import Level, enforced, refused_labels, unknown_labels
from scanner.model import Match, Profile, Severity
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_LABELS = (
    "https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces"
)


@rule(
    id="psa-label-invalid",
    title="Pod Security label of a namespace cannot be right",
    severity=Severity.MEDIUM,
    judges=KubernetesObject,
    kinds=("Namespace",),
    remediation="Use enforce, audit or warn with privileged, baseline or restricted, and v1.37 or latest as a version.",
    frameworks=("nsa-cisa/pod-security-enforcement", "owasp-k8s/K01"),
    tags=("kubernetes", "security", "correctness"),
    references=(_LABELS,),
)
def psa_label_invalid(namespace: KubernetesObject) -> Iterator[Match]:
    """A label `pod-security.kubernetes.io/…` of a namespace has a value that does not exist, or means nothing.

    ## Why it matters

    A level or version that does not exist makes the API server refuse the Namespace. A label that is misspelt, such as
    `enforced`, it accepts and ignores, and the namespace enforces nothing. Nobody notices the second until it is too
    late, which makes this medium.

    ## Avoid

    ```yaml
    metadata:
      labels:
        pod-security.kubernetes.io/enforced: restricted
    ```

    ## Prefer

    ```yaml
    metadata:
      labels:
        pod-security.kubernetes.io/enforce: restricted
        pod-security.kubernetes.io/enforce-version: v1.37
    ```

    ## References

    - https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces
    """
    if namespace.group:
        return
    for label in refused_labels(namespace):
        yield Match(
            label.path, f"The label '{label.path[-1]}' has a value that does not exist: the API server refuses it."
        )
    for label in unknown_labels(namespace):
        yield Match(label.path, f"The label '{label.path[-1]}' means nothing: it is ignored.", part="key")


@rule(
    id="psa-label-missing",
    title="Namespace enforces no Pod Security level",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("Namespace",),
    remediation="Add the label pod-security.kubernetes.io/enforce with baseline or restricted.",
    frameworks=("cis-kubernetes/5.2.1", "nsa-cisa/pod-security-enforcement", "owasp-k8s/K01", "owasp-k8s/K04"),
    tags=("kubernetes", "security"),
    references=(_LABELS,),
    profile=Profile.STRICT,
)
def psa_label_missing(namespace: KubernetesObject) -> Iterator[Match]:
    """A Namespace has no label `pod-security.kubernetes.io/enforce`.

    ## Why it matters

    Without it the namespace accepts any pod, a privileged one too, unless the API server is configured otherwise or
    another policy engine decides. It is a second net below the review of manifests, which makes this low.

    ## Avoid

    ```yaml
    apiVersion: v1
    kind: Namespace
    metadata:
      name: shop
      labels:
        pod-security.kubernetes.io/warn: restricted
    ```

    ## Prefer

    ```yaml
    apiVersion: v1
    kind: Namespace
    metadata:
      name: shop
      labels:
        pod-security.kubernetes.io/enforce: restricted
    ```

    ## Notes

    `warn` and `audit` alone refuse nothing.

    ## References

    - https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces
    """
    if namespace.group:
        return
    policy = enforced(namespace)
    if not policy.label.is_set:
        yield Match(policy.label.path, f"The namespace '{namespace.name}' enforces no Pod Security level.")


@rule(
    id="psa-privileged",
    title="Namespace accepts any pod",
    severity=Severity.LOW,
    judges=KubernetesObject,
    kinds=("Namespace",),
    remediation="Use baseline or restricted, and move what needs more into a namespace of its own.",
    frameworks=("cis-kubernetes/5.2.1", "nsa-cisa/pod-security-enforcement", "owasp-k8s/K01", "owasp-k8s/K04"),
    tags=("kubernetes", "security"),
    references=(_LABELS,),
    profile=Profile.STRICT,
)
def psa_privileged(namespace: KubernetesObject) -> Iterator[Match]:
    """A Namespace enforces the Pod Security level `privileged`.

    ## Why it matters

    Whoever may create pods in it can take over the nodes. Storage drivers and network plugins need that, and the label
    says that somebody has thought of it, which makes this low.

    ## Avoid

    ```yaml
    apiVersion: v1
    kind: Namespace
    metadata:
      name: shop
      labels:
        pod-security.kubernetes.io/enforce: privileged
    ```

    ## Prefer

    ```yaml
    apiVersion: v1
    kind: Namespace
    metadata:
      name: shop
      labels:
        pod-security.kubernetes.io/enforce: baseline
    ```

    ## References

    - https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces
    """
    if namespace.group:
        return
    policy = enforced(namespace)
    if policy.label.is_set and policy.level is Level.PRIVILEGED:
        yield Match(policy.label.path, f"The namespace '{namespace.name}' accepts any pod: it enforces 'privileged'.")
