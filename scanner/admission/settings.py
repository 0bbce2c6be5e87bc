"""What a webhook needs to know, in a form that its processes can be told."""

from __future__ import annotations

import copyreg
import dataclasses
import io
import pickle
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from scanner.admission.decision import Thresholds
from scanner.config.model import first_line
from scanner.rego.engines.choose import EngineSettings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scanner.config import Config
    from scanner.rego import PolicySet
    from scanner.rules.check import Check


_LONGEST_POLICY_S = 2.0
"""For one policy on one object: the API server waits for no more than a few seconds in all."""

_MOST_ENGINE_MIB = 256
"""Of one engine, which holds one object at a time: several of them share a container."""


@dataclass(frozen=True, slots=True)
class JudgeSettings:
    """What one judging process is told when it starts. Can be pickled."""

    checks: tuple[str, ...]
    """Ids of the built-in rules."""
    policies: PolicySet
    config: Config
    engine: EngineSettings
    thresholds: Thresholds = Thresholds()  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """How to listen, and how much to take on."""

    host: str
    port: int
    certificate: str = ""
    """PEM file with the certificate and its chain; empty for plain HTTP."""
    key: str = ""
    metrics_port: int | None = None
    """Where health and metrics are served over plain HTTP; None for beside the webhook."""
    workers: int = 1
    queue: int = 256
    """How many requests may wait for a process that judges."""
    drain_s: float = 5.0
    """How long to go on accepting after the signal to end, until everybody knows."""
    grace_s: float = 20.0
    """How long requests under way may take after that."""
    first_request_s: float = 10.0
    """How long a new connection may take to its first request, and its handshake."""
    reload_s: float = 5.0
    """How often to look whether the certificate was renewed."""
    debug: bool = False
    """Whether what the processes write to standard error is let through; it may quote objects."""


def judge_settings(
    checks: Sequence[Check[Any]],
    policies: PolicySet,
    config: Config,
    engine: EngineSettings,
    thresholds: Thresholds,
) -> JudgeSettings:
    """Put together what a process is told; what only the scan of files needs is left out.

    An OPA server that plimsoll.yaml names is not used: policies and data are uploaded to it, and several processes
    would overwrite each other's.
    """
    plain = dataclasses.replace(config, locate_parameter=first_line)
    deadline_s = min(engine.deadline_s, _LONGEST_POLICY_S)
    memory_mib = min(engine.memory_mib, _MOST_ENGINE_MIB)
    own = EngineSettings(deadline_s=deadline_s, memory_mib=memory_mib, search_path=engine.search_path)
    return JudgeSettings(tuple(check.rule.id for check in checks), policies, plain, own, thresholds)


def _frozen(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


def _reduced(mapping: MappingProxyType[Any, Any]) -> tuple[Any, ...]:
    return _frozen, (dict(mapping),)


class _Pickler(pickle.Pickler):
    dispatch_table = copyreg.dispatch_table | {MappingProxyType: _reduced}


def pickled(settings: JudgeSettings) -> bytes:
    """Write settings for a process of ours; mappings that cannot be changed are written, too."""
    written = io.BytesIO()
    _Pickler(written).dump(settings)
    return written.getvalue()
