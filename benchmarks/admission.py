"""Latency and throughput of the admission webhook: ``make bench-admission``.

Reviews of one Deployment, over TLS on loopback and connections that are kept open as the API server keeps them, by one
client in a process of its own. Each answer is checked. Client and server share the machine's processors.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import yaml

ROOT = Path(__file__).parents[1]
PLIMSOLL = Path(sys.executable).parent / "plimsoll"
CONCURRENCY = (1, 20, 200)
START_S = 60


@dataclass(frozen=True, slots=True)
class Measured:
    """One run at one concurrency."""

    concurrency: int
    requests_per_s: float
    p50_ms: float
    p99_ms: float
    shed: int
    """Answers that were not a judgement."""


def review() -> bytes:
    """Return a review of the largest Deployment of this repository's platform."""
    deployments = [
        document
        for path in sorted((ROOT / "kubernetes").rglob("*.yaml"))
        for document in yaml.safe_load_all(path.read_text(encoding="utf-8"))
        if isinstance(document, dict) and document.get("kind") == "Deployment"
    ]
    largest: dict[str, Any] = max(deployments, key=lambda one: len(json.dumps(one)))
    request = {
        "uid": "705ab4f5-6393-11e8-b7cc-42010a800002",
        "kind": {"group": "apps", "version": "v1", "kind": "Deployment"},
        "resource": {"group": "apps", "version": "v1", "resource": "deployments"},
        "name": largest["metadata"]["name"],
        "namespace": largest["metadata"]["namespace"],
        "operation": "CREATE",
        "userInfo": {"username": "bench", "groups": []},
        "object": largest,
        "oldObject": None,
        "dryRun": False,
    }
    return json.dumps({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": request}).encode()


async def hammer(url: str, authority: str, body: bytes, concurrency: int, seconds: float) -> Measured:
    """Send reviews for so long, so many at a time."""
    tls = ssl.create_default_context(cafile=authority)
    latencies: list[float] = []
    shed = 0

    async def one(session: aiohttp.ClientSession, until: float) -> None:
        nonlocal shed
        while (began := time.perf_counter()) < until:
            async with session.post(url, data=body, headers={"Content-Type": "application/json"}) as answer:
                response = (await answer.json())["response"]
            latencies.append(time.perf_counter() - began)
            shed += "error" in response.get("auditAnnotations", {})

    connector = aiohttp.TCPConnector(limit=concurrency, ssl=tls)
    async with aiohttp.ClientSession(connector=connector) as session:
        warm = time.perf_counter() + 1
        await asyncio.gather(*(one(session, warm) for _ in range(concurrency)))
        latencies.clear()
        shed = 0
        began = time.perf_counter()
        await asyncio.gather(*(one(session, began + seconds) for _ in range(concurrency)))
        took = time.perf_counter() - began
    cuts = statistics.quantiles(latencies, n=100)
    return Measured(concurrency, len(latencies) / took, 1000 * cuts[49], 1000 * cuts[98], shed)


def client(queue: multiprocessing.Queue[Measured], *arguments: Any) -> None:
    """Hammer in a process of its own."""
    queue.put(asyncio.run(hammer(*arguments)))


def measure(directory: Path, workers: int, arguments: tuple[str, ...], seconds: float) -> list[Measured]:
    """Start a webhook, measure it at each concurrency, end it."""
    certificate, key = directory / "tls.crt", directory / "tls.key"
    log = directory / f"log-{workers}"
    command = [
        str(PLIMSOLL),
        "serve",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--workers",
        str(workers),
        "--queue",
        "1000",
    ]
    tls = ("--tls-cert", str(certificate), "--tls-key", str(key), "--drain-seconds", "0")
    with log.open("wb") as errors, subprocess.Popen([*command, *tls, *arguments], cwd=ROOT, stderr=errors) as process:
        try:
            url = f"https://localhost:{port(process, log)}/validate?timeout=10s"
            found = []
            context = multiprocessing.get_context("spawn")
            for concurrency in CONCURRENCY:
                queue: multiprocessing.Queue[Measured] = context.Queue()
                asking = context.Process(
                    target=client, args=(queue, url, str(certificate), review(), concurrency, seconds)
                )
                asking.start()
                found.append(queue.get(timeout=seconds + START_S))
                asking.join()
            return found
        finally:
            process.terminate()


def port(process: subprocess.Popen[bytes], log: Path) -> int:
    """Wait until the webhook serves; return its port."""
    until = time.monotonic() + START_S
    while time.monotonic() < until and process.poll() is None:
        lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
        if any(line["event"] == "serving" for line in lines):
            return int(next(line["port"] for line in lines if line["event"] == "listening"))
        time.sleep(0.1)
    raise SystemExit(f"the webhook does not serve: {log.read_text(encoding='utf-8')}")


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    seconds = parser.parse_args().seconds
    bare = "profile default, no policies"
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        nothing = directory / "policies"
        nothing.mkdir()
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
                *("-keyout", "tls.key", "-out", "tls.crt", "-days", "1", "-subj", "/CN=localhost"),
                *("-addext", "subjectAltName=DNS:localhost"),
            ],
            cwd=directory,
            check=True,
            capture_output=True,
        )
        print(f"{len(review()):,} bytes a review, {os.cpu_count()} processors, {seconds:g} s a row\n")
        print(
            "| what | processes | at a time | reviews/s | p50 ms | p99 ms | not judged |\n|---|--:|--:|--:|--:|--:|--:|"
        )
        for what, arguments in (
            (bare, ("--policies", str(nothing))),
            ("profile default, this repository's policies", ()),
        ):
            for workers in (1, 2):
                for one in measure(directory, workers, arguments, seconds):
                    print(
                        f"| {what} | {workers} | {one.concurrency} | {one.requests_per_s:.0f} | {one.p50_ms:.1f} | "
                        f"{one.p99_ms:.1f} | {one.shed} |",
                        flush=True,
                    )


if __name__ == "__main__":
    main()
