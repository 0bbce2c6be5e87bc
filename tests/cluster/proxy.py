"""An HTTPS proxy in front of the API server that answers some requests with a fault.

It has the server's own certificate, so that whoever trusts the server trusts it.
"""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import sys
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from tests.cluster.authentication import ANONYMOUS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from tests.cluster.client import Answer, Client
    from tests.cluster.faults import Fault

OF_ONE_CONNECTION = {"connection", "content-length", "host", "keep-alive", "transfer-encoding", "accept-encoding"}
"""Headers that are not passed on (RFC 9110, section 7.6.1), and what the proxy computes itself."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a client sent."""

    method: str
    path: str
    """With its query."""
    headers: Mapping[str, str]
    """By name in lower case."""
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request, what the server would say to it, and the way to answer."""

    request: Request
    upstream: Client
    handler: BaseHTTPRequestHandler

    def forward(self, *, accept: str | None = None) -> Answer:
        """Ask the server; ``accept`` instead of what the client accepts."""
        passed = {name: value for name, value in self.request.headers.items() if name not in OF_ONE_CONNECTION}
        if accept is not None:
            passed["accept"] = accept
        return self.upstream.request(
            self.request.method, self.request.path, self.request.body, user=ANONYMOUS, headers=passed
        )

    def send(
        self,
        answer: Answer,
        *,
        stop_after: int | None = None,
        pieces: int = 1,
        pause: Callable[[], None] = lambda: None,
    ) -> None:
        """Answer in ``pieces``, a pause before each; close the connection after ``stop_after`` bytes of the body."""
        self.handler.send_response(answer.status)
        for name, value in answer.headers.items():
            if name not in OF_ONE_CONNECTION:
                self.handler.send_header(name, value)
        self.handler.send_header("Content-Length", str(len(answer.body)))
        self.handler.end_headers()
        body = answer.body[:stop_after]
        size = -(-len(body) // pieces) or 1
        for start in range(0, len(body), size):
            pause()
            self.handler.wfile.write(body[start : start + size])
        if stop_after is not None:
            self.handler.close_connection = True


@dataclass(slots=True)
class Rule:
    """Which requests get a fault."""

    method: str
    path: re.Pattern[str]
    """Searched in the path with its query."""
    nth: frozenset[int]
    """Which of the matching requests, the first is 1; all where empty."""
    fault: Fault
    seen: int = 0

    def applies(self, request: Request) -> bool:
        """Say whether this request gets the fault; counts it where it matches."""
        if request.method != self.method or not self.path.search(request.path):
            return False
        self.seen += 1
        return not self.nth or self.seen in self.nth


@dataclass(frozen=True, slots=True)
class Proxy:
    """The running proxy. The first rule that applies decides; without one the server's answer is passed on."""

    url: str
    requests: list[Request] = field(default_factory=list)
    """All that came, in order of arrival."""
    rules: list[Rule] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    """What went wrong in the proxy itself; a test that uses it fails at the end where there is any."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def on(self, method: str, path: str, fault: Fault, *nth: int) -> Rule:
        """Add a fault for requests whose path with query matches the regular expression, for the nth of them or all."""
        rule = Rule(method, re.compile(path), frozenset(nth), fault)
        self.rules.append(rule)
        return rule

    def fault_for(self, request: Request) -> Fault:
        """Note the request and return what answers it."""
        with self._lock:
            self.requests.append(request)
            rule = next((rule for rule in self.rules if rule.applies(request)), None)
        return rule.fault if rule else pass_on

    def paths(self, method: str = "GET") -> list[str]:
        """Return the paths of the requests that came."""
        return [request.path for request in self.requests if request.method == method]


def pass_on(exchange: Exchange) -> None:
    """Answer as the server does."""
    exchange.send(exchange.forward())


class Listener(ThreadingHTTPServer):
    """Knows its open connections, to end those that clients keep."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = 128

    def __init__(self, certificate: Path, key: Path, upstream: Client) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.proxy = Proxy(f"https://127.0.0.1:{self.server_port}")
        self.upstream = upstream
        self.connections: set[ssl.SSLSocket] = set()
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(certificate, key)

    def get_request(self) -> tuple[ssl.SSLSocket, object]:
        """Accept a connection; it speaks TLS in its own thread, so that a silent client holds up no other."""
        accepted, address = super().get_request()
        connection = self.tls.wrap_socket(accepted, server_side=True, do_handshake_on_connect=False)
        self.connections.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        """Forget a connection that has ended."""
        self.connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep what went wrong for the test; a client that went away is no error."""
        del request, client_address
        error = sys.exc_info()[1]
        if isinstance(error, Exception) and not isinstance(error, ConnectionError | ssl.SSLError):
            self.proxy.errors.append(error)

    def end_connections(self) -> None:
        """End what clients keep open, so that their threads end."""
        for connection in list(self.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class Handler(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    server: Listener

    def answer(self) -> None:
        """Answer one request of any method."""
        length = self.headers.get("Content-Length")
        body = self.rfile.read(int(length)) if length else None
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, body)
        self.server.proxy.fault_for(request)(Exchange(request, self.server.upstream, self))

    do_DELETE = do_GET = do_PATCH = do_POST = do_PUT = answer  # noqa: N815 - the names that http.server calls

    def log_message(self, *_: object) -> None:
        """Say nothing: pytest shows what tests write."""


@contextlib.contextmanager
def proxy(upstream: Client, certificate: Path, key: Path) -> Iterator[Proxy]:
    """Run a proxy; at the end no thread of it is left."""
    with Listener(certificate, key, upstream) as listener:
        thread = threading.Thread(target=listener.serve_forever, args=(0.05,), name="fault-proxy")
        thread.start()
        try:
            yield listener.proxy
        finally:
            listener.shutdown()
            thread.join()
            listener.end_connections()
    assert not listener.proxy.errors, listener.proxy.errors
