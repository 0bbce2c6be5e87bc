"""The connection to an OPA server: `opa-python-client` with its traps closed.

The client (version 3.0, source read) answers an undefined document with an empty object, raises bare HTTP errors
without OPA's words, retries for seconds, and rewrites old policies unless told not to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scanner.errors import EngineFailed, EngineTimeout, UsageError
from scanner.rego.engines.failures import seconds
from scanner.rego.engines.reference import data_path
from scanner.rego.engines.server_errors import NO_OPA, ServerError, errors_in, no_opa, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

_WRITE_S = 60.0
"""How long the server may take over one policy or over the data: it compiles everything anew each time."""


class Undefined(Exception):
    """The document that was asked for is undefined."""


class Lost(EngineFailed):
    """The server does not answer any more."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server is and how to be let in."""

    url: str
    token: str = ""
    ca_file: str = ""
    """PEM file of the authorities to trust; the system's where empty."""
    socket: str = ""
    """Path of a Unix domain socket; ``url`` then only names it."""

    def parts(self) -> tuple[str, int, bool]:
        """Return host, port and whether it is TLS. Raises `UsageError`."""
        try:
            parts = urlsplit(self.url)
            port = parts.port
        except ValueError as error:
            raise UsageError(f"The OPA server's address '{self.url}' is not valid: {error}.") from error
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise UsageError(f"The OPA server's address '{self.url}' must begin with http:// or https:// and a host.")
        if parts.path.strip("/") or parts.query or parts.username or parts.password:
            raise UsageError(f"The OPA server's address '{self.url}' must be scheme, host and port alone.")
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        return host, port or (443 if parts.scheme == "https" else 80), parts.scheme == "https"


class Link:
    """One connection to a server. Raises `Lost` where nobody answers, `EngineTimeout` and `EngineFailed`."""

    def __init__(self, address: Address) -> None:
        """Connect to nothing yet. Raises `UsageError`."""
        self._address = address
        self._host, self._port, self._tls = address.parts()
        self._client: Any = None
        self.rename: Callable[[str], str] = str
        """How the texts of the server's errors are shown, with names in the place of policy ids."""

    def close(self) -> None:
        """Close the connection."""
        client, self._client = self._client, None
        if client is not None:
            client.close_connection()

    def version(self) -> str:
        """Return the server's version; empty where it does not say."""
        labels = self._call(lambda client: client.get_config().get("result", {}).get("labels", {}), _WRITE_S)
        return str(labels.get("version", "")) if isinstance(labels, dict) else ""

    def policy_ids(self) -> list[str]:
        """Return the ids of all policies."""
        ids: list[str] = self._call(lambda client: client.get_policies_list(), _WRITE_S)
        return ids

    def policy(self, number: str) -> dict[str, Any]:
        """Return a policy's ``raw`` text and ``ast``."""
        found: dict[str, Any] = self._call(lambda client: client.get_policy(number)["result"], _WRITE_S)
        return found

    def put_policy(self, number: str, text: str) -> list[ServerError]:
        """Create or replace a policy; return the errors for which the server refuses it."""
        from opa_client.errors import RegoParseError

        def put(client: Any) -> list[ServerError]:
            try:
                client.update_policy_from_string(text, number, rego_compat=False)
            except RegoParseError as error:
                said = list(errors_in(error.errors, self.rename))
                return said or [ServerError("", 1, 1, f"{error.expression}: {error.message}")]
            return []

        return self._call(put, _WRITE_S) if text else [ServerError("", 1, 1, "rego_parse_error: empty module")]

    def delete_policy(self, number: str) -> None:
        """Delete a policy, where it is there."""
        self._call(lambda client: _delete(client.delete_policy, number), _WRITE_S)

    def data(self, steps: tuple[str, ...]) -> Any:
        """Return a document below ``data``. Raises `Undefined`."""
        from opa_client.errors import PolicyNotFoundError

        def read(client: Any) -> Any:
            try:
                return client.get_data(data_path(steps))["result"]
            except PolicyNotFoundError as error:
                if error.expression != "PolicyNotFoundError":  # the client's own: a good answer without a result
                    raise
                raise Undefined from error

        return self._call(read, _WRITE_S)

    def put_data(self, steps: tuple[str, ...], value: dict[str, Any]) -> None:
        """Create or replace a document below ``data``."""
        self._call(lambda client: client.update_or_create_data(value, data_path(steps)), _WRITE_S)

    def delete_data(self, steps: tuple[str, ...]) -> None:
        """Delete a document below ``data``, where it is there."""
        self._call(lambda client: _delete(client.delete_data, data_path(steps)), _WRITE_S)

    def query(self, steps: tuple[str, ...], value: Any, deadline_s: float) -> Any:
        """Evaluate the document at ``steps`` with the input ``value``. Raises `Undefined` beside the others."""
        strict = {"strict-builtin-errors": "true"}

        def ask(client: Any) -> Any:
            answer = client.query_rule(value, data_path(steps), query_params=strict)
            if "result" not in answer:
                raise Undefined
            return answer["result"]

        return self._call(ask, deadline_s)

    def _call(self, function: Callable[[Any], Any], deadline_s: float) -> Any:
        import requests
        from opa_client import errors

        said_no = (errors.DeleteDataError, errors.DeletePolicyError, errors.PolicyNotFoundError, errors.RegoParseError)
        client = self._connected()
        client.timeout = deadline_s
        try:
            return function(client)
        except requests.Timeout as error:
            raise EngineTimeout(f"The OPA server did not answer within {seconds(deadline_s)}.") from error
        except requests.ConnectionError as error:
            raise Lost(f"The OPA server at '{self._address.url}' cannot be reached: {error}.") from error
        except (requests.RequestException, *said_no) as error:
            raise EngineFailed(text_of(error, self.rename)) from error
        except NO_OPA as error:
            raise EngineFailed(no_opa(self._address.url, error)) from error

    def _connected(self) -> Any:
        if self._client is None:
            from opa_client import OpaClient  # takes 0.3 s: it imports aiohttp

            # A string for `ssl` becomes `verify` of requests: the one way to name a certificate authority.
            verify = (self._address.ca_file or True) if self._tls else False
            self._client = OpaClient(self._host, self._port, ssl=verify, token=self._address.token or None, retries=0)
            self._settle(self._client._session)  # noqa: SLF001 - the client has no parameter for any of this
        return self._client

    def _settle(self, http: Any) -> None:
        """Let neither ~/.netrc replace the token nor REQUESTS_CA_BUNDLE the authorities; keep the proxies."""
        import requests

        http.trust_env = False
        if self._address.socket:
            from scanner.rego.engines.unix_socket import adapter

            http.mount("http://", adapter(self._address.socket))
        else:
            http.proxies.update(requests.utils.get_environ_proxies(self._address.url))


def _delete(function: Callable[[str], Any], name: str) -> None:
    from opa_client.errors import DeleteDataError, DeletePolicyError

    try:
        function(name)
    except (DeleteDataError, DeletePolicyError) as error:
        if error.expression != "resource_not_found":  # OPA's code: somebody else was faster
            raise
