"""The engines that the tests of Rego run on. Nothing is built here: what is absent is skipped, with the reason."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scanner.rego.engines.choose import embedded_binary
from scanner.rego.engines.embedded import EmbeddedEngine
from scanner.rego.engines.opa_command import OpaCommandEngine
from scanner.rego.engines.server import ServerEngine
from tests.absent import absent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scanner.rego.engine import Engine

DEADLINE_S = 3.0
MEMORY_MIB = 512
OPA_VERSION = "1.22.2"


def children() -> set[int]:
    """Return the ids of this process's children, zombies included."""
    found = subprocess.run(["pgrep", "-P", str(os.getpid())], capture_output=True, text=True, check=False)
    return {int(pid) for pid in found.stdout.split()}


@pytest.fixture
def nothing_left() -> Iterator[None]:
    """Fail a test that leaves a process or a thread behind."""
    processes, threads = children(), set(threading.enumerate())
    yield
    assert children() - processes == set()
    assert set(threading.enumerate()) - threads == set()


@pytest.fixture(scope="session")
def engine_binary() -> Path:
    binary = embedded_binary()
    if binary is None:
        absent("build/plimsoll-engine is absent: 'make setup' builds it where Go is found")
    return binary


@pytest.fixture(scope="session")
def opa_path() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "plimsoll"
    built = cache / "bin" / f"opa-{OPA_VERSION}"
    if built.is_file():
        return built
    on_path = shutil.which("opa")
    if on_path is None:
        absent(f"opa {OPA_VERSION} is absent: 'make tools' builds it where Go is found")
    return Path(on_path)


@pytest.fixture
def embedded_engine(engine_binary: Path, nothing_left: None) -> Iterator[EmbeddedEngine]:  # noqa: ARG001 - a fixture asks for another by naming it
    with EmbeddedEngine(engine_binary, deadline_s=DEADLINE_S, memory_mib=MEMORY_MIB) as engine:
        yield engine


@dataclass(frozen=True, slots=True)
class OpaServer:
    url: str
    process: subprocess.Popen[bytes]


def start_server(opa: Path, directory: Path, *flags: str) -> OpaServer:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [str(opa), "run", "--server", "--addr", f"127.0.0.1:{port}", "--log-level", "error"]
    process = subprocess.Popen(
        [*command, "--skip-version-check", *flags], cwd=directory, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    until = time.monotonic() + 20
    while True:
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=1):  # noqa: S310 - our own server on loopback
                return OpaServer(url, process)
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                process.kill()
                process.wait()
                raise
            time.sleep(0.05)


@pytest.fixture
def start_opa(opa_path: Path, tmp_path: Path, nothing_left: None) -> Iterator[Callable[..., OpaServer]]:  # noqa: ARG001 - a fixture asks for another by naming it
    """Yield what starts a server on loopback with further flags; it is ended after the test."""
    started: list[OpaServer] = []

    def start(*flags: str) -> OpaServer:
        started.append(start_server(opa_path, tmp_path, *flags))
        return started[-1]

    yield start
    for server in started:
        server.process.kill()
        server.process.wait()


@pytest.fixture
def opa_server(start_opa: Callable[..., OpaServer]) -> OpaServer:
    return start_opa()


@pytest.fixture(params=["embedded", "command", "server"])
def engine(request: pytest.FixtureRequest, nothing_left: None) -> Iterator[Engine]:  # noqa: ARG001 - a fixture asks for another by naming it
    """Yield each engine in turn: they must not differ."""
    if request.param == "embedded":
        yield request.getfixturevalue("embedded_engine")
        return
    made: Engine
    if request.param == "command":
        made = OpaCommandEngine(request.getfixturevalue("opa_path"), deadline_s=DEADLINE_S, memory_mib=MEMORY_MIB)
    else:
        made = ServerEngine(request.getfixturevalue("opa_server").url, deadline_s=DEADLINE_S)
    with made:
        yield made
