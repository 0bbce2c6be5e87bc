"""Starts etcd and kube-apiserver on free ports of the loopback address.

Flags: controller-runtime pkg/internal/testing/controlplane and kwok components/kube_apiserver.go, read for their facts.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import subprocess
import time
from typing import TYPE_CHECKING

from tests.cluster.authentication import users
from tests.cluster.child import child, free_port
from tests.cluster.client import Client
from tests.cluster.programs import openssl, program
from tests.cluster.server import Server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cluster.authentication import User, Users
    from tests.cluster.child import Child

READY_S = 120
"""Some ten times what it takes alone: two builds beside it make it slow."""
READY = ("/readyz", "/api/v1/namespaces/default")
ATTEMPTS = 3
"""A port that was free may be taken before it is used."""
FLAGS = (
    "--bind-address=127.0.0.1",
    "--authorization-mode=RBAC",
    "--service-cluster-ip-range=10.0.0.0/24",
    "--allow-privileged=true",
    "--endpoint-reconciler-type=none",
    "--feature-gates=ListFromCacheSnapshot=false",  # else a list continues from memory after etcd has forgotten it
)
WITHOUT_ACCOUNTS = "--disable-admission-plugins=ServiceAccount"
"""No controller makes the account ``default``, which this plugin asks for: a Pod would be refused."""


class NotStarted(AssertionError):
    """A server ended or did not become ready."""


def etcd_command(directory: Path, port: int) -> tuple[str | Path, ...]:
    address, peer = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{free_port()}"
    return (
        program("etcd"),
        f"--data-dir={directory / 'etcd'}",
        f"--listen-client-urls={address}",
        f"--advertise-client-urls={address}",
        f"--listen-peer-urls={peer}",
        f"--initial-advertise-peer-urls={peer}",
        f"--initial-cluster=default={peer}",
        "--unsafe-no-fsync",
        "--log-level=warn",
    )


def signing_key(directory: Path) -> Path:
    """Make the key of service account tokens."""
    path = directory / "service-account.key"
    subprocess.run(
        [openssl(), "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", path],
        check=True,
        capture_output=True,
    )
    return path


def token_webhook(directory: Path, url: str) -> Path:
    """Write where the API server asks for whom a token is."""
    path = directory / "token-webhook.json"
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "tests", "cluster": {"server": url}}],
        "users": [{"name": "tests", "user": {}}],
        "contexts": [{"name": "tests", "context": {"cluster": "tests", "user": "tests"}}],
        "current-context": "tests",
    }
    path.write_text(json.dumps(config), encoding="utf-8")
    return path


def apiserver_command(directory: Path, port: int, etcd: str, webhook: Path, *more: str) -> tuple[str | Path, ...]:
    key = signing_key(directory)
    return (
        program("kube-apiserver"),
        f"--etcd-servers={etcd}",
        f"--secure-port={port}",
        f"--cert-dir={directory / 'certificates'}",
        f"--service-account-issuer=https://127.0.0.1:{port}/",
        f"--service-account-key-file={key}",
        f"--service-account-signing-key-file={key}",
        f"--authentication-token-webhook-config-file={webhook}",
        "--authentication-token-webhook-version=v1",
        *FLAGS,
        *more,
    )


def await_ready(apiserver: Child, etcd: Child, client: Client, admin: User) -> None:
    """Wait until the server says that it is ready and has made the namespace ``default``."""
    end = time.monotonic() + READY_S
    while True:
        for server in (etcd, apiserver):
            if server.ended:
                raise NotStarted(server.last_words())
        with contextlib.suppress(OSError, http.client.HTTPException):
            if all(client.request("GET", path, user=admin).status == http.HTTPStatus.OK for path in READY):
                return
        if time.monotonic() > end:
            raise NotStarted(apiserver.last_words())
        time.sleep(0.1)


@contextlib.contextmanager
def _started(directory: Path, known: Users, admin: User, *flags: str) -> Iterator[Server]:
    directory.mkdir()
    etcd_port, port = free_port(), free_port()
    etcd_url = f"http://127.0.0.1:{etcd_port}"
    certificate = directory / "certificates" / "apiserver.crt"
    webhook = token_webhook(directory, known.url)
    client = Client("127.0.0.1", port, certificate)
    with (
        contextlib.closing(client),
        child(directory / "etcd.log", *etcd_command(directory, etcd_port)) as etcd,
        child(directory / "apiserver.log", *apiserver_command(directory, port, etcd_url, webhook, *flags)) as apiserver,
    ):
        await_ready(apiserver, etcd, client, admin)
        yield Server(client, admin, known, etcd_url, directory)


def _some(running: contextlib.ExitStack, directory: Path, known: Users, admin: User, *flags: str) -> Server:
    for attempt in range(1, ATTEMPTS):
        with contextlib.suppress(NotStarted):
            return running.enter_context(_started(directory / f"attempt-{attempt}", known, admin, *flags))
    return running.enter_context(_started(directory / f"attempt-{ATTEMPTS}", known, admin, *flags))


@contextlib.contextmanager
def control_plane(directory: Path, *flags: str) -> Iterator[Server]:
    """Start a server with its files under ``directory``; stop it at the end. Skip the test without the programs.

    ``flags`` are more of kube-apiserver's own; without any, service accounts need not exist.
    """
    with contextlib.ExitStack() as running:
        known = running.enter_context(users())
        yield _some(running, directory, known, known.add("admin", ("system:masters",)), *(flags or (WITHOUT_ACCOUNTS,)))
