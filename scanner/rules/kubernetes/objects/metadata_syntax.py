"""Names, labels and annotations that the API server refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.kubernetes import KubernetesObject
from scanner.kubernetes.names import (
    ANNOTATIONS_SIZE,
    is_dns_label,
    is_dns_subdomain,
    is_label_value,
    is_path_segment,
    is_qualified_name,
)
from scanner.model import Match, Severity, Unknown
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scanner.kubernetes import Setting
    from scanner.rules.check import Judgement

_NAMED_AS: dict[str, tuple[str, Callable[[str], bool]]] = {
    **dict.fromkeys(("Namespace", "Service"), ("a DNS label", is_dns_label)),
    **dict.fromkeys(
        ("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"), ("a segment of a path", is_path_segment)
    ),
    **dict.fromkeys(
        (
            *("ConfigMap", "CronJob", "CustomResourceDefinition", "DaemonSet", "Deployment", "Endpoints", "Ingress"),
            *("HorizontalPodAutoscaler", "IngressClass", "Job", "LimitRange", "NetworkPolicy", "PersistentVolume"),
            *("PersistentVolumeClaim", "Pod", "PodDisruptionBudget", "PriorityClass", "ReplicaSet", "ResourceQuota"),
            *("ReplicationController", "Secret", "ServiceAccount", "StatefulSet", "StorageClass"),
        ),
        ("a DNS subdomain", is_dns_subdomain),
    ),
}
"""What the name of an object of Kubernetes' own kinds must be. Other kinds have rules of their own."""

_GROUPS = frozenset(
    {
        *("", "apiextensions.k8s.io", "apps", "autoscaling", "batch", "networking.k8s.io", "policy"),
        *("rbac.authorization.k8s.io", "scheduling.k8s.io", "storage.k8s.io"),
    }
)


@rule(
    id="invalid-name",
    title="Object has a name that the API server refuses",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    remediation="Use lower-case letters, digits and hyphens, beginning and ending with a letter or digit.",
    tags=("kubernetes", "correctness"),
    references=("https://kubernetes.io/docs/concepts/overview/working-with-objects/names/",),
)
def invalid_name(item: KubernetesObject) -> Iterator[Judgement]:
    """The name or namespace of the object is missing or has characters that it must not have.

    ## Why it matters

    The API server refuses the object, so that the change does not arrive. It never works, which makes this high.

    ## Avoid

    ```yaml
    kind: ConfigMap
    metadata:
      name: Shop_Settings
    ```

    ## Prefer

    ```yaml
    kind: ConfigMap
    metadata:
      name: shop-settings
    ```

    ## Notes

    Names of Namespaces and Services are DNS labels of at most 63 characters, those of most kinds DNS subdomains of at
    most 253, those of roles and bindings anything without `/` and `%`. Judged are the common kinds of Kubernetes
    itself. A name with a placeholder such as `${NAME}` is not known, and said so.

    ## References

    - https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
    """
    if item.kind in _NAMED_AS and item.group in _GROUPS:
        what, accepts = _NAMED_AS[item.kind]
        name, prefix = item.read("metadata", "name"), item.read("metadata", "generateName")
        if name.text:
            yield from _judge_name(item, name, accepts(name.text), what)
        elif prefix.text:
            yield from _judge_name(item, prefix, accepts(f"{prefix.text}x"), what)
        elif not name.is_set and not name.malformed:
            yield Match(name.path, f"{item.kind} without a name is refused by the API server.")
    namespace = item.read("metadata", "namespace")
    if namespace.text:
        yield from _judge_name(item, namespace, is_dns_label(namespace.text), "a DNS label")


def _judge_name(item: KubernetesObject, name: Setting, accepted: bool, what: str) -> Iterator[Judgement]:
    if accepted:
        return
    if _is_placeholder(name.text):
        yield Unknown(f"{item.kind} has a placeholder in its {name.path[-1]}.")
    else:
        yield Match(name.path, f"'{_shown(name.text)}' is not {what}, as the {name.path[-1]} of {item.kind} must be.")


def _is_placeholder(text: str) -> bool:
    return "$" in text or "{{" in text


def _shown(text: str) -> str:
    most = 80
    return text if len(text) <= most else f"{text[:most]}…"


@rule(
    id="invalid-label",
    title="Label is one that the API server refuses",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    remediation="Use at most 63 letters, digits, hyphens, underscores and dots; keep other text in annotations.",
    tags=("kubernetes", "correctness"),
    references=("https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set",),
)
def invalid_label(item: KubernetesObject) -> Iterator[Judgement]:
    """The key or the value of a label, of the object or of its pod template, breaks the syntax of labels.

    ## Why it matters

    The API server refuses the object, so that the change does not arrive. It never works, which makes this high.

    ## Avoid

    ```yaml
    metadata:
      labels:
        owner: Shop Team <shop@example.com>
    ```

    ## Prefer

    ```yaml
    metadata:
      labels:
        owner: shop-team
    ```

    ## Notes

    A value that is no string is left to the schema. A value with a placeholder such as `${NAME}` is not known, and
    said so.

    ## References

    - https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
    """
    own = item.read("metadata", "labels")
    templates = (pod.root.read("metadata", "labels") for pod in item.pods)
    places = {labels.path: labels for labels in (own, *templates)}
    for labels in places.values():
        for key, value in labels.mapping.items():
            path = (*labels.path, key)
            if not is_qualified_name(key):
                yield _refused(key, Match(path, f"'{_shown(key)}' is not the key of a label.", "key"))
            elif isinstance(value, str) and not is_label_value(value):
                yield _refused(value, Match(path, f"'{_shown(value)}' is not the value of a label ('{key}')."))


def _refused(text: str, match: Match) -> Judgement:
    return Unknown("A label has a placeholder in it.") if _is_placeholder(text) else match


@rule(
    id="invalid-annotation",
    title="Annotation is one that the API server refuses",
    severity=Severity.HIGH,
    judges=KubernetesObject,
    remediation="Give the annotation a key of at most 63 letters, digits, hyphens, underscores and dots.",
    tags=("kubernetes", "correctness"),
    references=(
        "https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/#syntax-and-character-set",
    ),
)
def invalid_annotation(item: KubernetesObject) -> Iterator[Judgement]:
    """The key of an annotation breaks its syntax, or the annotations of an object exceed 256 KiB.

    ## Why it matters

    The API server refuses the object, so that the change does not arrive. It never works, which makes this high.

    ## Avoid

    ```yaml
    metadata:
      annotations:
        "on call": "+49 30 1234567"
    ```

    ## Prefer

    ```yaml
    metadata:
      annotations:
        example.com/on-call: "+49 30 1234567"
    ```

    ## Notes

    Judged are the annotations of the object and of its pod templates. A key with a placeholder such as `${NAME}` is
    not known, and said so.

    ## References

    - https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/#syntax-and-character-set
    """
    own = item.read("metadata", "annotations")
    templates = (pod.root.read("metadata", "annotations") for pod in item.pods)
    places = {written.path: written for written in (own, *templates)}
    for written in places.values():
        for key in written.mapping:
            # The API server compares in lower case: unlike a label's, the prefix may have capitals.
            if not is_qualified_name(key.lower()):
                match = Match((*written.path, key), f"'{_shown(key)}' is not the key of an annotation.", "key")
                yield _refused_annotation(key, match)
        size = sum(len(key.encode()) + len(value.encode()) for key, value in written.string_map().items())
        if size > ANNOTATIONS_SIZE:
            yield Match(written.path, f"{item.title} has {size} bytes of annotations, above {ANNOTATIONS_SIZE}.")


def _refused_annotation(key: str, match: Match) -> Judgement:
    return Unknown("An annotation has a placeholder in its key.") if _is_placeholder(key) else match
