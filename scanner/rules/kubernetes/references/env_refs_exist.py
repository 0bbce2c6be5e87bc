"""Pods that need a ConfigMap or a Secret that does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject, Pod
from scanner.kubernetes.neighbours import is_certain
from scanner.model import Match, Related, Severity, Unknown
from scanner.rules.check import rule
from scanner.rules.kubernetes.references.config_references import Reference, config_references

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import Inventory
    from scanner.rules.check import Judgement

_MADE_BY_CLUSTER = frozenset({"kube-root-ca.crt", "openshift-service-ca.crt"})
"""The ConfigMaps that controllers of Kubernetes and OpenShift put into every namespace."""


@rule(
    id="env-refs-exist",
    title="ConfigMap or Secret that the pod needs does not exist",
    severity=Severity.MEDIUM,
    judges=Pod,
    remediation="Create the object or the key, correct its name, or mark the reference optional.",
    tags=("kubernetes", "reliability"),
    references=("https://kubernetes.io/docs/concepts/configuration/configmap/",),
)
def env_refs_exist(pod: Pod) -> Iterator[Judgement]:
    """An environment variable or a volume is taken from a ConfigMap or Secret, or from a key of one, that is not there.

    ## Why it matters

    The container is not started until it appears: a rollout hangs with `CreateContainerConfigError`. What ran before
    goes on running, which makes this medium.

    ## Avoid

    ```yaml
    env:
      - name: LOG_LEVEL
        valueFrom:
          configMapKeyRef:
            name: cart
            key: loglevel # the key is log-level
    ```

    ## Prefer

    ```yaml
    env:
      - name: LOG_LEVEL
        valueFrom:
          configMapKeyRef:
            name: cart
            key: log-level
    ```

    ## Notes

    A key that is missing in an object that was scanned is always reported. That a ConfigMap is missing is decided where
    a ConfigMap of the namespace lies in the same directory, or the scan is complete. Secrets are rarely kept beside
    manifests, even where everything else is: that one is missing is decided only where the scan is complete and holds
    another Secret of the namespace. Elsewhere the answer is not known, and said so. References with `optional: true`
    are exempt.

    ## References

    - https://kubernetes.io/docs/concepts/configuration/configmap/
    """
    inventory, namespace = pod.object.inventory, pod.namespace
    unknown: dict[tuple[str, str], None] = {}
    for reference in config_references(pod):
        found = inventory.find("", reference.kind, namespace, reference.name.text)
        if found is not None and found.kind == "Secret" and found.document.source.live:
            if any(key.text for key in reference.keys):
                yield Unknown(f"Of the Secret '{found.name}' in the cluster nothing but the name is read.")
        elif found is not None:
            yield from _judge_keys(reference, found)
        elif reference.name.text in _MADE_BY_CLUSTER:
            continue
        elif _is_missing(pod, reference, inventory):
            yield Match(
                reference.name.path,
                f"{reference.user} needs the {reference.kind} '{reference.name.text}',"
                f" which the namespace '{namespace}' does not have.",
            )
        else:
            unknown[reference.kind, reference.name.text] = None
    for kind, name in unknown:
        yield Unknown(f"The {kind} '{name}' of the namespace '{namespace}' may not have been scanned.")


def _is_missing(pod: Pod, reference: Reference, inventory: Inventory) -> bool:
    """Say whether it is certain that the object is not there: nobody may make it, and its like is here."""
    if inventory.custom_resources_named(pod.namespace, reference.name.text):
        return False
    if reference.kind == "Secret":
        return inventory.scope_complete and bool(inventory.of_kind("", "Secret", pod.namespace))
    return is_certain(pod.object, "", reference.kind, pod.namespace)


def _judge_keys(reference: Reference, found: KubernetesObject) -> Iterator[Match]:
    parts = ("data", "binaryData", "stringData")
    present = {key for part in parts for key in found.read(part).mapping}
    for key in reference.keys:
        if key.text and key.text not in present:
            yield Match(
                key.path,
                f"{reference.user} needs the key '{key.text}' of the {found.kind} '{found.name}', which has none such.",
                related=(Related(f"{found.title} has these keys.", ("data",), found.document, "entry"),),
            )
