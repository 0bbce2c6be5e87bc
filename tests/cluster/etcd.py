"""What the tests ask of etcd itself, through its HTTP gateway.

Source: https://etcd.io/docs/v3.6/dev-guide/api_grpc_gateway/
"""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

KEY = "dGVzdHM="
"""In base64: ``tests``, which lies outside of what the API server keeps."""


def ask(etcd: str, path: str, body: dict[str, Any]) -> Any:
    """Send a request to etcd at an http address; fail where it refuses."""
    connection = http.client.HTTPConnection(urlsplit(etcd).netloc, timeout=30)
    try:
        connection.request("POST", path, json.dumps(body))
        response = connection.getresponse()
        answer = response.read()
        assert response.status == http.HTTPStatus.OK, answer
        return json.loads(answer)
    finally:
        connection.close()


def compact(etcd: str) -> None:
    """Make a new revision and forget all before it; return when that is done."""
    newest = ask(etcd, "/v3/kv/put", {"key": KEY, "value": KEY})["header"]["revision"]
    ask(etcd, "/v3/kv/compaction", {"revision": newest, "physical": True})
