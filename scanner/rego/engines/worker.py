"""One process of the embedded engine: started when needed, told what is loaded, asked one thing at a time."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from scanner.errors import EngineFailed, EngineTimeout
from scanner.rego.engines.child import Child, pump, receive
from scanner.rego.engines.failures import seconds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROTOCOL = 1
"""As in engine/protocol.go."""

_START_S = 20.0
"""How long a fresh process may take to answer at all, on a machine that is busy."""
_LOAD_S = 120.0
"""How long parsing and compiling everything may take; a hundred policies take about a tenth of a second."""


class Worker:
    """A process of the engine, replaced when it has ended."""

    def __init__(self, binary: Path, *, memory_mib: int) -> None:
        """Start nothing yet."""
        # The engine watches its own memory; the limit of the system stops what grows faster than it can look, and
        # leaves room for what Go maps beside its heap.
        self._command = (str(binary), "-memory-mib", str(memory_mib))
        self._data_limit_mib = memory_mib + memory_mib // 2 + 256
        self._child: Child | None = None
        self._last_id = 0
        self.loaded: bytes | None = None
        """The fields of the load request that this process, or its successor, has to know."""
        self.opa_version = ""

    @property
    def running(self) -> Child | None:
        """The process, where there is one."""
        return self._child

    def load(self, fields: bytes) -> list[dict[str, Any]]:
        """Load modules and data; return the errors as the engine words them."""
        self.loaded = None
        answer = self.ask("load", fields, _LOAD_S)
        self.loaded = fields
        errors: list[dict[str, Any]] = answer["errors"]
        return errors

    def send(self, operation: str, fields: bytes) -> int:
        """Send a request; return its id. ``fields`` is the rest of its JSON object, or empty."""
        return self._post(self._ready(), operation, fields)

    def ask(self, operation: str, fields: bytes, deadline_s: float) -> dict[str, Any]:
        """Send a request and wait for its one answer. Raises `EngineFailed` or `EngineTimeout`."""
        return next(self.stream(operation, fields, deadline_s))

    def stream(self, operation: str, fields: bytes, gap_s: float) -> Iterator[dict[str, Any]]:
        """Send a request and yield its answers, each at most ``gap_s`` after the one before."""
        return self._stream(self._ready(), operation, fields, gap_s)

    def end(self) -> None:
        """End the process. May be called twice."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()

    def bury(self) -> tuple[str, str]:
        """Say how the process ended, and the end of its standard error; the next request starts another."""
        child, self._child = self._child, None
        if child is None:
            return "had ended before", ""
        return child.obituary()

    def _ready(self) -> Child:
        """Return the running process; one is started, and told what is loaded, where there is none."""
        if self._child is not None and not self._child.alive:
            self.end()  # it ended while it had nothing to do: no query is to blame
        if self._child is None:
            try:
                child = self._child = Child(self._command, data_limit_mib=self._data_limit_mib)
            except OSError as error:
                raise EngineFailed(f"The engine '{self._command[0]}' cannot be started: {error}.") from error
            self._last_id = 0
            self._greet(next(self._stream(child, "version", b"", _START_S)))
            if self.loaded is not None:
                next(self._stream(child, "load", self.loaded, _LOAD_S))
        return self._child

    def _greet(self, answer: dict[str, Any]) -> None:
        if answer.get("protocol") != PROTOCOL:
            self.end()
            raise EngineFailed(
                f"The engine '{self._command[0]}' speaks protocol {answer.get('protocol')} and not {PROTOCOL}: "
                "it belongs to another version of Plimsoll. Build or install it anew.",
            )
        self.opa_version = str(answer.get("opa", ""))

    def _post(self, child: Child, operation: str, fields: bytes) -> int:
        self._last_id += 1
        separator = b"," if fields else b""
        child.send(b'{"id":%d,"op":"%s"%s%s}\n' % (self._last_id, operation.encode(), separator, fields))
        return self._last_id

    def _stream(self, child: Child, operation: str, fields: bytes, gap_s: float) -> Iterator[dict[str, Any]]:
        number = self._post(child, operation, fields)
        while True:
            line = receive(child, gap_s)
            if line is None:
                raise self._silence(child, operation, gap_s)
            try:
                answer = decode(line)
                check_id(answer, number)
            except EngineFailed:
                self.end()
                raise
            if "error" in answer:
                raise EngineFailed(str(answer["error"]))
            yield answer

    def _silence(self, child: Child, operation: str, deadline_s: float) -> EngineFailed | EngineTimeout:
        if not child.ended:
            self.end()
            return EngineTimeout(f"The engine did not finish '{operation}' within {seconds(deadline_s)}.")
        cause, detail = self.bury()
        return EngineFailed(f"The engine {cause} during '{operation}'." + (f"\n{detail}" if detail else ""))


def decode(line: bytes) -> dict[str, Any]:
    """Read one answer. Raises `EngineFailed` where it is no JSON object."""
    try:
        answer = json.loads(line)
    except ValueError as error:
        raise EngineFailed(f"The engine answered something that is not JSON: {error}.") from error
    if not isinstance(answer, dict):
        raise EngineFailed("The engine answered something that is no JSON object.")
    return answer


def check_id(answer: dict[str, Any], number: int) -> None:
    """Raise `EngineFailed` where an answer belongs to another request."""
    if answer.get("id") != number:
        raise EngineFailed(f"The engine answered request {answer.get('id')} in place of {number}.")


def encode(value: Any) -> bytes:
    """Write JSON as the engine reads it. Raises ValueError, TypeError or RecursionError for what JSON lacks."""
    return json.dumps(value, allow_nan=False, separators=(",", ":")).encode()


def wait(workers: list[Worker], until: float) -> None:
    """Wait until one of the workers has said something, at most until that time of the monotonic clock."""
    pump([worker.running for worker in workers if worker.running is not None], until - time.monotonic())
