"""Asking an API server: raw bytes over one pool of connections, bounded in time and size.

The official client is used for configuration and authentication only (see `scanner.cluster.connect`): its models are
six to ten times slower than JSON, and its discovery cache is a file of a predictable name that it trusts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from scanner.errors import ClusterError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_MIB = 1024 * 1024
_BLOCK = 256 * 1024
_UNAUTHORIZED = 401


class Disconnected(ClusterError):
    """The connection was refused, cut or timed out: it may be tried again."""


class TooLarge(ClusterError):
    """The answer is larger than the bound."""


@dataclass(frozen=True, slots=True)
class Response:
    """What an API server answered."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes = field(repr=False)

    @property
    def media_type(self) -> str:
        """The content type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Access:
    """Where an API server is and how to be let in. Holds credentials: never shown, never put in a message."""

    host: str
    pool: Any = field(repr=False)
    """A ``urllib3.PoolManager`` with the certificates and the proxy of the configuration."""
    headers: Callable[[], Mapping[str, str]] = field(repr=False)
    """The headers that authenticate, as of now: a token may have been renewed."""


@dataclass(slots=True)
class Connection:
    """A connection to one API server. A context manager: leaving it closes every socket."""

    connect: Callable[[], Access] = field(repr=False)
    """Reads the configuration, anew after a 401: an exec plugin is asked again."""
    context: str
    """What the configuration calls it; for people."""
    request_timeout_s: float = 30.0
    """To connect, and between two reads."""
    max_bytes: int = 128 * _MIB
    """Of one answer."""
    _access: Access | None = field(default=None, init=False, repr=False)

    def get(self, path: str, query: Mapping[str, str] | None = None, accept: str = "application/json") -> Response:
        """Return the answer to a GET, whatever its status. Raises `Disconnected` and `TooLarge`."""
        return self._authenticated("GET", path, query or {}, {"Accept": accept}, None)

    def post(self, path: str, body: bytes) -> Response:
        """Return the answer to a POST of JSON, whatever its status. Raises `Disconnected` and `TooLarge`."""
        headers = {"Accept": "application/json", "Content-Type": "application/json"}
        return self._authenticated("POST", path, {}, headers, body)

    def change(self, method: str, path: str, query: Mapping[str, str], content_type: str, body: bytes) -> Response:
        """Return the answer to a PATCH or DELETE, whatever its status. Raises `Disconnected` and `TooLarge`.

        Nothing but writing reports calls this: see `scanner.cluster.publishing`.
        """
        headers = {"Accept": "application/json", "Content-Type": content_type}
        return self._authenticated(method, path, query, headers, body)

    def _authenticated(
        self, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes | None
    ) -> Response:
        response = self._request(method, path, query, headers, body)
        if response.status == _UNAUTHORIZED:  # the token may have run out: once more with a new one
            self.close()
            response = self._request(method, path, query, headers, body)
        return response

    def _request(
        self, method: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes | None
    ) -> Response:
        import urllib3  # comes with the extra

        if self._access is None:
            self._access = self.connect()
        access = self._access
        timeout = urllib3.Timeout(connect=self.request_timeout_s, read=self.request_timeout_s)
        address = access.host.rstrip("/") + path + (f"?{_encoded(query)}" if query else "")
        try:
            raw = access.pool.request(
                method,
                address,
                body=body,
                headers={**access.headers(), **headers, "Accept-Encoding": "identity"},
                timeout=timeout,
                retries=False,
                redirect=False,
                preload_content=False,
            )
            try:
                return Response(
                    raw.status, {name.lower(): value for name, value in raw.headers.items()}, self._body(raw)
                )
            except BaseException:
                raw.close()  # what is left unread must not be taken for the next answer
                raise
            finally:
                raw.release_conn()
        except (urllib3.exceptions.HTTPError, OSError) as error:
            # Without the error's own words: they may quote the request.
            raise Disconnected(f"the connection failed: {_cause(error)}") from None

    def _body(self, raw: Any) -> bytes:
        blocks: list[bytes] = []
        size = 0
        for block in raw.stream(_BLOCK, decode_content=True):
            size += len(block)
            if size > self.max_bytes:
                raise TooLarge(f"the answer has more than {self.max_bytes // _MIB} MiB")
            blocks.append(block)
        expected = raw.headers.get("content-length", "")
        if expected.isdigit() and not raw.headers.get("content-encoding") and size != int(expected):
            raise Disconnected(f"the answer was cut off after {size} of {expected} bytes")
        return b"".join(blocks)

    def close(self) -> None:
        """Close every socket and forget the credentials."""
        if self._access is not None:
            self._access.pool.clear()
            self._access = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _encoded(query: Mapping[str, str]) -> str:
    from urllib.parse import urlencode

    return urlencode(query)


def _cause(error: BaseException) -> str:
    """Name the innermost cause by its type: ``ConnectTimeoutError``, ``ConnectionRefusedError``."""
    seen: list[BaseException] = []
    while error not in seen:
        seen.append(error)
        reason = getattr(error, "reason", None)
        following = reason if isinstance(reason, BaseException) else error.__cause__ or error.__context__
        if following is None:
            break
        error = following
    return type(error).__name__
