"""Answers that a real server does not give on demand. A fault is a function of one exchange."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.cluster.client import Answer

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    from tests.cluster.proxy import Exchange

    Fault: TypeAlias = Callable[[Exchange], None]

REASONS = {403: "Forbidden", 404: "NotFound", 410: "Expired", 429: "TooManyRequests", 500: "InternalError"}
JSON = {"content-type": "application/json"}


def as_json(status: int, document: Any, **headers: str) -> Answer:
    """Return an answer of JSON."""
    return Answer(status, {**JSON, **headers}, json.dumps(document).encode())


def status(
    code: int, message: str = "injected", *, retry_after: int | None = None, fresh_token: str | None = None
) -> Fault:
    """Answer with a Status of this code; ``retry_after`` in seconds, ``fresh_token`` one to continue a list with."""
    document = {
        "apiVersion": "v1",
        "kind": "Status",
        "metadata": {"continue": fresh_token} if fresh_token else {},
        "status": "Failure",
        "message": message,
        "reason": REASONS.get(code, ""),
        "code": code,
    }
    headers = {} if retry_after is None else {"retry-after": str(retry_after)}
    return lambda exchange: exchange.send(as_json(code, document, **headers))


def expired(fresh_token: str | None = None) -> Fault:
    """Answer 410: the token is too old; ``fresh_token`` is one to continue with."""
    return status(410, "The provided continue parameter is too old.", fresh_token=fresh_token)


def cut(after: int = 100) -> Fault:
    """Close the connection after so many bytes of the body, of which the whole length was announced."""
    return lambda exchange: exchange.send(exchange.forward(), stop_after=after)


def truncated(keep: int = 100) -> Fault:
    """Answer well-formed HTTP, but only the first bytes of the JSON."""

    def fault(exchange: Exchange) -> None:
        answer = exchange.forward()
        exchange.send(replace(answer, body=answer.body[:keep]))

    return fault


def slow(delay_s: float, chunks: int = 5) -> Fault:
    """Send the body in pieces with a pause before each."""
    return lambda exchange: exchange.send(exchange.forward(), pieces=chunks, pause=lambda: time.sleep(delay_s))


def content_type(value: str) -> Fault:
    """Call the answer something else."""

    def fault(exchange: Exchange) -> None:
        answer = exchange.forward()
        exchange.send(replace(answer, headers={**answer.headers, "content-type": value}))

    return fault


def whole_objects() -> Fault:
    """Answer with the objects themselves, whatever form was asked for."""
    return lambda exchange: exchange.send(exchange.forward(accept="application/json"))


def changed(change: Callable[[Any], None]) -> Fault:
    """Answer what the server says after ``change`` has edited it."""

    def fault(exchange: Exchange) -> None:
        answer = exchange.forward()
        document = answer.json
        change(document)
        exchange.send(as_json(answer.status, document))

    return fault


def empty_page(token: str) -> Fault:
    """Answer a list of nothing that goes on at ``token``."""

    def empty(document: Any) -> None:
        document["items"] = []
        document["metadata"]["continue"] = token

    return changed(empty)


def huge(size: int) -> Fault:
    """Answer so many bytes of a list that says nothing, a mebibyte at a time."""

    def fault(exchange: Exchange) -> None:
        head, tail = b'{"apiVersion":"v1","kind":"List","metadata":{},"items":[],"padding":"', b'"}'
        body = head + b"x" * (size - len(head) - len(tail)) + tail
        exchange.send(Answer(200, JSON, body), pieces=max(1, size >> 20))

    return fault
