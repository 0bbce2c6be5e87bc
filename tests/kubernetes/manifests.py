"""Documents made of plain data, for tests that need no positions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from scanner.kubernetes import Inventory
from scanner.kubernetes.audit_policy import audit_policies
from scanner.kubernetes.control_plane import components
from scanner.kubernetes.kubeadm import kubeadm_components
from scanner.model import Document, DocumentKind, Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import Container, KubernetesObject, Pod
    from scanner.model import Part, Path, Span
    from scanner.rules.check import Check, Judgement

SOURCE = Source("manifests.yaml", "", "")


class NoPlaces:
    """A locator for documents that were never written."""

    def locate(self, index: int, path: Path, part: Part, within: tuple[int, int] | None) -> Span:
        """Fail: a view or a rule that asks for a place does the engine's work."""
        raise AssertionError((index, path, part, within))


def document(data: Any) -> Document:
    """Return a Kubernetes document of ``data``."""
    return Document(SOURCE, 0, (), DocumentKind.KUBERNETES, data, NoPlaces())


def inventory(text: str, *, scope_complete: bool = False) -> Inventory:
    """Return the inventory of the YAML documents in ``text``."""
    return Inventory.of(map(document, yaml.safe_load_all(text)), scope_complete=scope_complete)


def single(text: str) -> KubernetesObject:
    """Return the only object of ``text``."""
    (found,) = inventory(text).objects
    return found


def pod(spec: str) -> Pod:
    """Return a Pod with this spec, written in flow style."""
    (found,) = single(f"{{apiVersion: v1, kind: Pod, metadata: {{name: p, namespace: shop}}, spec: {spec}}}").pods
    return found


def container(spec: str) -> Container:
    """Return the first container of a Pod with this spec."""
    return pod(spec).containers[0]


def judgements(check: Check[Any], within: Inventory) -> Iterator[Judgement]:
    """Yield what a rule says about everything it judges."""
    for item in within.objects:
        for subject in (item, *item.pods, *(one for found in item.pods for one in found.containers)):
            if type(subject) is check.judges and (not check.kinds or item.kind in check.kinds):
                yield from check(subject)
        for policy in audit_policies(item):
            if type(policy) is check.judges:
                yield from check(policy)
        in_pods = (one for found in item.pods for one in components(found))
        for component in (*kubeadm_components(item), *in_pods):
            if type(component) is check.judges and component.kind in check.kinds:
                yield from check(component)
