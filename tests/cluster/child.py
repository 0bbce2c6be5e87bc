"""A server in a process of its own that does not outlive this one, however this one ends."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# The shell holds the read end of a pipe whose write end only this process has: when this process is gone, killed or
# not, reading ends and the server is killed. Ends with the server's own exit code when the server ends first.
GUARD = """
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
(cat <&3 >/dev/null; kill -9 "$server") 2>/dev/null &
exec 3<&-
wait "$server"
"""


@dataclass(frozen=True, slots=True)
class Child:
    """A running server."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def last_words(self) -> str:
        """Return the end of its log, for the message of a failure."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-2000:]


@contextlib.contextmanager
def child(log: Path, *command: str | Path) -> Iterator[Child]:
    """Start a server, its output in ``log``; kill it at the end."""
    with (
        log.open("wb") as output,
        subprocess.Popen(
            ["/bin/sh", "-c", GUARD, "guard", *map(str, command)],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as process,
    ):
        try:
            yield Child(process, log)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on now; another may take it before it is used."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
