"""The real API server, started when the first test asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cluster.control_plane import control_plane
from tests.cluster.proxy import proxy as faulty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cluster.proxy import Proxy
    from tests.cluster.server import Server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with control_plane(tmp_path_factory.mktemp("cluster")) as running:
        yield running


@pytest.fixture
def namespace(server: Server) -> str:
    """Make a namespace of this test's own."""
    return server.namespace()


@pytest.fixture
def proxy(server: Server) -> Iterator[Proxy]:
    """Run a proxy in front of the server, without faults until the test adds them."""
    with faulty(server.client, server.authority, server.authority.with_suffix(".key")) as running:
        yield running
