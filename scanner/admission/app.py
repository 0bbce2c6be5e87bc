"""What is served: reviews, health, readiness, metrics."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiohttp import web

from scanner.admission.deadline import time_to_answer
from scanner.admission.decision import Verdict, failure, not_judged
from scanner.admission.metrics import CONTENT_TYPE
from scanner.admission.pool import NotJudgedError
from scanner.admission.review import BadReviewError, read_review, respond
from scanner.admission.scope import scope_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp.typedefs import Handler

    from scanner.admission.decision import Decision, OnError
    from scanner.admission.metrics import Metrics
    from scanner.admission.pool import Pool
    from scanner.admission.review import Review

PATH = "/validate"
_MIB = 1 << 20
MOST_BODY = 8 * _MIB
"""Bytes of one review. The API server takes objects of 3 MiB, and a review of an update holds two."""
MOST_BODIES = 128 * _MIB
"""Bytes of all reviews under way."""
_READ_S = 10.0
"""How long a body may take to arrive, whatever the deadline is."""
_LOGGED = frozenset({Verdict.DENIED, Verdict.ERROR_ALLOWED, Verdict.ERROR_DENIED})


@dataclass(slots=True)
class State:
    """What the handlers share."""

    pool: Pool
    metrics: Metrics
    on_error: OnError
    log: Callable[..., None]
    silent: dict[object, asyncio.TimerHandle] = field(default_factory=dict)
    """The connections on which no whole request has arrived yet, and what will close them."""
    quiet: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while no review is under way."""
    draining: bool = False
    under_way: int = 0
    bodies: int = 0
    """Bytes that the reviews under way take, or may."""

    def __post_init__(self) -> None:
        self.quiet.set()

    def begin(self, size: int) -> None:
        """Take note of a review of so many bytes."""
        self.bodies += size
        self.under_way += 1
        self.quiet.clear()
        self.metrics.in_flight.inc()

    def finish(self, size: int) -> None:
        """Take note that it was answered."""
        self.bodies -= size
        self.under_way -= 1
        self.metrics.in_flight.dec()
        if not self.under_way:
            self.quiet.set()


def application(state: State, *, reviews: bool, health: bool) -> web.Application:
    """Return what is served on one port."""
    handlers = _Handlers(state)
    app = web.Application(client_max_size=MOST_BODY, middlewares=[handlers.around])
    if reviews:
        app.router.add_post(PATH, handlers.validate)
    if health:
        app.router.add_get("/healthz", handlers.healthz)
        app.router.add_get("/readyz", handlers.readyz)
        app.router.add_get("/metrics", handlers.metrics)
    return app


class _Handlers:
    def __init__(self, state: State) -> None:
        self.state = state

    @web.middleware
    async def around(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Take note that a connection has come to the point, and say it in our own log where a handler crashes."""
        closing = self.state.silent.pop(request.protocol, None)
        if closing is not None:
            closing.cancel()
        try:
            return await handler(request)
        except web.HTTPException:
            raise
        except Exception as error:  # noqa: BLE001 - it must not end the server; the API server sees a failed call
            self.state.log("error", "crash", error=type(error).__name__)
            return web.Response(status=500, text="this is a defect of Plimsoll\n")

    async def healthz(self, _request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def readyz(self, _request: web.Request) -> web.Response:
        """Say whether rules are loaded and a process with its engine is there. Nothing is evaluated."""
        if self.state.draining:
            return web.Response(status=503, text="ending\n")
        if not self.state.pool.alive:
            return web.Response(status=503, text="no process can judge\n")
        startup = self.state.pool.startup
        engine = startup["engine"] or "no engine needed"
        return web.Response(text=f"ok: {startup['rules']} rules, {startup['policies']} policies, {engine}\n")

    async def metrics(self, _request: web.Request) -> web.Response:
        return web.Response(body=self.state.metrics.text(), headers={"Content-Type": CONTENT_TYPE})

    async def validate(self, request: web.Request) -> web.Response:
        state = self.state
        until = asyncio.get_running_loop().time() + time_to_answer(request.query.get("timeout", ""))
        size = request.content_length if request.content_length is not None else MOST_BODY
        problem = _problem(request, size)
        if problem is not None:
            return self.refuse(*problem)
        if state.bodies + size > MOST_BODIES:
            state.metrics.shed.inc()
            return self.refuse(503, "too much to judge at once")
        state.begin(size)
        try:
            return await self.answer(request, until)
        finally:
            state.finish(size)

    async def answer(self, request: web.Request, until: float) -> web.Response:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout_at(min(until, loop.time() + _READ_S)):
                body = await request.read()
        except TimeoutError:
            return self.refuse(408, "the body did not arrive in time")
        except (web.RequestPayloadError, ConnectionError):
            return self.refuse(400, "the body did not arrive whole")
        except web.HTTPRequestEntityTooLarge:
            return self.refuse(413, f"a review has at most {MOST_BODY} bytes")
        began = loop.time()
        try:
            review = read_review(body)
        except BadReviewError as error:
            return self.refuse(400, str(error))
        decision = await self.decide(review, body, until)
        self.note(review, decision, loop.time() - began)
        return web.Response(body=respond(review.uid, decision.response), content_type="application/json")

    async def decide(self, review: Review, body: bytes, until: float) -> Decision:
        scope = scope_of(review)
        if scope.object is None:
            return not_judged(scope.reason)
        try:
            return await self.state.pool.judge(body, until)
        except NotJudgedError as error:
            return failure(review.label, str(error), error.reason, self.state.on_error)

    def refuse(self, status: int, problem: str) -> web.Response:
        """Answer what is no review: the API server takes it for a failed call, and goes by its failurePolicy."""
        self.state.metrics.refused.labels(str(status)).inc()
        self.state.log("warning", "refused", status=status, problem=problem)
        return web.Response(status=status, text=f"{problem}\n")

    def note(self, review: Review, decision: Decision, seconds: float) -> None:
        """Count, and log what somebody will ask about: never content of the object, never who asked."""
        self.state.metrics.count(review.operation.value, decision, seconds)
        if decision.verdict in _LOGGED:
            self.state.log(
                "warning" if decision.verdict.is_error else "info",
                decision.verdict.value,
                uid=review.uid,
                operation=review.operation.value,
                object=review.label,
                subresource=review.subresource,
                dry_run=review.dry_run,
                reason=decision.reason,
                rules=list(decision.denied_by),
                not_evaluated=list(decision.not_evaluated),
                milliseconds=round(1000 * seconds, 1),
            )


def _problem(request: web.Request, size: int) -> tuple[int, str] | None:
    """Return the HTTP status and the reason why a call is not read at all."""
    if request.content_type != "application/json":
        return 415, "a review is application/json"
    if request.headers.get("Content-Encoding", "identity") != "identity":
        return 415, "a review is not compressed"
    if size > MOST_BODY:
        return 413, f"a review has at most {MOST_BODY} bytes"
    return None
