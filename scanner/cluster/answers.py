"""Reading what an API server answers, and asking again where that may help."""

from __future__ import annotations

import json
import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.cluster.connection import Disconnected, Response
from scanner.errors import ClusterError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scanner.cluster.connection import Connection

_TRY_AGAIN = frozenset({429, 500, 502, 503, 504})
_MOST_WORDS = 300


class Refused(ClusterError):
    """The server answered with a status that is no success."""

    def __init__(self, status: int, words: str, continuation: str = "") -> None:
        """Keep status, and the token of a 410 by which a listing can go on."""
        super().__init__(f"{status} {words}".strip())
        self.status = status
        self.continuation = continuation


class Unintelligible(ClusterError):
    """The answer is not what the API promises."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to keep asking."""

    total_s: float = 60.0
    """Of waiting, for one request."""
    first_s: float = 0.5
    """Before the second attempt, if the server does not say; doubled each time, with jitter."""
    longest_s: float = 15.0
    attempts: int = 6
    sleep: Callable[[float], None] = time.sleep


def ask(
    connection: Connection,
    path: str,
    query: Mapping[str, str],
    accept: str,
    patience: Patience,
) -> Response:
    """Return a successful answer to a GET, asked for again while that may help. Raises as `repeat` does."""
    return repeat(lambda: connection.get(path, query, accept), patience)


def repeat(send: Callable[[], Response], patience: Patience) -> Response:
    """Return a successful answer, sending a request that changes nothing when it comes twice while that may help.

    Raises `Refused`, or `Disconnected` and `TooLarge` of the connection.
    """
    waited, pause = 0.0, patience.first_s
    for attempt in range(1, patience.attempts + 1):
        response: Response | None = None
        try:
            response = send()
            if 200 <= response.status < 300:  # noqa: PLR2004 - RFC 9110, section 15.3
                return response
            problem: ClusterError = refused(response)
        except Disconnected as error:
            problem = error
        wait = pause if response is None else _retry_after(response, pause)
        hopeless = response is not None and response.status not in _TRY_AGAIN
        if hopeless or attempt == patience.attempts or waited + wait > patience.total_s:
            raise problem
        wait *= random.uniform(1.0, 1.25)  # noqa: S311 - so that many clients do not come back at once
        patience.sleep(wait)
        waited += wait
        pause = min(2 * pause, patience.longest_s)
    raise AssertionError("a Patience has at least one attempt")


def refused(response: Response) -> Refused:
    """Make an error of an answer that is no success, in the server's own words."""
    status: Any = None
    if response.media_type == "application/json":
        try:
            status = json.loads(response.body)
        except (ValueError, RecursionError):
            status = None
    words, continuation = "", ""
    if isinstance(status, dict):
        words = str(status.get("message") or "")
        metadata = status.get("metadata")
        continuation = str(metadata.get("continue") or "") if isinstance(metadata, dict) else ""
    return Refused(response.status, " ".join(words.split())[:_MOST_WORDS], continuation)


def read_json(response: Response) -> dict[str, Any]:
    """Return the JSON object of an answer. Raises `Unintelligible`."""
    if response.media_type != "application/json":
        raise Unintelligible(f"the answer is of type '{response.media_type[:80]}', not JSON")
    try:
        value = json.loads(response.body)
    except (ValueError, RecursionError) as error:
        raise Unintelligible(f"the answer is no JSON ({len(response.body)} bytes): {type(error).__name__}") from None
    if not isinstance(value, dict):
        raise Unintelligible("the answer is no JSON object")
    return value


def _retry_after(response: Response, otherwise: float) -> float:
    """Return the seconds that the server asks for; a date is not used by API servers, and is not read."""
    text = response.headers.get("retry-after", "")
    return float(text) if text.isdigit() else otherwise
