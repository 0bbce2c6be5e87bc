"""A small HTTPS client for the tests: raw answers, one connection for each request under way, kept open."""

from __future__ import annotations

import contextlib
import http.client
import json
import queue
import select
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.cluster.authentication import User

TIMEOUT_S = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    """By name in lower case."""
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def message(self) -> str:
        """The message of a Status."""
        return str(self.json.get("message", ""))

    def __str__(self) -> str:
        return f"{self.status} {self.body[:1000].decode(errors='replace')}"


@dataclass(frozen=True, slots=True)
class Client:
    """Sends requests to one server; safe to use from several threads."""

    host: str
    port: int
    certificate: Path
    """Of the authority that signed the server's own."""
    _idle: queue.LifoQueue[http.client.HTTPSConnection] = field(default_factory=queue.LifoQueue)

    def connect(self) -> http.client.HTTPSConnection:
        """Return a new connection."""
        context = ssl.create_default_context(cafile=str(self.certificate))
        return http.client.HTTPSConnection(self.host, self.port, timeout=TIMEOUT_S, context=context)

    def _kept(self) -> http.client.HTTPSConnection | None:
        """Return a connection that is still open; one with something to read has been closed by the server."""
        while True:
            try:
                connection = self._idle.get_nowait()
            except queue.Empty:
                return None
            if connection.sock is not None and not select.select([connection.sock], [], [], 0)[0]:
                return connection
            connection.close()

    @contextlib.contextmanager
    def _connection(self) -> Iterator[http.client.HTTPSConnection]:
        connection = self._kept() or self.connect()
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        self._idle.put(connection)

    def request(
        self, method: str, path: str, body: Any = None, *, user: User, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send a request, its body as JSON; raise OSError or HTTPException where no whole answer comes."""
        sent = {"accept": "application/json", **{name.lower(): value for name, value in (headers or {}).items()}}
        if user.token:
            sent["authorization"] = f"Bearer {user.token}"
        if body is not None:
            sent.setdefault("content-type", "application/json")
        content = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        with self._connection() as connection:
            connection.request(method, path, content, sent)
            response = connection.getresponse()
            answered = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, answered, response.read())

    def close(self) -> None:
        """Close the connections that are kept."""
        while not self._idle.empty():
            self._idle.get_nowait().close()
