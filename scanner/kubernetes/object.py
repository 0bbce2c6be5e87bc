"""One Kubernetes object: what it is called and what is written in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from scanner.kubernetes.pod import Pod
from scanner.kubernetes.pods import pod_roots
from scanner.kubernetes.schema import SchemaProblem, validate
from scanner.kubernetes.setting import Setting

if TYPE_CHECKING:
    from scanner.kubernetes.inventory import Inventory
    from scanner.model import Document


@dataclass(frozen=True, eq=False)
class KubernetesObject:
    """An object and the inventory it is part of. Not slotted: what is computed is kept.

    Two views of one object are equal, even where one of them knows less of it: see `scanner.cluster.projection`.
    """

    document: Document
    inventory: Inventory = field(repr=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, KubernetesObject) and (self is other or self._place == other._place)

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _place(self) -> str | Document:
        """Where it was read: in a cluster by its address, which nothing else has."""
        return self.document.source.path if self.document.source.live else self.document

    @cached_property
    def _hash(self) -> int:
        return hash(self._place)

    @cached_property
    def api_version(self) -> str:
        """E.g. ``apps/v1``."""
        return self.read("apiVersion").text

    @cached_property
    def group(self) -> str:
        """The API group without its version, e.g. ``apps``; empty for the core group."""
        return group_of(self.api_version)

    @cached_property
    def kind(self) -> str:
        """E.g. ``Deployment``."""
        return self.read("kind").text

    @cached_property
    def name(self) -> str:
        """``metadata.name``, or ``generateName`` where the API server completes it; empty where there is neither."""
        return self.read("metadata", "name").text or self.read("metadata", "generateName").text

    @cached_property
    def namespaced(self) -> bool | None:
        """Whether its kind lives in a namespace; None where neither Kubernetes nor a CRD in the inventory says so."""
        return self.inventory.is_namespaced(self.group, self.kind)

    @cached_property
    def namespace(self) -> str:
        """Its namespace, ``default`` where none is written; empty for what lives in none."""
        if self.namespaced is False:
            return ""
        return self.read("metadata", "namespace").text or "default"

    @cached_property
    def labels(self) -> dict[str, str]:
        """Its own labels, not those of its pods."""
        return self.read("metadata", "labels").string_map()

    @property
    def annotations(self) -> dict[str, str]:
        """Its own annotations, not those of its pods."""
        return self.read("metadata", "annotations").string_map()

    @property
    def identity(self) -> tuple[str, ...]:
        """API group, kind, namespace and name."""
        return self.group, self.kind, self.namespace, self.name

    @property
    def label(self) -> str:
        """E.g. ``Deployment shop/cart``; without a namespace where none is written."""
        written = self.read("metadata", "namespace").text if self.namespace else ""
        return f"{self.kind} {written}/{self.name}" if written else f"{self.kind} {self.name}".rstrip()

    @property
    def title(self) -> str:
        """For the beginning of a message, e.g. ``Deployment 'cart'``."""
        return f"{self.kind} '{self.name}'"

    @cached_property
    def pods(self) -> tuple[Pod, ...]:
        """The pods it describes: itself, or the templates in it."""
        return tuple(Pod(self, root) for root in pod_roots(self.group, self.kind, self.document.data))

    @cached_property
    def schema_problems(self) -> tuple[SchemaProblem, ...]:
        """What is wrong with it by its schema; empty where none is known."""
        return tuple(validate(self.document.data, self.inventory.schemas))

    def forget(self) -> None:
        """Let go of the views of its pods, which point back to it: it is freed as soon as nobody needs it."""
        for pod in self.__dict__.pop("pods", ()):
            pod.__dict__.pop("containers", None)

    def get(self, *keys: str) -> Any:
        """Return the value at a path, None where there is none."""
        setting = self.read(*keys)
        return None if setting.malformed else setting.value

    def read(self, *keys: str) -> Setting:
        """Return the field at a path."""
        return Setting((), self.document.data).read(*keys)


def group_of(api_version: str) -> str:
    """Return the API group of an ``apiVersion``: ``apps`` of ``apps/v1``, empty for ``v1``."""
    return api_version.rpartition("/")[0]
