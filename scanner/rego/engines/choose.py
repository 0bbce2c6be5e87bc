"""Which engine evaluates the policies."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.errors import EngineMissing

if TYPE_CHECKING:
    from scanner.rego.engine import Engine

_PACKAGE = Path(__file__).resolve().parents[2]
_NAMES = ("plimsoll-engine", "plimsoll-engine.exe")


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """What the user says about the engine."""

    opa_url: str = ""
    """An OPA server to use: scheme, host and port. Empty for an engine of our own."""
    token: str = ""
    """Bearer token for that server."""
    ca_file: str = ""
    """PEM file of the authorities to trust for that server; the system's where empty."""
    deadline_s: float = 10.0
    """How long one policy may take on one document."""
    memory_mib: int = 1024
    """How much memory one process of the engine may take."""
    workers: int = 1
    """How many processes the embedded engine may use."""
    search_path: str | None = None
    """Where to look for ``opa``, in the form of PATH; None for the environment's own."""


def choose_engine(settings: EngineSettings) -> Engine:
    """Return the server that was named, or the embedded engine, or the ``opa`` command; nothing is started yet.

    Raises `UsageError` for an address that cannot be right, and `EngineMissing` where there is no engine at all.
    """
    # Each engine is imported when it is chosen: the client of the server engine alone takes 0.3 s.
    if settings.opa_url:
        from scanner.rego.engines.server import ServerEngine

        return ServerEngine(
            settings.opa_url, token=settings.token, ca_file=settings.ca_file, deadline_s=settings.deadline_s
        )
    binary = embedded_binary()
    if binary is not None:
        from scanner.rego.engines.embedded import EmbeddedEngine

        return EmbeddedEngine(
            binary, deadline_s=settings.deadline_s, memory_mib=settings.memory_mib, workers=settings.workers
        )
    command = shutil.which("opa", path=settings.search_path)
    if command is not None:
        from scanner.rego.engines.opa_command import OpaCommandEngine

        return OpaCommandEngine(Path(command), deadline_s=settings.deadline_s, memory_mib=settings.memory_mib)
    raise EngineMissing(
        "Install OPA 1.0 or later (https://www.openpolicyagent.org/docs#running-opa), so that 'opa' is on the PATH.\n"
        "This installation carries no embedded engine: it was built without Go. The wheels for Linux and macOS carry "
        "one; in a checkout, 'make setup' builds it. An OPA server can be named with --opa-url.",
    )


def embedded_binary(package: Path = _PACKAGE) -> Path | None:
    """Return the embedded engine: carried by the wheel, or built in a checkout; None where there is none."""
    for directory in (package / "bin", package.parent / "build"):
        for name in _NAMES:
            if (directory / name).is_file():
                return directory / name
    return None
