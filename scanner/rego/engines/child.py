"""A child process that exchanges lines, without threads: pipes that never block, and one poll for several children."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections import deque
from typing import IO, TYPE_CHECKING

from scanner.rego.engines.failures import OUT_OF_MEMORY

if TYPE_CHECKING:
    from collections.abc import Sequence

_CHUNK = 1 << 20
_STDERR_KEPT = 8 << 10
"""How much of the end of standard error is kept, in bytes."""
_LINE_LIMIT = 80 << 20
"""A longer line is no answer: the engine bounds its own at 64 MiB."""
_READABLE = select.POLLIN | select.POLLHUP | select.POLLERR


class Child:
    """A running process; `pump` moves its data."""

    def __init__(self, command: Sequence[str], *, data_limit_mib: int) -> None:
        """Start it, in a process group of its own so that an interrupt at the terminal reaches only us.

        On Linux its data segment is limited (``RLIMIT_DATA``, setrlimit(2)): that counts what can be written to, and
        not the address space that Go reserves.
        """
        self._process = subprocess.Popen(  # noqa: S603 - the command is the engine's own path and flags
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            env={"GOTRACEBACK": "single"},
            process_group=0,
        )
        limit_data(self._process.pid, data_limit_mib)
        if self._process.stdin is None or self._process.stdout is None or self._process.stderr is None:
            raise AssertionError("Popen was asked for pipes")
        self._stdin = self._process.stdin
        self._stdout = self._process.stdout
        self._stderr = self._process.stderr
        for pipe in (self._stdin, self._stdout, self._stderr):
            os.set_blocking(pipe.fileno(), False)
        self._outgoing: deque[memoryview] = deque()
        self._partial = bytearray()
        self._error_text = bytearray()
        self._lines: deque[bytes] = deque()
        self.ended = False
        """Whether standard output has ended: the process has, or soon will."""

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs, as far as the system knows now."""
        return not self.ended and self._process.poll() is None

    def send(self, line: bytes) -> None:
        """Queue one line, which ends in a line feed; `pump` writes it."""
        self._outgoing.append(memoryview(line))

    def next_line(self) -> bytes | None:
        """Take the next line received, without its line feed."""
        return self._lines.popleft() if self._lines else None

    def kill(self) -> None:
        """End the process at once and release everything. May be called twice."""
        kill_group(self._process)
        self._drain_errors()
        for pipe in (self._stdin, self._stdout, self._stderr):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()
        self.ended = True
        self._outgoing.clear()

    def obituary(self) -> tuple[str, str]:
        """Say how an ended process ended ("ended by signal SIGKILL"), and the end of its standard error."""
        try:
            code = self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self.kill()
            return "closed its output", self._errors()
        self.kill()
        return _cause(code, self._errors()), self._errors()

    def _errors(self) -> str:
        return self._error_text.decode("utf-8", "replace").strip()

    def _drain_errors(self) -> None:
        if not self._stderr.closed:
            self._read_errors()

    # What follows is for `pump`.

    def watch(self, poll: select.poll, interest: dict[int, tuple[Child, str]]) -> None:
        """Register what can be waited for."""
        poll.register(self._stdout, _READABLE)
        interest[self._stdout.fileno()] = (self, "stdout")
        poll.register(self._stderr, _READABLE)
        interest[self._stderr.fileno()] = (self, "stderr")
        if self._outgoing:
            poll.register(self._stdin, select.POLLOUT)
            interest[self._stdin.fileno()] = (self, "stdin")

    def move(self, pipe: str) -> None:
        """Read or write what is possible now."""
        if pipe == "stdin":
            self._write()
        elif pipe == "stdout":
            self._read()
        else:
            self._read_errors()

    def _write(self) -> None:
        try:
            while self._outgoing:
                written = os.write(self._stdin.fileno(), self._outgoing[0])
                if written < len(self._outgoing[0]):
                    self._outgoing[0] = self._outgoing[0][written:]
                else:
                    self._outgoing.popleft()
        except BlockingIOError:
            pass  # the pipe is full: poll tells when it is not
        except BrokenPipeError:
            self._outgoing.clear()  # it has ended or is ending: the end of its output tells

    def _read(self) -> None:
        chunk = _take(self._stdout)
        if chunk is None:
            return
        *whole, rest = chunk.split(b"\n")
        for line in whole:
            self._partial += line
            self._lines.append(bytes(self._partial))
            self._partial.clear()
        self._partial += rest
        if not chunk or len(self._partial) > _LINE_LIMIT:
            self.ended = True

    def _read_errors(self) -> None:
        while chunk := _take(self._stderr):
            self._error_text += chunk
            del self._error_text[:-_STDERR_KEPT]


def _take(pipe: IO[bytes]) -> bytes | None:
    """Read what is there: None where there is nothing yet, empty at the end."""
    try:
        return os.read(pipe.fileno(), _CHUNK)
    except BlockingIOError:
        return None


def pump(children: Sequence[Child], timeout_s: float) -> None:
    """Wait until one of the children can be read from or written to, at most ``timeout_s``; read and write."""
    poll = select.poll()
    interest: dict[int, tuple[Child, str]] = {}
    for child in children:
        if not child.ended:
            child.watch(poll, interest)
    for descriptor, _ in poll.poll(max(0.0, timeout_s) * 1000):
        child, pipe = interest[descriptor]
        child.move(pipe)


def receive(child: Child, deadline_s: float) -> bytes | None:
    """Wait for one line; None where it did not come in time or the child has ended."""
    until = time.monotonic() + deadline_s
    while (line := child.next_line()) is None:
        remaining = until - time.monotonic()
        if child.ended or remaining <= 0:
            return None
        pump((child,), remaining)
    return line


def _cause(code: int, errors: str) -> str:
    if code == _EXIT_MEMORY or "out of memory" in errors or "cannot allocate memory" in errors:
        return OUT_OF_MEMORY
    if code < 0:
        return f"was ended by signal {signal.Signals(-code).name}"
    return f"ended with code {code}"


_EXIT_MEMORY = 77
"""As in engine/main.go."""


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """End a process that was started in a group of its own, and what it started itself, as a wrapper script does."""
    # The group bears the id of its first process, which is not given to another before it was waited for.
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):  # PermissionError: macOS, for a zombie
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def limit_data(pid: int, mib: int) -> None:
    """Limit what a process may write to, in MiB, where the system is Linux."""
    if sys.platform == "linux":  # elsewhere the engine's own watch over its memory has to do
        import resource

        # A process that has ended already is noticed by its silence.
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_DATA, (mib << 20, mib << 20))
