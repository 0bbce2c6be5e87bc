"""Listening, renewing the certificate, and ending in good order."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from aiohttp import web

from scanner.admission.app import State, application
from scanner.admission.certificate import Certificate
from scanner.admission.metrics import Metrics
from scanner.admission.pool import Pool
from scanner.errors import UsageError

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Callable

    from scanner.admission.settings import JudgeSettings, ServerSettings

_KEEP_ALIVE_S = 120.0
"""How long a connection may idle: longer than the 90 seconds after which the API server's client closes it itself
(``IdleConnTimeout`` of client-go), so that it never sends into a connection that closes."""
_MOST_CONNECTIONS = 2000
_BACKLOG = 1024


async def serve(judging: JudgeSettings, settings: ServerSettings, log: Callable[..., None]) -> None:
    """Serve until a signal asks to end. Raises `UsageError` for what keeps it from beginning."""
    certificate = Certificate(settings.certificate, settings.key) if settings.certificate else None
    pool = Pool(judging, settings, log)
    try:
        try:
            startup = await pool.start()
        except (OSError, EOFError, TimeoutError) as error:
            raise UsageError("a process that judges does not start; --debug shows what it says") from error
        if startup["problems"]:
            raise UsageError("the policies cannot be served: " + "; ".join(startup["problems"]))
        state = State(pool, Metrics(pool), judging.thresholds.on_error, log)
        async with _listening(state, settings, certificate, log):
            log("info", "serving", **{name: startup[name] for name in ("rules", "policies", "engine")})
            await _until_ended(state, settings, certificate, log)
    finally:
        await pool.close()
    log("info", "ended")


@asynccontextmanager
async def _listening(
    state: State, settings: ServerSettings, certificate: Certificate | None, log: Callable[..., None]
) -> AsyncIterator[None]:
    """Accept connections; at the end accept none, and let what is under way be answered."""
    beside = settings.metrics_port is None
    runners = [_runner(application(state, reviews=True, health=beside))]
    if not beside:
        runners.append(_runner(application(state, reviews=False, health=True)))
    servers = []
    try:
        for runner, port in zip(runners, (settings.port, settings.metrics_port), strict=False):
            await runner.setup()
            tls = certificate.context if certificate and runner is runners[0] else None
            servers.append(await _listen(runner, state, settings, port or 0, tls))
            address = servers[-1].sockets[0].getsockname()
            log("info", "listening", address=address[0], port=address[1], tls=tls is not None)
        yield
    finally:
        for server in servers:
            server.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(settings.grace_s):
                await state.quiet.wait()
        for runner in runners:
            await runner.cleanup()


def _runner(app: web.Application) -> web.AppRunner:
    return web.AppRunner(
        app,
        handle_signals=False,
        access_log=None,
        keepalive_timeout=_KEEP_ALIVE_S,
        shutdown_timeout=1.0,
        auto_decompress=False,
    )


async def _listen(
    runner: web.AppRunner, state: State, settings: ServerSettings, port: int, tls: ssl.SSLContext | None
) -> asyncio.Server:
    loop = asyncio.get_running_loop()
    make = runner.server
    if make is None:
        raise AssertionError("the runner was set up")

    def connect() -> asyncio.BaseProtocol:
        """Make what handles a connection; close it if it does not come to the point, or if there are too many."""
        handler = make()

        def cut() -> None:
            state.silent.pop(handler, None)
            if handler.transport is not None:
                handler.transport.abort()

        too_many = len(make.connections) >= _MOST_CONNECTIONS
        state.silent[handler] = loop.call_later(0 if too_many else settings.first_request_s, cut)
        return handler

    host = settings.host
    shake = settings.first_request_s if tls else None
    try:
        return await loop.create_server(connect, host, port, ssl=tls, backlog=_BACKLOG, ssl_handshake_timeout=shake)
    except (OSError, socket.gaierror) as error:
        raise UsageError(f"cannot listen on {host} port {port}: {error.strerror}") from error


async def _until_ended(
    state: State, settings: ServerSettings, certificate: Certificate | None, log: Callable[..., None]
) -> None:
    """Wait for a signal; go on accepting for a while, because whoever calls does not know yet. A second one hurries."""
    loop = asyncio.get_running_loop()
    asked, hurried = asyncio.Event(), asyncio.Event()

    def end() -> None:
        (hurried if asked.is_set() else asked).set()

    look = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, end)
    loop.add_signal_handler(signal.SIGHUP, look.set)
    renewing = loop.create_task(_renew(certificate, settings.reload_s, look, state, log))
    try:
        await asked.wait()
        state.draining = True
        log("info", "ending")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(settings.drain_s):
                await hurried.wait()
    finally:
        renewing.cancel()
        await asyncio.gather(renewing, return_exceptions=True)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.remove_signal_handler(number)


async def _renew(
    certificate: Certificate | None, pause_s: float, look: asyncio.Event, state: State, log: Callable[..., None]
) -> None:
    """Look for a renewed certificate now and then, and when SIGHUP asks."""
    while True:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause_s):
                await look.wait()
        look.clear()
        outcome = None if certificate is None else certificate.reload()
        if outcome is None:
            continue
        state.metrics.reloads.labels("failed" if outcome else "taken").inc()
        if outcome:
            log("error", "certificate-not-taken", problem=outcome)
        else:
            log("info", "certificate-taken")
