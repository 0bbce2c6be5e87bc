"""Each fault really arrives at a client, and what has no fault passes unchanged."""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
import time
from typing import TYPE_CHECKING

import pytest

from tests.cluster import faults
from tests.cluster.client import Answer, Client
from tests.cluster.proxy import proxy as faulty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cluster.proxy import Proxy
    from tests.cluster.server import Server

CONFIG_MAPS = "/api/v1/configmaps"
METADATA_ONLY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"


@pytest.fixture
def client(server: Server, proxy: Proxy) -> Iterator[Client]:
    with contextlib.closing(Client("127.0.0.1", int(proxy.url.rpartition(":")[2]), server.authority)) as opened:
        yield opened


def get(client: Client, server: Server, path: str = CONFIG_MAPS, accept: str = "application/json") -> Answer:
    return client.request("GET", path, user=server.admin, headers={"Accept": accept})


def test_without_a_fault_the_answer_is_the_servers(server: Server, proxy: Proxy, client: Client) -> None:
    path = "/api/v1/namespaces/default"
    assert get(client, server, path).json == server.get(path).json
    refused = client.request("GET", path, user=server.user("reader"))
    assert (refused.status, refused.message) == (403, server.get(path, user=server.user("reader")).message)
    assert proxy.paths() == [path, path]


def test_kubectl_passes_through(server: Server, proxy: Proxy, namespace: str) -> None:
    stdin = f'{{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {{"name": "a", "namespace": "{namespace}"}}}}'
    applied = server.kubectl("apply", "-f", "-", stdin=stdin, url=proxy.url)
    assert applied.returncode == 0, applied.stderr
    assert server.get(f"/api/v1/namespaces/{namespace}/configmaps/a").status == 200
    assert proxy.paths("POST")


def test_a_fault_is_for_a_method_a_path_and_a_number(server: Server, proxy: Proxy, client: Client) -> None:
    proxy.on("GET", r"^/api/v1/configmaps\b", faults.status(500), 2)
    assert [get(client, server).status for _ in range(3)] == [200, 500, 200]
    assert get(client, server, "/api/v1/services").status == 200


@pytest.mark.parametrize("code", [403, 429, 500, 503])
def test_a_status(server: Server, proxy: Proxy, client: Client, code: int) -> None:
    proxy.on("GET", "configmaps", faults.status(code, "injected here", retry_after=3))
    answer = get(client, server)
    assert (answer.status, answer.message, answer.headers["retry-after"]) == (code, "injected here", "3")
    assert answer.json["kind"] == "Status"


@pytest.mark.parametrize("token", [None, "fresh"])
def test_an_expired_token(server: Server, proxy: Proxy, client: Client, token: str | None) -> None:
    proxy.on("GET", "continue=", faults.expired(token))
    assert get(client, server).status == 200
    answer = get(client, server, f"{CONFIG_MAPS}?continue=old")
    assert (answer.status, answer.json["reason"]) == (410, "Expired")
    assert answer.json["metadata"].get("continue") == token


def test_a_connection_that_is_cut(server: Server, proxy: Proxy, client: Client) -> None:
    proxy.on("GET", "configmaps", faults.cut(20))
    with pytest.raises(http.client.IncompleteRead) as cut:
        get(client, server)
    assert len(cut.value.partial) == 20


def test_json_that_is_truncated(server: Server, proxy: Proxy, client: Client) -> None:
    proxy.on("GET", "configmaps", faults.truncated(20))
    answer = get(client, server)
    assert (answer.status, answer.body) == (200, server.get(CONFIG_MAPS).body[:20])


def test_a_slow_page(server: Server, proxy: Proxy, client: Client) -> None:
    proxy.on("GET", "configmaps", faults.slow(0.05, chunks=4))
    start = time.monotonic()
    assert get(client, server).json["kind"] == "ConfigMapList"
    assert time.monotonic() - start >= 0.2


def test_a_wrong_content_type(server: Server, proxy: Proxy, client: Client) -> None:
    proxy.on("GET", "configmaps", faults.content_type("text/html"))
    assert get(client, server).headers["content-type"] == "text/html"


def test_whole_objects_where_metadata_was_asked_for(server: Server, proxy: Proxy, client: Client) -> None:
    assert get(client, server, accept=METADATA_ONLY).json["kind"] == "PartialObjectMetadataList"
    proxy.on("GET", "configmaps", faults.whole_objects())
    assert get(client, server, accept=METADATA_ONLY).json["kind"] == "ConfigMapList"


def test_an_empty_page_that_goes_on(server: Server, proxy: Proxy, client: Client) -> None:
    proxy.on("GET", "configmaps", faults.empty_page("next"))
    page = get(client, server).json
    assert (page["items"], page["metadata"]["continue"]) == ([], "next")


def test_a_huge_body(server: Server, proxy: Proxy, client: Client) -> None:
    proxy.on("GET", "configmaps", faults.huge(5_000_000))
    answer = get(client, server)
    assert len(answer.body) == 5_000_000
    assert answer.json["items"] == []


def test_no_thread_is_left_though_clients_keep_their_connections(server: Server) -> None:
    before = set(threading.enumerate())
    with contextlib.ExitStack() as clients:
        with faulty(server.client, server.authority, server.authority.with_suffix(".key")) as running:
            client = Client("127.0.0.1", int(running.url.rpartition(":")[2]), server.authority)
            clients.enter_context(contextlib.closing(client))
            clients.enter_context(socket.create_connection(("127.0.0.1", client.port)))  # and says nothing
            assert get(client, server).status == 200
            assert len(set(threading.enumerate()) - before) > 1
            ending = time.monotonic()
        assert time.monotonic() - ending < 5
        assert set(threading.enumerate()) - before == set()
