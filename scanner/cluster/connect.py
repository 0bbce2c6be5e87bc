"""From a kubeconfig, or the service account of a pod, to a connection: the official client reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.cluster.connection import Access, Connection
from scanner.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

IN_CLUSTER = "in-cluster"
_MISSING = (
    "the cluster's client is not installed: pip install 'plimsoll-scanner[cluster]' (nothing else of Plimsoll needs it)"
)


def open_connection(context: str = "", kubeconfig: str = "", request_timeout_s: float = 30.0) -> Connection:
    """Return a connection to the cluster of a context: named, else current; in a pod without kubeconfig its own.

    Raises `UsageError` where the client is not installed or the configuration cannot be right.
    """
    name = _context_name(context, kubeconfig)
    connection = Connection(
        connect=lambda: _access(name, context, kubeconfig), context=name, request_timeout_s=request_timeout_s
    )
    connection._access = connection.connect()  # noqa: SLF001 - so that a wrong configuration is told before anything else
    return connection


def _context_name(context: str, kubeconfig: str) -> str:
    config = _client_config()
    try:
        _, active = config.list_kube_config_contexts(config_file=kubeconfig or None)
    except config.ConfigException as error:
        if not context and not kubeconfig and _is_in_pod():
            return IN_CLUSTER
        raise UsageError(f"no kubeconfig can be used: {_told(error)}") from None
    except Exception as error:  # noqa: BLE001 - a parser or a plugin may fail in any way
        # A parser's own words may quote the file, which holds credentials.
        raise UsageError(f"the kubeconfig cannot be read: {type(error).__name__}") from None
    return context or str(active["name"])


def _access(name: str, context: str, kubeconfig: str) -> Access:
    from kubernetes import client

    config = _client_config()
    configuration = client.Configuration()
    try:
        if name == IN_CLUSTER and not context and not kubeconfig:
            config.load_incluster_config(client_configuration=configuration)
        else:
            config.load_kube_config(
                config_file=kubeconfig or None,
                context=context or None,
                client_configuration=configuration,
                persist_config=False,
            )
    except config.ConfigException as error:
        raise UsageError(f"context '{name}' cannot be used: {_told(error)}") from None
    except Exception as error:  # noqa: BLE001 - a parser or a plugin may fail in any way
        raise UsageError(f"context '{name}' cannot be used: {type(error).__name__}") from None
    pool = client.rest.RESTClientObject(configuration).pool_manager

    def headers() -> Mapping[str, str]:
        settings: dict[str, Any] = dict(configuration.auth_settings())
        return {"User-Agent": "plimsoll", **{one["key"]: one["value"] for one in settings.values() if one["value"]}}

    return Access(configuration.host, pool, headers)


def _client_config() -> Any:
    try:
        from kubernetes import config
    except ImportError as error:
        raise UsageError(_MISSING) from error
    return config


def _is_in_pod() -> bool:
    from pathlib import Path

    from kubernetes.config.incluster_config import SERVICE_TOKEN_FILENAME

    return Path(SERVICE_TOKEN_FILENAME).is_file()


def _told(error: BaseException) -> str:
    """Return the first line of the client's own words, without what a credential plugin printed."""
    return str(error).partition("\n")[0].partition("process returned")[0].rstrip(" .:")[:200]
