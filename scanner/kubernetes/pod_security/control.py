"""What a control of the Pod Security Standards is: a level, and a check that changes with the version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scanner.kubernetes.container import Container
    from scanner.kubernetes.pod import Pod
    from scanner.kubernetes.pod_security.standard import Level, Version
    from scanner.kubernetes.setting import Setting
    from scanner.model import Path

_LONGEST_QUOTE = 100
"""Characters of a manifest's text that a message repeats."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One place that a control does not allow."""

    path: Path
    """From the root of the document; where something is missing, where it belongs."""
    message: str
    """One sentence that names the container or the pod and says what is wrong."""


def nobody(pod: Pod) -> bool:
    """Exempt no pod."""
    del pod
    return False


def windows_pods(pod: Pod) -> bool:
    """Exempt pods with ``os.name: windows``, where the API server refuses the fields that only Linux has."""
    return pod.is_windows


def user_namespace_pods(pod: Pod) -> bool:
    """Exempt pods with ``hostUsers: false``: their root is an unprivileged user of the node."""
    return pod.read("hostUsers").is_false


@dataclass(frozen=True, slots=True)
class Revision:
    """A control as it is from one version on."""

    since: int
    """The minor of the first version."""
    pod: Callable[[Pod], Iterator[Fault]] | None = None
    """What to check of the pod as a whole."""
    container: Callable[[Container], Iterator[Fault]] | None = None
    """What to check of each container. The first one answers for what the pod sets for all of them."""
    exempts: Callable[[Pod], bool] = nobody


@dataclass(frozen=True, slots=True)
class Control:
    """One control of the standards."""

    id: str
    """Upstream's id, e.g. ``hostNamespaces``."""
    level: Level
    """The first level that has it."""
    revisions: tuple[Revision, ...]
    """By version, the oldest first. Before the first of them the control does not exist."""
    replaces: str = ""
    """The id of the baseline control in whose place this one stands at the level restricted."""

    def revision(self, version: Version) -> Revision | None:
        """Return the control as it is at a version, None where it does not exist yet."""
        return next((revision for revision in reversed(self.revisions) if revision.since <= version.minor), None)

    def applies_to(self, pod: Pod) -> bool:
        """Return whether the version that the pod is judged by has the control, and does not exempt the pod."""
        return self._of_scan(pod) is not None

    def faults(self, pod: Pod, version: Version) -> Iterator[Fault]:
        """Yield every fault of a pod at a version."""
        revision = self.revision(version)
        if revision is None or revision.exempts(pod):
            return
        if revision.pod is not None:
            yield from revision.pod(pod)
        if revision.container is not None:
            for container in pod.containers:
                yield from revision.container(container)

    def faults_of_pod(self, pod: Pod) -> Iterator[Fault]:
        """Yield the faults of a pod without those of its containers, at the version that it is judged by."""
        revision = self._of_scan(pod)
        if revision is not None and revision.pod is not None:
            yield from revision.pod(pod)

    def faults_of_container(self, container: Container) -> Iterator[Fault]:
        """Yield the faults that a container answers for, at the version that it is judged by."""
        revision = self._of_scan(container.pod)
        if revision is not None and revision.container is not None:
            yield from revision.container(container)

    def _of_scan(self, pod: Pod) -> Revision | None:
        revision = self.revision(pod.object.inventory.pod_security_version_in(pod.namespace))
        return None if revision is None or revision.exempts(pod) else revision


def is_one_of(setting: Setting, allowed: frozenset[str]) -> bool:
    """Return whether a setting certainly is one of these texts."""
    return isinstance(setting.value, str) and not setting.malformed and setting.value in allowed


def is_whole_number(setting: Setting) -> bool:
    """Return whether a setting certainly is a whole number; YAML's true is not."""
    return isinstance(setting.value, int) and not isinstance(setting.value, bool) and not setting.malformed


def quoted(text: str) -> str:
    """Return a text in quotes, cut where it is long."""
    return f"'{text}'" if len(text) <= _LONGEST_QUOTE else f"'{text[:_LONGEST_QUOTE]}…'"


def named(setting: Setting) -> str:
    """Return what a message calls a value that should be a text."""
    return quoted(setting.text) if setting.text else "something that cannot be read"
