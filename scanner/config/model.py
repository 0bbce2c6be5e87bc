"""What can be configured."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from scanner.model import FailOn, Profile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date


@dataclass(frozen=True, slots=True)
class VersionForm:
    """How a version is written."""

    pattern: str
    """A regular expression for the whole text."""
    example: str


KUBERNETES_VERSION = VersionForm(r"1\.[1-9][0-9]?", "1.36")
POD_SECURITY_VERSION = VersionForm(r"latest|v1\.(?:0|[1-9][0-9]?)", "v1.36, or latest")


@dataclass(frozen=True, slots=True)
class Suppression:
    """Findings that are accepted. All conditions that are given must hold."""

    rule: str
    reason: str
    path: str = ""
    """A glob on the source path, as in ``exclude``; empty for every file."""
    subject: str = ""
    """A glob on the subject's label: ``Deployment shop/cart`` covers its containers, too; empty for every subject."""
    until: date | None = None
    """The last day on which it holds."""
    line: int = 0
    """Where it stands in plimsoll.yaml."""


@dataclass(frozen=True, slots=True)
class EngineConfig:
    """How Rego is evaluated."""

    opa_url: str = ""
    """An OPA server to use instead of the embedded engine."""
    token_env: str = ""
    """The name of the environment variable that holds the server's bearer token."""
    ca_file: str = ""
    """A PEM file with the certificate authorities that may sign the server's certificate."""
    deadline_seconds: float = 10.0
    """For one policy on one document."""
    memory_mib: int = 1024
    """For one engine process."""


def first_line(_: Sequence[str | int]) -> tuple[int, int]:
    """Return the only place that is known of a path where there is no file."""
    return 1, 1


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that can be configured; the defaults are those of an absent plimsoll.yaml."""

    file: str = ""
    """The configuration's own path for messages; empty where there is none."""
    targets: tuple[str, ...] = ()
    """What a scan without PATHS judges, relative to the root; empty for all of it."""
    exclude: tuple[str, ...] = ()
    """Globs as in .gitignore, relative to the root; what they match is not looked at."""
    select: tuple[str, ...] = ()
    """Ids of the only rules to carry out; empty for all."""
    ignore: tuple[str, ...] = ()
    """Ids of rules that are not carried out."""
    profile: Profile = Profile.DEFAULT
    fail_on: FailOn = FailOn.LOW
    scope_complete: bool = False
    """Whether the targets are all there is, so that a missing NetworkPolicy is missing and not merely elsewhere."""
    kubernetes_version: str = ""
    """The minor release that manifests are for, e.g. ``1.36``; empty for the newest that is known."""
    pod_security_version: str = ""
    """The version of the Pod Security Standards, e.g. ``v1.31`` or ``latest``; empty where the label of each namespace
    decides, and the newest counts where there is none."""
    render: bool = True
    """Whether charts and overlays are rendered, where the user has the tools."""
    helm_values: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """A chart's directory, relative to the root, to its values files, relative to the chart."""
    policy_directories: tuple[str, ...] = ()
    """Relative to the root; empty for the policies that come with Plimsoll."""
    parameters: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    """``data.plimsoll.config``: a policy's id to its section, beside shared sections."""
    engine: EngineConfig = EngineConfig()
    drift_managers: tuple[str, ...] = ()
    """Globs on the names of the field managers that deploy, for ``plimsoll drift``; empty for those it knows."""
    suppressions: tuple[Suppression, ...] = ()
    peers: tuple[str, ...] = ()
    """Other scanners whose suppressions in manifests are read; asked for by ``--from`` alone."""
    locate_parameter: Callable[[Sequence[str | int]], tuple[int, int]] = first_line
    """The line and column of a path below ``policies.parameters``."""
