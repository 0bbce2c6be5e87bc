"""All Kubernetes objects of a scan, with indexes for the questions that one object asks about the others."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Self

from scanner.kubernetes import selecting
from scanner.kubernetes.api_lifecycle import NEWEST_MINOR
from scanner.kubernetes.autoscalers import AUTOSCALERS, autoscalers_by_target
from scanner.kubernetes.indexes import by_kind, custom_kinds, first_by_file
from scanner.kubernetes.ingress_paths import claims_by_key
from scanner.kubernetes.kubeadm import api_servers_by_authority
from scanner.kubernetes.label_index import LabelIndex
from scanner.kubernetes.namespace_bounds import NamespaceBounds
from scanner.kubernetes.neighbours import Directories
from scanner.kubernetes.object import KubernetesObject
from scanner.kubernetes.pod_security.labels import enforced
from scanner.kubernetes.pod_security.standard import NEWEST, Version
from scanner.kubernetes.rbac import Access
from scanner.kubernetes.schema import Schemas
from scanner.kubernetes.scope import BUILTIN_GROUPS
from scanner.kubernetes.unlisted import EVERYTHING, Known
from scanner.model import DocumentKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.kubernetes.control_plane import Component
    from scanner.kubernetes.ingress_paths import IngressPath, Key
    from scanner.kubernetes.pod import Pod
    from scanner.kubernetes.selector import LabelSelector
    from scanner.kubernetes.selector_index import SelectorIndex
    from scanner.model import Document

NETWORKING = "networking.k8s.io"


@dataclass(frozen=True, eq=False)
class Inventory:
    """The objects of a scan. Not slotted: each index is built when it is first needed, and kept."""

    documents: tuple[Document, ...]
    """Kubernetes documents, in the order in which they were read."""
    scope_complete: bool = False
    """Whether nothing that matters lies outside: what is not here does not exist."""
    kubernetes_version: str = ""
    """The minor release that the objects are for, e.g. ``1.36``; empty for the newest that is known."""
    pod_security_version: Version | None = None
    """The version of the Pod Security Standards to judge everything by; None where each namespace's label decides."""
    known: Known = EVERYTHING
    """What of a cluster is known. A question about anything else raises `IncompleteInventory`."""

    @classmethod
    def of(
        cls,
        documents: Iterable[Document],
        *,
        scope_complete: bool = False,
        kubernetes_version: str = "",
        pod_security_version: Version | None = None,
    ) -> Self:
        """Make an inventory of the Kubernetes documents among ``documents``."""
        kubernetes = tuple(document for document in documents if document.kind is DocumentKind.KUBERNETES)
        return cls(kubernetes, scope_complete, kubernetes_version, pod_security_version)

    @property
    def kubernetes_minor(self) -> int:
        """The ``36`` of 1.36."""
        return int(self.kubernetes_version.split(".")[1]) if self.kubernetes_version else NEWEST_MINOR

    def pod_security_version_in(self, namespace: str) -> Version:
        """Return the version to judge the pods of a namespace by.

        It is the one that was asked for, else that of the label of the Namespace in the scan, else the newest.
        """
        return self.pod_security_version or self._pod_security_versions.get(namespace, NEWEST)

    @cached_property
    def objects(self) -> tuple[KubernetesObject, ...]:
        """Every object, in document order."""
        return tuple(KubernetesObject(document, self) for document in self.documents)

    def is_namespaced(self, group: str, kind: str) -> bool | None:
        """Return whether objects of this kind live in a namespace; None where nobody says so."""
        known = self.known.is_namespaced(group, kind)
        return self._custom_kinds.get((group, kind)) if known is None else known

    def find(self, group: str, kind: str, namespace: str, name: str) -> KubernetesObject | None:
        """Return the first object of this identity."""
        found = self._by_identity.get((group, kind, namespace, name))
        if found is None:
            self.known.require(group, kind, namespace)
        return found

    def first_of(self, item: KubernetesObject, path: str | None = None) -> KubernetesObject | None:
        """Return the first object of the identity of ``item``, or the first in one file; None where it has no name."""
        return self._first.get((*item.identity, path)) if item.read("metadata", "name").text else None

    def of_kind(self, group: str, kind: str, namespace: str | None = None) -> tuple[KubernetesObject, ...]:
        """Return the objects of a kind, in one namespace or everywhere."""
        self.known.require(group, kind, namespace)
        return tuple(self._by_kind.get((group, kind, namespace), ()))

    def listed(self, group: str, kind: str) -> tuple[KubernetesObject, ...]:
        """Return what is known of a kind: for an index that is asked only where all of it is."""
        return tuple(self._by_kind.get((group, kind, None), ()))

    def has_namespace(self, name: str) -> bool:
        """Return whether the Namespace itself is here."""
        return self.find("", "Namespace", "", name) is not None

    def select_custom_resources(self, namespace: str, selector: LabelSelector) -> Iterator[KubernetesObject]:
        """Yield the selected objects of a namespace whose kind Kubernetes does not define itself."""
        yield from self._custom_resources.select(namespace, selector)
        self.known.require_custom_resources(namespace)

    def custom_resources_named(self, namespace: str, name: str) -> tuple[KubernetesObject, ...]:
        """Return the objects of this name whose kind Kubernetes does not define itself."""
        found = tuple(self._custom_resources_by_name.get((namespace, name), ()))
        if not found:
            self.known.require_custom_resources(namespace)
        return found

    def pods_in(self, namespace: str) -> tuple[Pod, ...]:
        """Return the pods of a namespace, templates included."""
        self.known.require_pods(namespace)
        return self._pods.in_namespace(namespace)

    def select_pods(self, namespace: str, selector: LabelSelector) -> Iterator[Pod]:
        """Yield the pods of a namespace that ``selector`` selects."""
        self.known.require_pods(namespace)
        return self._pods.select(namespace, selector)

    def network_policies_of(self, pod: Pod) -> Iterator[KubernetesObject]:
        """Yield the NetworkPolicies that select ``pod``."""
        self.known.require(NETWORKING, "NetworkPolicy", pod.namespace)
        return self._network_policies.selecting(pod)

    def services_of(self, pod: Pod) -> Iterator[KubernetesObject]:
        """Yield the Services that select ``pod``."""
        self.known.require("", "Service", pod.namespace)
        return self._services.selecting(pod)

    def disruption_budgets_of(self, pod: Pod) -> Iterator[KubernetesObject]:
        """Yield the PodDisruptionBudgets that select ``pod``."""
        self.known.require("policy", "PodDisruptionBudget", pod.namespace)
        return self._disruption_budgets.selecting(pod)

    def autoscalers_in(self, namespace: str) -> tuple[KubernetesObject, ...]:
        """Return the HorizontalPodAutoscalers and KEDA ScaledObjects of a namespace."""
        return tuple(found for group, kind in AUTOSCALERS for found in self.of_kind(group, kind, namespace))

    def autoscalers_of(self, scaled: KubernetesObject) -> tuple[KubernetesObject, ...]:
        """Return the autoscalers that set the replicas of ``scaled``."""
        for group, kind in AUTOSCALERS:
            self.known.require(group, kind, scaled.namespace)
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
    def api_servers(self) -> dict[str, dict[str, Component]]:
        """The kube-apiservers by directory and ``--client-ca-file``, as far as it is known."""
        return api_servers_by_authority(self.objects)

    @cached_property
    def bounds(self) -> NamespaceBounds:
        """What namespaces give containers, and ask of them."""
        return NamespaceBounds.of(self.listed("", "LimitRange"), self.listed("", "ResourceQuota"))

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
        return custom_kinds(self.objects)

    @cached_property
    def first_of_kind(self) -> dict[tuple[str, str], KubernetesObject]:
        """The first object of each apiVersion and kind: for what is to be said once."""
        return {(item.api_version, item.kind): item for item in reversed(self.objects)}

    @cached_property
    def _pod_security_versions(self) -> dict[str, Version]:
        """By the name of the Namespace; the first of a name counts."""
        return {item.name: enforced(item).version for item in reversed(self.listed("", "Namespace"))}

    @cached_property
    def _by_identity(self) -> dict[tuple[str, ...], KubernetesObject]:
        return {item.identity: item for item in reversed(self.objects)}

    @cached_property
    def _first(self) -> dict[tuple[str | None, ...], KubernetesObject]:
        """By identity and path; None for all files."""
        return first_by_file(self.objects)

    @cached_property
    def _by_kind(self) -> dict[tuple[str, str, str | None], list[KubernetesObject]]:
        """By group, kind and namespace; None for all namespaces."""
        return by_kind(self.objects)

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
        return selecting.network_policies(self.listed(NETWORKING, "NetworkPolicy"), self._pods)

    @cached_property
    def _services(self) -> SelectorIndex[KubernetesObject]:
        return selecting.services(self.listed("", "Service"), self._pods)

    @cached_property
    def _disruption_budgets(self) -> SelectorIndex[KubernetesObject]:
        return selecting.disruption_budgets(self.listed("policy", "PodDisruptionBudget"), self._pods)

    @cached_property
    def _autoscalers(self) -> dict[tuple[str, str, str], list[KubernetesObject]]:
        return autoscalers_by_target(self)
