"""A pod: a Pod itself, or the template of one in any other object."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from scanner.kubernetes.container import Container, ContainerRole
from scanner.kubernetes.scope import BUILTIN_GROUPS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes.object import KubernetesObject
    from scanner.kubernetes.setting import Setting
    from scanner.model import Document, Path


@dataclass(frozen=True, eq=False)
class Pod:
    """A pod spec with its metadata. Not slotted: what is computed is kept."""

    object: KubernetesObject
    root: Setting
    """What has ``metadata`` and ``spec``: a Pod itself, the ``spec.template`` of a Deployment."""

    @property
    def document(self) -> Document:
        """The document it stands in."""
        return self.object.document

    @property
    def identity(self) -> tuple[str, ...]:
        """That of its object."""
        return self.object.identity

    @property
    def label(self) -> str:
        """That of its object; where the object has several pods, with the place of this one."""
        if len(self.object.pods) == 1:
            return self.object.label
        return f"{self.object.label}, pod {'.'.join(str(step) for step in self.root.path)}"

    @property
    def namespace(self) -> str:
        """The namespace it runs in."""
        return self.object.namespace or "default"

    @cached_property
    def labels(self) -> dict[str, str]:
        """The labels it will have, apart from those that controllers add."""
        return self.root.read("metadata", "labels").string_map()

    @property
    def labels_path(self) -> Path:
        """Where its labels stand or belong."""
        return self.root.read("metadata", "labels").path

    @property
    def is_builtin(self) -> bool:
        """Whether Kubernetes itself defines its object; an operator may complete or change the pods of its own."""
        return self.object.group in BUILTIN_GROUPS

    @property
    def is_windows(self) -> bool:
        """Whether it says that it runs on Windows; Linux is assumed of a pod that does not say."""
        return self.read("os", "name").text == "windows"

    @property
    def host_network(self) -> bool:
        """Whether it certainly uses the node's network, where no NetworkPolicy reaches it."""
        return self.read("hostNetwork").is_true

    @property
    def service_account(self) -> str:
        """The name of its ServiceAccount; the deprecated ``serviceAccount`` is an alias."""
        return self.read("serviceAccountName").text or self.read("serviceAccount").text or "default"

    @property
    def volumes(self) -> tuple[Setting, ...]:
        """The items of ``volumes``."""
        return self.read("volumes").items()

    @property
    def runs_to_completion(self) -> bool:
        """Whether its containers are meant to end: a Job's, or any that is not always restarted."""
        return self.object.kind in {"CronJob", "Job"} or self.read("restartPolicy").text in {"Never", "OnFailure"}

    def read(self, *keys: str) -> Setting:
        """Return a field of the pod's spec."""
        return self.root.read("spec", *keys)

    @cached_property
    def containers(self) -> tuple[Container, ...]:
        """All its containers: ``containers`` first, then those of ``initContainers`` and ``ephemeralContainers``."""
        return tuple(
            Container(self, setting, role, ordinal) for ordinal, (setting, role) in enumerate(self._containers())
        )

    def _containers(self) -> Iterator[tuple[Setting, ContainerRole]]:
        for setting in self.read("containers").items():
            yield setting, ContainerRole.CONTAINER
        for setting in self.read("initContainers").items():
            sidecar = setting.read("restartPolicy").text == "Always"
            yield setting, ContainerRole.SIDECAR if sidecar else ContainerRole.INIT
        for setting in self.read("ephemeralContainers").items():
            yield setting, ContainerRole.EPHEMERAL
