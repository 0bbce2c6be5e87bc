"""A container as it will run: with what it inherits from its pod."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from scanner.kubernetes.image import ImageReference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes.pod import Pod
    from scanner.kubernetes.setting import Setting
    from scanner.model import Document, Path

_INHERITED = frozenset(
    {"appArmorProfile", "runAsGroup", "runAsNonRoot", "runAsUser", "seLinuxOptions", "seccompProfile", "windowsOptions"}
)
"""The fields of a securityContext that exist on both levels. The container's wins as a whole, never in part."""

_MERGED = frozenset({"windowsOptions"})
"""Those of them in which the container overrides single fields only."""


class ContainerRole(StrEnum):
    """What a container is for; the value is what people read."""

    CONTAINER = "container"
    INIT = "init container"
    SIDECAR = "sidecar"
    """An init container that keeps running: ``restartPolicy: Always``."""
    EPHEMERAL = "ephemeral container"


@dataclass(frozen=True, eq=False)
class Container:
    """One container of a pod. Whatever stands in the list counts: an item that is no mapping is an empty container.

    Not slotted: what is computed is kept.
    """

    pod: Pod
    setting: Setting
    """The item of the list."""
    role: ContainerRole
    ordinal: int
    """Its place among the pod's containers: 0 for the first of ``containers``."""

    @property
    def document(self) -> Document:
        """The document it stands in."""
        return self.pod.document

    @property
    def identity(self) -> tuple[str, ...]:
        """That of its object."""
        return self.pod.identity

    @property
    def label(self) -> str:
        """E.g. ``Deployment shop/cart, container web``."""
        return f"{self.pod.label}, {self.role} {self.name or f'#{self.ordinal + 1}'}"

    @cached_property
    def title(self) -> str:
        """For the beginning of a message, e.g. ``Init container 'migrate'``."""
        return f"{self.role.capitalize()} '{self.name}'" if self.name else f"Unnamed {self.role}"

    @property
    def path(self) -> Path:
        """From the root of the document."""
        return self.setting.path

    @cached_property
    def name(self) -> str:
        """Empty where it has none."""
        return self.read("name").text

    @cached_property
    def image(self) -> ImageReference | None:
        """The image, None where it is missing or no valid reference."""
        return ImageReference.parse(self.read("image").text)

    @property
    def keeps_running(self) -> bool:
        """Whether it is meant to run until it is stopped: probes make sense for it."""
        return self.role in {ContainerRole.CONTAINER, ContainerRole.SIDECAR} and not self.pod.runs_to_completion

    def read(self, *keys: str) -> Setting:
        """Return the container's own field."""
        return self.setting.read(*keys)

    def security(self, field: str, *keys: str) -> Setting:
        """Return the setting of the securityContext that is in force, inherited from the pod where it can be.

        Source: ``DetermineEffectiveSecurityContext`` in kubernetes, ``pkg/securitycontext/util.go``.
        """
        own = self.read("securityContext", field)
        pods = self.pod.read("securityContext", field)
        if field in _MERGED:
            own, pods = own.read(*keys), pods.read(*keys)
            keys = ()
        inherits = field in _INHERITED and pods.is_set and not own.is_set
        return (pods if inherits else own).read(*keys)

    def decisions(self, field: str, *keys: str) -> Iterator[Setting]:
        """Yield each place that decides an inherited field and that this container has to answer for.

        That is its own setting, or the gap where neither it nor the pod has one. The pod's setting is answered for by
        the pod's first container, whether or not a container overrides it, as Pod Security has it; so that each place
        is judged once.
        """
        own = self.read("securityContext", field)
        pods = self.pod.read("securityContext", field)
        if pods.is_set and self.ordinal == 0:
            yield pods.read(*keys)
        if own.is_set or not pods.is_set:
            yield own.read(*keys)

    def owner(self, setting: Setting) -> str:
        """Name what a setting belongs to, for the beginning of a message: this container, or its pod."""
        return self.title if setting.path[: len(self.path)] == self.path else "The pod"

    def resource(self, bound: str, name: str) -> Setting:
        """Return the ``requests`` or ``limits`` of a resource, of the container or else of the pod as a whole.

        Source: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#pod-level-resource-specification.
        """
        own = self.read("resources", bound, name)
        pods = self.pod.read("resources", bound, name)
        return pods if pods.is_set and not own.is_set else own
