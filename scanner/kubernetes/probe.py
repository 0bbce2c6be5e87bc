"""Probes and lifecycle hooks: what they call, with the API server's defaults.

Source: ``SetDefaults_Probe`` and ``SetDefaults_HTTPGetAction`` in kubernetes, ``pkg/apis/core/v1/defaults.go``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes.container import Container
    from scanner.kubernetes.setting import Setting

PROBES = {"livenessProbe": "liveness probe", "readinessProbe": "readiness probe", "startupProbe": "startup probe"}
HOOKS = {"postStart": "postStart hook", "preStop": "preStop hook"}
PROBE_HANDLERS = ("exec", "grpc", "httpGet", "tcpSocket")

_WITH_PORT = ("httpGet", "tcpSocket")
_DEFAULTS = {
    "failureThreshold": 3,
    "initialDelaySeconds": 0,
    "periodSeconds": 10,
    "successThreshold": 1,
    "timeoutSeconds": 1,
}


@dataclass(frozen=True, slots=True)
class Probe:
    """A probe that a container has."""

    container: Container
    field: str
    """``livenessProbe`` and so on."""
    setting: Setting

    @property
    def title(self) -> str:
        """What people call it, e.g. ``liveness probe``."""
        return PROBES[self.field]

    @property
    def handlers(self) -> tuple[Setting, ...]:
        """What it calls; the API server wants exactly one."""
        return tuple(self.setting.read(name) for name in PROBE_HANDLERS if self.setting.read(name).is_set)

    def number(self, field: str) -> int | None:
        """Return a number of seconds or times, defaulted; None where what is written is no whole number."""
        written = self.setting.read(field)
        # To the API server 0 is the same as absent; of initialDelaySeconds it is the default itself.
        if not written.is_set or written.integer == 0:
            return _DEFAULTS[field]
        return written.integer

    @property
    def patience(self) -> int | None:
        """How many seconds of failures it takes until it counts as failed; None where that is not a number."""
        period, failures = self.number("periodSeconds"), self.number("failureThreshold")
        return None if period is None or failures is None else period * failures

    @property
    def call(self) -> tuple[Any, ...] | None:
        """What it calls, defaulted, so that equal calls are equal; None where that is not exactly one thing."""
        match self.handlers:
            case (handler,) if handler.is_mapping:
                return (handler.path[-1], *_call(self.container, handler))
            case _:
                return None


def probes(container: Container) -> Iterator[Probe]:
    """Yield the probes of a container."""
    for field in PROBES:
        setting = container.read(field)
        if setting.is_set:
            yield Probe(container, field, setting)


def called_ports(container: Container) -> Iterator[tuple[str, Setting]]:
    """Yield each port that a probe or a lifecycle hook calls, with what people call the probe or hook.

    A ``grpc`` port is a number and never a name; its setting is yielded all the same.
    """
    for probe in probes(container):
        for name in (*_WITH_PORT, "grpc"):
            port = probe.setting.read(name, "port")
            if port.is_set and not port.malformed:
                yield probe.title, port
    for hook, title in HOOKS.items():
        for name in _WITH_PORT:
            port = container.read("lifecycle", hook, name, "port")
            if port.is_set and not port.malformed:
                yield title, port


def declared_ports(container: Container) -> dict[str, int | None]:
    """Return the container's ports by name; a port without a name is named by its number."""
    ports = {}
    for item in container.read("ports").items():
        number = item.read("containerPort").integer
        ports[item.read("name").text or str(number)] = number
    return ports


def _call(container: Container, handler: Setting) -> tuple[Any, ...]:
    declared = declared_ports(container)
    port = handler.read("port").value
    if isinstance(port, str):
        port = declared.get(port, port)
    match handler.path[-1]:
        case "httpGet":
            headers = sorted(str(item.value) for item in handler.read("httpHeaders").items())
            path, scheme = handler.read("path").text or "/", handler.read("scheme").text or "HTTP"
            return path, port, scheme, handler.read("host").text, *headers
        case "exec":
            return tuple(str(item.value) for item in handler.read("command").items())
        case "grpc":
            return port, handler.read("service").text
        case _:
            return port, handler.read("host").text
