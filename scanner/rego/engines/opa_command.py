"""The ``opa`` command as an engine, for where the embedded one was not built.

It is run as a server on a Unix domain socket in a directory that only this user may enter, and spoken to like any
other OPA server. ``opa eval`` would need a process for each document, and one failing policy would fail all in it;
``opa exec`` knows no deadline. The server has strict errors of builtins, stops an evaluation when its client hangs up,
and keeps prepared queries. It has no flag for capabilities: the server engine refuses network builtins by the syntax
tree.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from scanner.errors import EngineFailed
from scanner.rego.engines.child import kill_group, limit_data
from scanner.rego.engines.server import ServerEngine
from scanner.rego.engines.server_link import Lost

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from scanner.rego.engine import Evaluation, ModuleError, Result

_SOCKET = "opa.sock"
_LOG = "log"
_LOG_KEPT = 2000
"""How much of the end of the log is shown, in bytes."""
_START_S = 20.0
_PAUSE_S = 0.02
_DEATHS = 12
"""As in `scanner.rego.engines.run`."""
_TRANSLATE_S = 20.0


class OpaCommandEngine:
    """Evaluates with an ``opa`` command of version 1.0 or later. To be used from one thread."""

    def __init__(self, command: Path, *, deadline_s: float, memory_mib: int) -> None:
        """Start nothing yet."""
        self._command = command
        self._deadline_s = deadline_s
        self._memory_mib = memory_mib
        self._directory: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._server: ServerEngine | None = None
        self._deaths = 0
        self.opa_version = ""
        """Empty until it was started."""

    @property
    def name(self) -> str:
        """``opa command (OPA 1.22.2)``; starts the process if need be. Raises `EngineError`."""
        self._started()
        return f"opa command (OPA {self.opa_version})"

    def load(self, modules: Mapping[str, str], data: Mapping[str, Any]) -> tuple[ModuleError, ...]:
        """Compile ``modules`` with ``data``. Raises `EngineError` where nothing at all can be said."""
        if self._server is not None and self._directory is not None:
            self._replace(self._server, self._directory)  # faster than deleting each policy: each compiles the rest
            self._server.forget()
        return self._started().load(modules, data)

    def evaluate(self, batch: Sequence[Evaluation]) -> Iterator[tuple[Result, ...]]:
        """Yield, for each evaluation in order, one result per query in order."""
        return self._started().evaluate(batch)

    def close(self) -> None:
        """End the process and remove its directory. May be called twice."""
        self._kill()  # first: what it holds goes with it
        server, self._server = self._server, None
        if server is not None:
            server.close()
        directory, self._directory = self._directory, None
        if directory is not None:
            shutil.rmtree(directory)

    def __enter__(self) -> Self:
        """Return the engine itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def _started(self) -> ServerEngine:
        if self._server is None:
            self._directory = Path(tempfile.mkdtemp(prefix="plimsoll-"))  # mode 0700: nobody else reaches the socket
            self._server = ServerEngine(
                "http://localhost",
                deadline_s=self._deadline_s,
                socket=str(self._directory / _SOCKET),
                modernise=self._modernise,
                revive=self._revive,
            )
            try:
                self._start(self._server, self._directory)
            except EngineFailed:
                self.close()
                raise
        return self._server

    def _start(self, server: ServerEngine, directory: Path) -> None:
        flags = ("--log-level", "error", "--skip-version-check", "--optimize-store-for-read-speed")
        with (directory / _LOG).open("wb") as log:
            try:
                process = subprocess.Popen(  # noqa: S603 - the command is the user's own opa
                    (str(self._command), "run", "--server", "--addr", f"unix://{directory / _SOCKET}", *flags),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd=directory,
                    env={"HOME": str(directory), "GOMEMLIMIT": f"{self._memory_mib * 3 // 4}MiB"},
                    process_group=0,
                )
            except OSError as error:
                raise EngineFailed(f"The command '{self._command}' cannot be started: {error}.") from error
        self._process = process
        limit_data(process.pid, self._memory_mib + 256)
        until = time.monotonic() + _START_S
        while True:
            try:
                self.opa_version = server.opa_version()
            except Lost as error:
                if process.poll() is not None or time.monotonic() > until:
                    log_end = (directory / _LOG).read_bytes()[-_LOG_KEPT:].decode("utf-8", "replace").strip()
                    raise EngineFailed(
                        f"The command '{self._command}' did not start as a server; Plimsoll needs OPA 1.0 or later.\n"
                        f"{log_end}".strip(),
                    ) from error
                time.sleep(_PAUSE_S)
            else:
                return

    def _revive(self) -> bool:
        """Start another process in place of the one that ended."""
        self._deaths += 1
        if self._server is None or self._directory is None or self._deaths >= _DEATHS:
            return False
        self._replace(self._server, self._directory)
        return True

    def _replace(self, server: ServerEngine, directory: Path) -> None:
        self._kill()
        (directory / _SOCKET).unlink(missing_ok=True)
        self._start(server, directory)

    def _kill(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            kill_group(process)

    def _modernise(self, text: str) -> str | None:
        """Translate Rego v0 to v1 with ``opa fmt``: one server reads one version only. Lines may move by a few."""
        if self._directory is None:
            return None
        path = self._directory / "v0.rego"
        path.write_text(text, encoding="utf-8")
        try:
            done = subprocess.run(  # noqa: S603 - the command is the user's own opa
                (str(self._command), "fmt", "--v0-v1", str(path)),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                cwd=self._directory,
                env={"HOME": str(self._directory)},
                timeout=_TRANSLATE_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return None  # it stays refused, with the server's reason
        return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None
