"""The components of the control plane, as static pods and hosted control planes run them: with flags."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes.container import Container
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


@dataclass(frozen=True, eq=False)
class Component:
    """A container that runs a component. Not slotted: what is computed is kept."""

    container: Container
    kind: str
    """The name of its program, e.g. ``kube-apiserver``."""
    by_shell: bool
    """Whether a shell starts it, so that its flags are not known."""
    _arguments: tuple[Setting, ...] = field(repr=False)

    @property
    def document(self) -> Document:
        """The document it stands in."""
        return self.container.document

    @property
    def identity(self) -> tuple[str, ...]:
        """That of its object."""
        return self.container.identity

    @property
    def label(self) -> str:
        """That of its container."""
        return self.container.label

    @property
    def path(self) -> Path:
        """Where a flag that is missing belongs."""
        arguments = self.container.read("args")
        return arguments.path if arguments.is_set else self.container.read("command").path

    @cached_property
    def flags(self) -> dict[str, Flag]:
        """By name, without dashes in front; where one is given twice the last counts, and a flag before a variable."""
        return {**dict(self._environment()), **dict(self._flags())}

    def _flags(self) -> Iterator[tuple[str, Flag]]:
        arguments = iter(self._arguments)
        for argument in arguments:
            if not argument.text.startswith("-"):
                continue
            name, equals, value = argument.text.lstrip("-").partition("=")
            name = name.replace("_", "-")
            if equals or name in _BOOLEAN:
                yield name, Flag(argument.path, value if equals else "true")
            else:
                given = next(arguments, argument)
                yield name, Flag(given.path, given.text if given is not argument else "")

    def _environment(self) -> Iterator[tuple[str, Flag]]:
        for variable in self.container.read("env").items() if self.kind == "etcd" else ():
            name, value = variable.read("name").text, variable.read("value")
            if name.startswith("ETCD_"):
                flag = name.removeprefix("ETCD_").lower().replace("_", "-")
                yield flag, Flag(value.path, value.text if value.is_set else "$(elsewhere)")


def components(pod: Pod) -> Iterator[Component]:
    """Yield the components that the containers of a pod run."""
    for container in pod.containers:
        command = container.read("command").items()
        program = command[0].text.rpartition("/")[2] if command else ""
        arguments = (*command[1:], *container.read("args").items())
        if program in COMPONENTS:
            yield Component(container, program, by_shell=False, _arguments=arguments)
        elif program in _SHELLS:
            yield from _by_shell(container, arguments)
        elif not command and arguments:
            image = container.image
            name = image.repository.rpartition("/")[2] if image else ""
            if name in COMPONENTS:
                yield Component(container, name, by_shell=False, _arguments=arguments)


def _by_shell(container: Container, arguments: tuple[Setting, ...]) -> Iterator[Component]:
    started = {name for argument in arguments for name in _STARTS.findall(argument.text)}
    for name in sorted(started):
        yield Component(container, name, by_shell=True, _arguments=())
