"""HTTP over a Unix domain socket for `requests`, which has none of its own."""

from __future__ import annotations

import socket
from typing import Any

import requests.adapters
import urllib3


class _Connection(urllib3.connection.HTTPConnection):
    def __init__(self, path: str, timeout: Any) -> None:
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def _new_conn(self) -> socket.socket:
        """Connect; the base class calls this to open its socket, and knows these exceptions."""
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(self.timeout)
        try:
            connection.connect(self._path)
        except TimeoutError as error:
            connection.close()
            raise urllib3.exceptions.ConnectTimeoutError(self, f"'{self._path}' does not answer") from error
        except OSError as error:
            connection.close()
            raise urllib3.exceptions.NewConnectionError(self, f"'{self._path}': {error}") from error
        return connection


class _Pool(urllib3.connectionpool.HTTPConnectionPool):
    def __init__(self, path: str) -> None:
        super().__init__("localhost")
        self._path = path

    def _new_conn(self) -> _Connection:
        return _Connection(self._path, self.timeout.connect_timeout)


class _Adapter(requests.adapters.HTTPAdapter):
    def __init__(self, path: str) -> None:
        super().__init__(max_retries=0)
        self._pool = _Pool(path)

    def get_connection_with_tls_context(self, *_: Any, **__: Any) -> _Pool:
        """Return the one pool, whatever the URL (https://requests.readthedocs.io/en/latest/api/)."""
        return self._pool

    def close(self) -> None:
        """Close the connections."""
        super().close()
        self._pool.close()


def adapter(path: str) -> requests.adapters.HTTPAdapter:
    """Return an adapter that reaches the socket at ``path``."""
    return _Adapter(path)
