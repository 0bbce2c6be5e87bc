"""What a flag or a field must be: one row a control, one function for all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scanner.model import Match, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scanner.kubernetes import Component, KubernetesObject, Setting
    from scanner.rules.check import Judgement


@dataclass(frozen=True, slots=True)
class Control:
    """A demand on one flag of a component."""

    flag: str
    accepts: Callable[[str], bool]
    """Whether a value will do."""
    problem: str
    """What is wrong with any other, to follow "which"."""
    cis: str = ""
    """The control of the CIS Kubernetes Benchmark 1.12; empty where it has none."""
    default: str | None = None
    """What counts where the flag is missing; None where it must be given."""
    instead: tuple[str, ...] = ()
    """Flags that say the same in a file: where one of them is given, the answer is not known."""


@dataclass(frozen=True, slots=True)
class FieldControl:
    """A demand on one field of a configuration file."""

    path: tuple[str, ...]
    accepts: Callable[[Any], bool]
    """Whether a value will do; it is asked about the default, or None, where the field is missing."""
    problem: str
    cis: str = ""
    default: Any = field(default=None)
    flag: str = ""
    """The flag that stands for the field; empty where there is none."""
    read: Callable[[str], Any] = str
    """What makes the field's value of the flag's."""


def cis(controls: tuple[Control, ...] | tuple[FieldControl, ...]) -> tuple[str, ...]:
    """Return the frameworks' controls that a table stands for."""
    return tuple(dict.fromkeys(f"cis-kubernetes/{control.cis}" for control in controls if control.cis))


def judge_flags(component: Component, controls: tuple[Control, ...]) -> Iterator[Judgement]:
    """Yield each control that the flags of a component do not meet."""
    if component.by_shell:
        yield Unknown(f"A shell script starts {component.kind}, so that its flags are not known.")
        return
    for control in controls:
        yield from _judge_flag(component, control)


def _judge_flag(component: Component, control: Control) -> Iterator[Judgement]:
    flag = component.flags.get(control.flag)
    runs = f"{component.title} runs {component.kind}"
    if flag is not None and not flag.is_known:
        yield Unknown(f"The value of '--{control.flag}' comes from elsewhere.")
    elif flag is not None:
        if not control.accepts(flag.value):
            given = f"'--{control.flag}={shown(flag.value)}'"
            yield Match(flag.path, f"{runs} with {given}, which {control.problem}.")
    elif any(name in component.flags for name in control.instead):
        yield Unknown(f"A file that {component.kind} reads decides instead of '--{control.flag}'.")
    elif control.default is None or not control.accepts(control.default):
        yield Match(component.path, f"{runs} without '--{control.flag}', which {control.problem}.", "key")


def judge_fields(item: KubernetesObject, controls: tuple[FieldControl, ...]) -> Iterator[Match]:
    """Yield each control that the fields of a configuration file do not meet."""
    for control in controls:
        setting = item.read(*control.path)
        name = ".".join(control.path)
        if not setting.is_set:
            if not control.accepts(control.default):
                yield Match(setting.path, f"{item.kind} has no '{name}', which {control.problem}.")
        elif setting.malformed or not control.accepts(setting.value):
            yield Match(setting.path, f"{item.kind} has '{name}: {_scalar(setting)}', which {control.problem}.")


def _scalar(setting: Setting) -> str:
    value = setting.value
    if isinstance(value, bool):
        return "true" if value else "false"
    return shown(str(value)) if isinstance(value, str | int | float) else "…"


def shown(text: str) -> str:
    """Return a value as a message repeats it: cut where it is long."""
    most = 80
    return text if len(text) <= most else f"{text[:most]}…"


def is_true(value: str) -> bool:
    """Whether a flag is on, as Go's ``strconv.ParseBool`` reads it."""
    return value in {"1", "t", "T", "TRUE", "true", "True"}


def is_false(value: str) -> bool:
    """Whether a flag is off."""
    return value in {"0", "f", "F", "FALSE", "false", "False"}


def is_given(value: str) -> bool:
    """Whether there is a value at all."""
    return bool(value)


def is_loopback(value: str) -> bool:
    """Whether an address is reached from its own node only."""
    return value.startswith("127.") or value in {"::1", "localhost"}


def names(value: str) -> frozenset[str]:
    """Return the items of a list that is separated by commas."""
    return frozenset(item.strip() for item in value.split(",")) - {""}


STRONG_CIPHERS = frozenset(
    {
        "TLS_AES_128_GCM_SHA256",
        "TLS_AES_256_GCM_SHA384",
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305",
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305",
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
    }
)
"""The cipher suites that the CIS Kubernetes Benchmark 1.12 accepts (1.2.29): forward secrecy and authenticated
encryption."""

OLD_TLS = frozenset({"VersionTLS10", "VersionTLS11"})
"""Deprecated by RFC 8996."""
