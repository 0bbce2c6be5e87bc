"""All Kubernetes objects of a scan, with indexes for the questions that one object asks about the others."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

from scanner.kubernetes.api_lifecycle import NEWEST_MINOR
from scanner.kubernetes.ingress_paths import claims_by_key
from scanner.kubernetes.label_index import LabelIndex
from scanner.kubernetes.neighbours import Directories
from scanner.kubernetes.object import KubernetesObject
from scanner.kubernetes.pod_security.standard import NEWEST, Version
from scanner.kubernetes.rbac import Access
from scanner.kubernetes.schema import Schemas
from scanner.kubernetes.scope import BUILTIN_GROUPS, builtin_is_namespaced
from scanner.kubernetes.selector import LabelSelector
from scanner.kubernetes.selector_index import SelectorIndex
from scanner.model import DocumentKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.kubernetes.ingress_paths import IngressPath, Key
    from scanner.kubernetes.pod import Pod
    from scanner.model import Document

NETWORKING = "networking.k8s.io"

_AUTOSCALERS = (("autoscaling", "HorizontalPodAutoscaler"), ("keda.sh", "ScaledObject"))


@dataclass(frozen=True, eq=False)
class Inventory:
    """The objects of a scan. Not slotted: each index is built when it is first needed, and kept."""

    documents: tuple[Document, ...]
    """Kubernetes documents, in the order in which they were read."""
    scope_complete: bool = False
    """Whether nothing that matters lies outside: what is not here does not exist."""
    kubernetes_version: str = ""
    """The minor release that the objects are for, e.g. ``1.36``; empty for the newest that is known."""
    pod_security_version: Version = NEWEST
    """The version of the Pod Security Standards to judge by."""

    @classmethod
    def of(
        cls,
        documents: Iterable[Document],
        *,
        scope_complete: bool = False,
        kubernetes_version: str = "",
        pod_security_version: Version = NEWEST,
    ) -> Self:
        """Make an inventory of the Kubernetes documents among ``documents``."""
        kubernetes = tuple(document for document in documents if document.kind is DocumentKind.KUBERNETES)
        return cls(kubernetes, scope_complete, kubernetes_version, pod_security_version)

    @property
    def kubernetes_minor(self) -> int:
        """The ``36`` of 1.36."""
        return int(self.kubernetes_version.split(".")[1]) if self.kubernetes_version else NEWEST_MINOR

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

    def first_of(self, item: KubernetesObject, path: str | None = None) -> KubernetesObject | None:
        """Return the first object of the identity of ``item``, or the first in one file; None where it has no name."""
        return self._first.get((*item.identity, path)) if item.read("metadata", "name").text else None

    def of_kind(self, group: str, kind: str, namespace: str | None = None) -> tuple[KubernetesObject, ...]:
        """Return the objects of a kind, in one namespace or everywhere."""
        return tuple(self._by_kind.get((group, kind, namespace), ()))

    def has_namespace(self, name: str) -> bool:
        """Return whether the Namespace itself is here."""
        return self.find("", "Namespace", "", name) is not None

    def select_custom_resources(self, namespace: str, selector: LabelSelector) -> Iterator[KubernetesObject]:
        """Yield the selected objects of a namespace whose kind Kubernetes does not define itself."""
        return self._custom_resources.select(namespace, selector)

    def custom_resources_named(self, namespace: str, name: str) -> tuple[KubernetesObject, ...]:
        """Return the objects of this name whose kind Kubernetes does not define itself."""
        return tuple(self._custom_resources_by_name.get((namespace, name), ()))

    def pods_in(self, namespace: str) -> tuple[Pod, ...]:
        """Return the pods of a namespace, templates included."""
        return self._pods.in_namespace(namespace)

    def select_pods(self, namespace: str, selector: LabelSelector) -> Iterator[Pod]:
        """Yield the pods of a namespace that ``selector`` selects."""
        return self._pods.select(namespace, selector)

    def network_policies_of(self, pod: Pod) -> Iterator[KubernetesObject]:
        """Yield the NetworkPolicies that select ``pod``."""
        return self._network_policies.selecting(pod)

    def services_of(self, pod: Pod) -> Iterator[KubernetesObject]:
        """Yield the Services that select ``pod``."""
        return self._services.selecting(pod)

    def disruption_budgets_of(self, pod: Pod) -> Iterator[KubernetesObject]:
        """Yield the PodDisruptionBudgets that select ``pod``."""
        return self._disruption_budgets.selecting(pod)

    def autoscalers_in(self, namespace: str) -> tuple[KubernetesObject, ...]:
        """Return the HorizontalPodAutoscalers and KEDA ScaledObjects of a namespace."""
        return tuple(found for group, kind in _AUTOSCALERS for found in self.of_kind(group, kind, namespace))

    def autoscalers_of(self, scaled: KubernetesObject) -> tuple[KubernetesObject, ...]:
        """Return the autoscalers that set the replicas of ``scaled``."""
        return tuple(self._autoscalers.get((scaled.namespace, scaled.kind, scaled.name), ()))

    def bindings_of(self, role: KubernetesObject) -> tuple[KubernetesObject, ...]:
        """Return the RoleBindings and ClusterRoleBindings that grant a Role or ClusterRole."""
        return self.access.bindings_to(role.kind, role.namespace, role.name)

    @cached_property
    def access(self) -> Access:
        """What its roles allow to whom."""
        return Access(self)

    @cached_property
    def schemas(self) -> Schemas:
        """The schemas of Kubernetes, and those that its CustomResourceDefinitions define."""
        found = self.of_kind("apiextensions.k8s.io", "CustomResourceDefinition")
        return Schemas.of((one.document.data for one in found), self.kubernetes_version)

    @cached_property
    def directories(self) -> Directories:
        """Where objects and pods lie."""
        return Directories.of(self.objects)

    @cached_property
    def ingress_paths(self) -> dict[Key, list[IngressPath]]:
        """The hosts and paths that Ingresses claim, by what two of the same share."""
        groups = ("extensions", NETWORKING)
        return claims_by_key(item for group in groups for item in self.of_kind(group, "Ingress"))

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
    def first_of_kind(self) -> dict[tuple[str, str], KubernetesObject]:
        """The first object of each apiVersion and kind: for what is to be said once."""
        return {(item.api_version, item.kind): item for item in reversed(self.objects)}

    @cached_property
    def _by_identity(self) -> dict[tuple[str, ...], KubernetesObject]:
        return {item.identity: item for item in reversed(self.objects)}

    @cached_property
    def _first(self) -> dict[tuple[str | None, ...], KubernetesObject]:
        """By identity and path; None for all files."""
        first: dict[tuple[str | None, ...], KubernetesObject] = {}
        for item in self.objects:
            if item.read("metadata", "name").text:
                first.setdefault((*item.identity, None), item)
                first.setdefault((*item.identity, item.document.source.path), item)
        return first

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
    def _custom_resources_by_name(self) -> dict[tuple[str, str], list[KubernetesObject]]:
        index = defaultdict(list)
        for item in self.objects:
            if item.group not in BUILTIN_GROUPS:
                index[item.namespace, item.name].append(item)
        return index

    @cached_property
    def _pods(self) -> LabelIndex[Pod]:
        return LabelIndex(pod for item in self.objects for pod in item.pods)

    @cached_property
    def _network_policies(self) -> SelectorIndex[KubernetesObject]:
        policies = self.of_kind(NETWORKING, "NetworkPolicy")
        # Not a pointer in NetworkPolicySpec: the API server reads an absent podSelector as an empty one.
        selectors = (LabelSelector.of(policy.read("spec", "podSelector")) for policy in policies)
        return self._selecting(policies, (LabelSelector(one.path) if one.absent else one for one in selectors))

    @cached_property
    def _services(self) -> SelectorIndex[KubernetesObject]:
        services = self.of_kind("", "Service")
        selectors = (LabelSelector.of_map(service.read("spec", "selector")) for service in services)
        # A Service with an empty selector has its endpoints from elsewhere, as one without.
        return self._selecting(
            services, (one if one.requirements else LabelSelector(one.path, absent=True) for one in selectors)
        )

    @cached_property
    def _disruption_budgets(self) -> SelectorIndex[KubernetesObject]:
        budgets = self.of_kind("policy", "PodDisruptionBudget")
        return self._selecting(budgets, (LabelSelector.of(budget.read("spec", "selector")) for budget in budgets))

    def _selecting(
        self, owners: Iterable[KubernetesObject], selectors: Iterable[LabelSelector]
    ) -> SelectorIndex[KubernetesObject]:
        return SelectorIndex(
            ((owner.namespace, selector, owner) for owner, selector in zip(owners, selectors, strict=True)), self._pods
        )

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
