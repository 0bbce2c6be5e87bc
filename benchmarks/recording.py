"""What an API server answers, written down and played back: so that the client alone is measured.

The server of the benchmark shares the machine with what is measured; a file server costs next to nothing beside it.
"""

from __future__ import annotations

import contextlib
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from scanner.cluster import discovery
from scanner.cluster.answers import Patience
from scanner.cluster.connect import open_connection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.cluster.connection import Connection

INDEX = "index.json"
"""From the path and query of a request to the number of the file with its answer."""
PAGE = 500
_AGGREGATED = discovery._AGGREGATED  # noqa: SLF001 - the answer depends on it
_METADATA = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"


def record(kubeconfig: str, directory: Path) -> int:
    """Write down every answer that an audit may ask for; return the number of objects."""
    directory.mkdir(parents=True)
    answers: list[str] = []
    with open_connection(kubeconfig=kubeconfig) as connection:
        for path in ("/api", "/apis", "/version"):
            _keep(connection, path, {}, _AGGREGATED if path != "/version" else "application/json", directory, answers)
        found = 0
        for resource in discovery.discover(connection, Patience()).resources:
            accept = _METADATA if resource.name == "secrets" else "application/json"
            query = {"limit": str(PAGE)}
            while query:
                page = json.loads(_keep(connection, resource.path(), query, accept, directory, answers))
                found += len(page.get("items") or ())
                token = (page.get("metadata") or {}).get("continue")
                query = {"limit": str(PAGE), "continue": token} if token else {}
    (directory / INDEX).write_text(json.dumps(answers), encoding="utf-8")
    return found


def _keep(  # noqa: PLR0913, PLR0917 - a request and where to put its answer
    connection: Connection, path: str, query: dict[str, str], accept: str, directory: Path, answers: list[str]
) -> bytes:
    body = connection.get(path, query, accept).body
    (directory / str(len(answers))).write_bytes(body)
    answers.append(path + (f"?{urlencode(query)}" if query else ""))
    return body


@contextlib.contextmanager
def played_back(directory: Path, kubeconfig: Path) -> Iterator[str]:
    """Serve the answers in ``directory``; write a kubeconfig for it and yield the server's address."""
    numbers = {address: number for number, address in enumerate(json.loads((directory / INDEX).read_bytes()))}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            number = numbers.get(self.path)
            body = b"{}" if number is None else (directory / str(number)).read_bytes()
            self.send_response(404 if number is None else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        url = f"http://127.0.0.1:{server.server_address[1]}"
        kubeconfig.write_text(json.dumps(_kubeconfig(url)), encoding="utf-8")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield url
        finally:
            server.shutdown()
            thread.join()


def _kubeconfig(url: str) -> dict[str, object]:
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "recorded", "cluster": {"server": url}}],
        "users": [{"name": "recorded", "user": {"token": "none"}}],
        "contexts": [{"name": "recorded", "context": {"cluster": "recorded", "user": "recorded"}}],
        "current-context": "recorded",
    }


def main() -> None:
    """Serve a recording until standard input ends: ``python -m benchmarks.recording DIRECTORY KUBECONFIG``."""
    with played_back(Path(sys.argv[1]), Path(sys.argv[2])) as url:
        print(url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
