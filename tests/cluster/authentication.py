"""Who a bearer token belongs to, told to the API server by webhook: users can be added while it runs.

Source: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#webhook-token-authentication
(a token file is read once, at start; client certificates do not pass a proxy that looks into the traffic).
"""

from __future__ import annotations

import contextlib
import json
import secrets
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class User:
    """Whom the API server knows by a token."""

    name: str
    groups: tuple[str, ...] = ()
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)


ANONYMOUS = User("system:anonymous", token="")
"""Sends no token."""


@dataclass(frozen=True, slots=True)
class Users:
    """The users that there are, by token, and the address at which the API server asks for them."""

    url: str
    by_token: dict[str, User]

    def add(self, name: str, groups: tuple[str, ...] = ()) -> User:
        """Return a new user, known at once."""
        user = User(name, groups)
        self.by_token[user.token] = user
        return user


def token_review(review: dict[str, Any], by_token: dict[str, User]) -> dict[str, Any]:
    """Return the answer to a TokenReview."""
    user = by_token.get(review["spec"]["token"])
    status: dict[str, Any] = {"authenticated": user is not None}
    if user is not None:
        status["user"] = {"username": user.name, "uid": user.name, "groups": list(user.groups)}
    return {"apiVersion": review["apiVersion"], "kind": "TokenReview", "status": status}


@contextlib.contextmanager
def users() -> Iterator[Users]:
    """Answer the API server's questions on a loopback port."""
    by_token: dict[str, User] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            review = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = json.dumps(token_review(review, by_token)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Say nothing: pytest shows what tests write."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listener:
        thread = threading.Thread(target=listener.serve_forever, name="token-review")
        thread.start()
        try:
            yield Users(f"http://127.0.0.1:{listener.server_port}", by_token)
        finally:
            listener.shutdown()
            thread.join()
