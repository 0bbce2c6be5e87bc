"""All Kubernetes objects of a scan, with indexes for the questions that one object asks about the others."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

from scanner.kubernetes.label_index import LabelIndex
from scanner.kubernetes.object import KubernetesObject
from scanner.kubernetes.scope import BUILTIN_GROUPS, builtin_is_namespaced
from scanner.kubernetes.selector import LabelSelector
from scanner.model import DocumentKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.kubernetes.pod import Pod
    from scanner.model import Document

RBAC = "rbac.authorization.k8s.io"
NETWORKING = "networking.k8s.io"

_AUTOSCALERS = (("autoscaling", "HorizontalPodAutoscaler"), ("keda.sh", "ScaledObject"))


@dataclass(frozen=True, eq=False)
class Inventory:
    """The objects of a scan. Not slotted: each index is built when it is first needed, and kept."""

    documents: tuple[Document, ...]
    """Kubernetes documents, in the order in which they were read."""
    scope_complete: bool = False
    """Whether nothing that matters lies outside: what is not here does not exist."""

    @classmethod
    def of(cls, documents: Iterable[Document], *, scope_complete: bool = False) -> Self:
        """Make an inventory of the Kubernetes documents among ``documents``."""
        kubernetes = tuple(document for document in documents if document.kind is DocumentKind.KUBERNETES)
        return cls(kubernetes, scope_complete)

    @cached_property
    def objects(self) -> tuple[KubernetesObject, ...]:
        """Every object, in document order."""
        return tuple(KubernetesObject(document, self) for document in self.documents)

    def is_namespaced(self, group: str, kind: str) -> bool | None:
        """Return whether objects of this kind live in a namespace; None where nobody says so."""
        known = builtin_is_namespaced(group, kind)
        return self._custom_kinds.get((group, kind)) if known is None else known

    def find(self, group: str, kind: str, namespace: str, name: str) -> KubernetesObject | None:
        """Return the first object of this identity."""
        return self._by_identity.get((group, kind, namespace, name))

    def of_kind(self, group: str, kind: str, namespace: str | None = None) -> tuple[KubernetesObject, ...]:
        """Return the objects of a kind, in one namespace or everywhere."""
        return tuple(self._by_kind.get((group, kind, namespace), ()))

    def has_namespace(self, name: str) -> bool:
        """Return whether the Namespace itself is here."""
        return self.find("", "Namespace", "", name) is not None

    def select_custom_resources(self, namespace: str, selector: LabelSelector) -> Iterator[KubernetesObject]:
        """Yield the selected objects of a namespace whose kind Kubernetes does not define itself."""
        return self._custom_resources.select(namespace, selector)

    def pods_in(self, namespace: str) -> tuple[Pod, ...]:
        """Return the pods of a namespace, templates included."""
        return self._pods.in_namespace(namespace)

    def select_pods(self, namespace: str, selector: LabelSelector) -> Iterator[Pod]:
        """Yield the pods of a namespace that ``selector`` selects."""
        return self._pods.select(namespace, selector)

    def network_policies_of(self, pod: Pod) -> Iterator[KubernetesObject]:
        """Yield the NetworkPolicies that select ``pod``."""
        pairs: list[tuple[str, str] | None] = [None, *pod.labels.items()]
        for pair in pairs:
            for selector, policy in self._network_policies.get((pod.namespace, pair), ()):
                if selector.matches(pod.labels):
                    yield policy

    def autoscalers_in(self, namespace: str) -> tuple[KubernetesObject, ...]:
        """Return the HorizontalPodAutoscalers and KEDA ScaledObjects of a namespace."""
        return tuple(found for group, kind in _AUTOSCALERS for found in self.of_kind(group, kind, namespace))

    def autoscalers_of(self, scaled: KubernetesObject) -> tuple[KubernetesObject, ...]:
        """Return the autoscalers that set the replicas of ``scaled``."""
        return tuple(self._autoscalers.get((scaled.namespace, scaled.kind, scaled.name), ()))

    def bindings_of(self, role: KubernetesObject) -> tuple[KubernetesObject, ...]:
        """Return the RoleBindings and ClusterRoleBindings that grant a Role or ClusterRole."""
        return tuple(self._bindings.get((role.kind, role.namespace, role.name), ()))

    @cached_property
    def _custom_kinds(self) -> dict[tuple[str, str], bool]:
        """Read from the CustomResourceDefinitions, before any object is asked for its namespace."""
        kinds = {}
        for item in self.objects:
            if item.kind == "CustomResourceDefinition" and item.group == "apiextensions.k8s.io":
                key = item.read("spec", "group").text, item.read("spec", "names", "kind").text
                kinds[key] = item.read("spec", "scope").text != "Cluster"
        return kinds

    @cached_property
    def _by_identity(self) -> dict[tuple[str, ...], KubernetesObject]:
        return {item.identity: item for item in reversed(self.objects)}

    @cached_property
    def _by_kind(self) -> dict[tuple[str, str, str | None], list[KubernetesObject]]:
        """By group, kind and namespace; None for all namespaces."""
        index: dict[tuple[str, str, str | None], list[KubernetesObject]] = defaultdict(list)
        for item in self.objects:
            index[item.group, item.kind, None].append(item)
            index[item.group, item.kind, item.namespace].append(item)
        return index

    @cached_property
    def _custom_resources(self) -> LabelIndex[KubernetesObject]:
        return LabelIndex(item for item in self.objects if item.group not in BUILTIN_GROUPS)

    @cached_property
    def _pods(self) -> LabelIndex[Pod]:
        return LabelIndex(pod for item in self.objects for pod in item.pods)

    @cached_property
    def _network_policies(
        self,
    ) -> dict[tuple[str, tuple[str, str] | None], list[tuple[LabelSelector, KubernetesObject]]]:
        """By namespace and a label that every selected pod has; None for selectors that name no such label."""
        index = defaultdict(list)
        for policy in self.of_kind(NETWORKING, "NetworkPolicy"):
            selector = LabelSelector.of(policy.read("spec", "podSelector"))
            if selector.absent:
                # Not a pointer in NetworkPolicySpec: the API server reads an absent podSelector as an empty one.
                selector = LabelSelector(selector.path)
            index[policy.namespace, self._pods.rarest(policy.namespace, selector)].append((selector, policy))
        return index

    @cached_property
    def _autoscalers(self) -> dict[tuple[str, str, str], list[KubernetesObject]]:
        """By namespace, kind and name of the target. KEDA's default kind is Deployment."""
        index = defaultdict(list)
        for group, kind in _AUTOSCALERS:
            default = "" if group == "autoscaling" else "Deployment"
            for item in self.of_kind(group, kind):
                target = item.read("spec", "scaleTargetRef")
                target_kind = target.read("kind").text or default
                index[item.namespace, target_kind, target.read("name").text].append(item)
        return index

    @cached_property
    def _bindings(self) -> dict[tuple[str, str, str], list[KubernetesObject]]:
        """By kind, namespace and name of the role."""
        index = defaultdict(list)
        for item in self.of_kind(RBAC, "ClusterRoleBinding") + self.of_kind(RBAC, "RoleBinding"):
            role = item.read("roleRef")
            kind = role.read("kind").text
            namespace = item.namespace if kind == "Role" else ""
            index[kind, namespace, role.read("name").text].append(item)
        return index
