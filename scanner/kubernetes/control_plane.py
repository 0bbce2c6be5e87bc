"""The components of the control plane, as static pods and hosted control planes run them: with flags.

`scanner.kubernetes.kubeadm` has those that kubeadm is told to run.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scanner.kubernetes.container import Container
    from scanner.kubernetes.object import KubernetesObject
    from scanner.kubernetes.pod import Pod
    from scanner.kubernetes.setting import Setting
    from scanner.model import Document, Path

COMPONENTS = frozenset({"etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"})

_BOOLEAN = frozenset(
    {
        *("anonymous-auth", "auto-tls", "client-cert-auth", "kubelet-https", "peer-auto-tls", "peer-client-cert-auth"),
        *("profiling", "service-account-extend-token-expiration", "service-account-lookup"),
        *("use-service-account-credentials",),
    }
)
"""Flags that take no value from the next argument: ``--profiling false`` is true and an argument too many."""

_STARTS = re.compile(rf"(?:^|[;&|]|\bexec\s)\s*(?:[\w./-]*/)?({'|'.join(sorted(COMPONENTS))})(?=\s|$)", re.MULTILINE)
"""A command of a script that is one of the programs; a host named ``etcd`` in another command is none."""

_SHELLS = frozenset({"ash", "bash", "dash", "sh"})


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag, or for etcd the environment variable that stands for one."""

    path: Path
    """Of the argument that holds its value."""
    value: str

    @property
    def is_known(self) -> bool:
        """Whether the value is written here: ``$(NAME)`` comes from elsewhere."""
        return "$(" not in self.value


@dataclass(frozen=True, eq=False, slots=True)
class Component:
    """A component that a container runs, or that kubeadm is told to run."""

    object: KubernetesObject
    """The object that describes it."""
    kind: str
    """The name of its program, e.g. ``kube-apiserver``."""
    label: str
    """For people, e.g. ``Pod kube-system/etcd, container etcd``."""
    title: str
    """What runs it, for the beginning of a message, e.g. ``Container 'etcd'``."""
    path: Path
    """Where a flag that is missing belongs."""
    flags: Mapping[str, Flag] = field(repr=False)
    """By name, without dashes in front; where one is given twice the last counts, and a flag before a variable."""
    by_shell: bool = False
    """Whether a shell starts it, so that its flags are not known."""

    @property
    def document(self) -> Document:
        """The document it stands in."""
        return self.object.document

    @property
    def identity(self) -> tuple[str, ...]:
        """That of its object."""
        return self.object.identity


def components(pod: Pod) -> Iterator[Component]:
    """Yield the components that the containers of a pod run."""
    for container in pod.containers:
        command = container.read("command").items()
        program = command[0].text.rpartition("/")[2] if command else ""
        arguments = (*command[1:], *container.read("args").items())
        if program in COMPONENTS:
            yield _component(container, program, arguments)
        elif program in _SHELLS:
            started = {name for argument in arguments for name in _STARTS.findall(argument.text)}
            for name in sorted(started):
                yield dataclasses.replace(_component(container, name, ()), flags={}, by_shell=True)
        elif not command and arguments:
            image = container.image
            name = image.repository.rpartition("/")[2] if image else ""
            if name in COMPONENTS:
                yield _component(container, name, arguments)


def _component(container: Container, kind: str, arguments: tuple[Setting, ...]) -> Component:
    own = container.read("args")
    path = own.path if own.is_set else container.read("command").path
    variables = environment(container.read("env")) if kind == "etcd" else ()
    flags = {**dict(variables), **dict(_flags(arguments))}
    return Component(container.pod.object, kind, container.label, container.title, path, flags)


def _flags(arguments: tuple[Setting, ...]) -> Iterator[tuple[str, Flag]]:
    rest = iter(arguments)
    for argument in rest:
        if not argument.text.startswith("-"):
            continue
        name, equals, value = argument.text.lstrip("-").partition("=")
        name = name.replace("_", "-")
        if equals or name in _BOOLEAN:
            yield name, Flag(argument.path, value if equals else "true")
        else:
            given = next(rest, argument)
            yield name, Flag(given.path, given.text if given is not argument else "")


def environment(variables: Setting) -> Iterator[tuple[str, Flag]]:
    """Yield the flags that variables of etcd stand for."""
    for variable in variables.items():
        name, value = variable.read("name").text, variable.read("value")
        if name.startswith("ETCD_"):
            flag = name.removeprefix("ETCD_").lower().replace("_", "-")
            yield flag, Flag(value.path, value.text if value.is_set else "$(elsewhere)")
