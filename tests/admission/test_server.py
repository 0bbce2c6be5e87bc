"""The real command, serving on loopback: the wire, hostile callers, load, deadlines, and its end."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from scanner.rego.engines.choose import embedded_binary
from tests.absent import absent
from tests.admission.reviews import GOOD, PRIVILEGED, ROOT, body, pod, request
from tests.admission.server import Webhook, post, response
from tests.command import plimsoll, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Start = Callable[..., Webhook]

PLAIN = ("--insecure-http", "--workers", "1", "--select", "privileged", "--select", "run-as-root")
SLOW = """package slow

deny contains "Never." if {
    input.metadata.labels.slow
    some i in numbers.range(1, 100000)
    some j in numbers.range(1, 100000)
    i * j == -1
}
"""


def descendants(pid: int) -> set[int]:
    """Return the ids of a process's children and theirs."""
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    own = {int(one) for one in found.stdout.split()}
    return own.union(*(descendants(one) for one in own)) if own else own


def running(pids: set[int]) -> set[int]:
    """Return those that still run; an orphan that nobody has taken note of does not."""
    found = subprocess.run(
        ["ps", "-o", "pid=,stat=", "-p", ",".join(map(str, pids))], capture_output=True, text=True, check=False
    )
    return {int(line.split()[0]) for line in found.stdout.splitlines() if not line.split()[1].startswith("Z")}


def with_slow_policy(directory: Path) -> None:
    if embedded_binary() is None:
        absent("build/plimsoll-engine is absent: 'make setup' builds it where Go is found")
    write(directory, plimsoll_yaml="policies: {directories: [policies]}\n", policies__slow_rego=SLOW)


def test_answers_reviews(start: Start) -> None:
    webhook = start(*PLAIN)
    assert webhook.review(request(object=pod(PRIVILEGED)))["status"]["code"] == 403
    assert webhook.review(request(object=pod(ROOT)))["warnings"]
    assert webhook.review(request(object=pod(GOOD)))["allowed"]
    assert webhook.review(request("DELETE"))["allowed"]
    assert webhook.review(request("CONNECT", subResource="exec", object={"kind": "PodExecOptions"}))["allowed"]
    assert webhook.review(request("UPDATE", subResource="status"))["allowed"]


def test_a_dry_run_is_judged_as_any_other(start: Start) -> None:
    webhook = start(*PLAIN)
    assert not webhook.review(request(object=pod(PRIVILEGED), dryRun=True))["allowed"]


def test_one_connection_serves_many_reviews(start: Start) -> None:
    webhook = start(*PLAIN)
    connection = webhook.connect()
    for _ in range(3):
        asked = request(object=pod(PRIVILEGED))
        status, content = post(connection, body(asked))
        assert (status, response(content, asked)["allowed"]) == (200, False)
    connection.close()


REFUSED: dict[str, tuple[bytes, dict[str, str], int]] = {
    "not JSON": (b"{", {}, 400),
    "not a review": (b"{}", {}, 400),
    "v1beta1": (body(request(), apiVersion="admission.k8s.io/v1beta1"), {}, 400),
    "another content type": (body(request()), {"Content_Type": "application/yaml"}, 415),
    "no content type": (body(request()), {"Content_Type": ""}, 415),
    "compressed": (body(request()), {"Content_Encoding": "gzip"}, 415),
    "too large": (b" " * ((8 << 20) + 1), {}, 413),
}


def test_refuses_what_is_no_review_and_goes_on(start: Start) -> None:
    webhook = start(*PLAIN)
    for content, headers, status in REFUSED.values():
        assert webhook.post(content, **headers)[0] == status
    assert webhook.get("/validate")[0] == 405
    assert webhook.get("/nothing")[0] == 404
    assert webhook.review(request())["allowed"]


def test_a_body_that_never_ends_is_bounded(start: Start) -> None:
    webhook = start(*PLAIN)
    connection = webhook.connect()
    chunks = (b" " * (1 << 20) for _ in range(64))
    status = 413
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # it may close before all is sent
        connection.request("POST", "/validate", chunks, {"Content-Type": "application/json"}, encode_chunked=True)
        status = connection.getresponse().status
    assert status == 413
    connection.close()
    assert webhook.review(request())["allowed"]


def test_an_object_of_the_largest_size_is_judged(start: Start) -> None:
    webhook = start(*PLAIN)
    large = pod(PRIVILEGED, annotations={"note": "x" * (3 << 20)})
    assert (
        webhook.review(request("UPDATE", object=large, oldObject=pod(annotations={"note": "x" * (3 << 20)})))["status"][
            "code"
        ]
        == 403
    )


def test_health_readiness_and_metrics(start: Start) -> None:
    webhook = start(*PLAIN, "--metrics-port", "0")
    assert webhook.get("/healthz", port=1) == (200, "ok\n")
    assert webhook.get("/readyz", port=1) == (200, "ok: 2 rules, 0 policies, no engine needed\n")
    assert webhook.get("/healthz", port=0)[0] == 404
    webhook.review(request(object=pod(PRIVILEGED)))
    webhook.review(request("DELETE", oldObject=None))
    webhook.post(b"{}")
    assert webhook.metric('plimsoll_admission_requests_total{operation="CREATE",verdict="denied"}') == 1
    assert webhook.metric('plimsoll_admission_denied_by_total{rule="privileged"}') == 1
    assert webhook.metric('plimsoll_admission_not_judged_total{reason="no-object"}') == 1
    assert webhook.metric('plimsoll_admission_refused_total{status="400"}') == 1
    assert webhook.metric('plimsoll_admission_duration_seconds_count{operation="CREATE"}') == 1
    assert webhook.metric("plimsoll_processes") == 1


def test_the_log_is_lines_of_json_without_content_and_without_who_asked(start: Start) -> None:
    webhook = start(*PLAIN)
    secret = pod({**PRIVILEGED, "env": [{"name": "TOKEN", "value": "s3cr3t-value"}]}, name="a\n{}\x1b[2J")
    webhook.review(request(object=secret, name="a\n{}\x1b[2J"))
    webhook.post(b'{"s3cr3t": 1}')
    webhook.end()
    assert "s3cr3t" not in webhook.text
    assert "ana@example.com" not in webhook.text
    assert webhook.text.isascii()
    assert len(webhook.log) == len(webhook.text.splitlines())
    (denied,) = [line for line in webhook.log if line["event"] == "denied"]
    assert denied["rules"] == ["privileged"]


def test_two_hundred_at_once_are_all_judged(start: Start) -> None:
    webhook = start("--insecure-http", "--workers", "2", "--select", "privileged")

    def one(number: int) -> bool:
        container = PRIVILEGED if number % 2 else GOOD
        allowed: bool = webhook.review(request(uid=f"uid-{number}", object=pod(container)))["allowed"]
        return allowed

    with ThreadPoolExecutor(200) as pool:
        answers = list(pool.map(one, range(200)))
    assert answers == [number % 2 == 0 for number in range(200)]
    assert webhook.metric("plimsoll_admission_shed_total") == 0


@pytest.mark.parametrize("mode", ["allow", "deny"])
def test_a_review_that_takes_too_long_is_answered_before_its_deadline(start: Start, tmp_path: Path, mode: str) -> None:
    with_slow_policy(tmp_path)
    webhook = start("--insecure-http", "--workers", "1", "--on-error", mode)
    before = descendants(webhook.process.pid)
    began = time.monotonic()
    answer = webhook.review(request(object=pod(GOOD, labels={"slow": "yes"})), timeout="1s")
    assert time.monotonic() - began < 1
    assert answer["allowed"] is (mode == "allow")
    said = answer["warnings"][0] if mode == "allow" else answer["status"]["message"]
    assert said == "Plimsoll could not judge Pod shop/cart: it takes longer than the API server waits."
    assert webhook.metric('plimsoll_admission_errors_total{reason="deadline"}') == 1
    assert webhook.review(request(object=pod(GOOD)))["allowed"]
    assert webhook.metric("plimsoll_process_restarts") == 1
    assert running(before) == set()


def test_what_does_not_fit_is_shed_by_the_fail_mode(start: Start, tmp_path: Path) -> None:
    with_slow_policy(tmp_path)
    webhook = start("--insecure-http", "--workers", "1", "--queue", "1")

    def one(number: int) -> dict[str, Any]:
        return webhook.review(request(uid=f"uid-{number}", object=pod(GOOD, labels={"slow": "yes"})), timeout="1s")

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(one, range(6)))
    assert all(answer["allowed"] and "could not judge" in answer["warnings"][0] for answer in answers)
    assert webhook.metric("plimsoll_admission_shed_total") >= 4
    assert webhook.review(request(object=pod(GOOD)))["allowed"]


def test_a_process_that_is_killed_is_replaced(start: Start) -> None:
    webhook = start(*PLAIN)
    (worker,) = descendants(webhook.process.pid)
    os.kill(worker, signal.SIGKILL)
    webhook.review(request(object=pod(PRIVILEGED)))  # judged, or answered by the fail mode: never lost
    assert not webhook.review(request(object=pod(PRIVILEGED)))["allowed"]
    assert webhook.get("/readyz")[0] == 200


def test_a_client_that_says_nothing_is_cut_off(start: Start) -> None:
    webhook = start(*PLAIN)
    with socket.create_connection(("127.0.0.1", webhook.ports[0]), timeout=30) as silent:
        silent.sendall(b"POST /validate HTTP/1.1\r\nHost: a\r\n")
        began = time.monotonic()
        assert silent.recv(1) == b""
        assert 8 < time.monotonic() - began < 20


def begin_review(webhook: Webhook, size: int) -> socket.socket:
    """Send the head of a review, and nothing of its body."""
    connection = socket.create_connection(("127.0.0.1", webhook.ports[0]), timeout=30)
    head = f"POST /validate HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: {size}\r\n\r\n"
    connection.sendall(head.encode())
    return connection


def test_bodies_have_a_bound_in_all(start: Start) -> None:
    webhook = start(*PLAIN)
    waiting = [begin_review(webhook, 8 << 20) for _ in range(16)]
    until = time.monotonic() + 5
    while webhook.metric("plimsoll_admission_in_flight") < 16:
        assert time.monotonic() < until
    assert webhook.post(body(request()))[0] == 503
    assert webhook.metric("plimsoll_admission_shed_total") == 1
    for connection in waiting:
        connection.close()
    while webhook.metric("plimsoll_admission_in_flight") > 0:
        assert time.monotonic() < until
    assert webhook.review(request())["allowed"]


def test_a_body_that_breaks_off_is_no_defect(start: Start) -> None:
    webhook = start(*PLAIN)
    connection = begin_review(webhook, 1000)
    connection.sendall(b"{")
    connection.close()
    assert webhook.wait_for("refused")["problem"] == "the body did not arrive whole"
    assert not [line for line in webhook.log if line["level"] == "error"]


def test_a_body_that_stops_is_given_up_at_the_deadline(start: Start) -> None:
    webhook = start(*PLAIN)
    with begin_review(webhook, 1000) as connection:
        began = time.monotonic()
        assert connection.recv(1 << 16).startswith(b"HTTP/1.1 408 ")
        assert time.monotonic() - began < 12


def test_ends_in_good_order(start: Start, tmp_path: Path) -> None:
    with_slow_policy(tmp_path)
    webhook = start("--insecure-http", "--workers", "2")
    webhook.review(request(object=pod(GOOD)))
    before = descendants(webhook.process.pid)
    assert len(before) >= 3
    slow = request(object=pod(GOOD, labels={"slow": "yes"}))
    with ThreadPoolExecutor(1) as pool:
        under_way = pool.submit(webhook.review, slow, "2s")
        time.sleep(0.3)
        assert webhook.end() == 0
        assert under_way.result()["allowed"]
    assert running(before) == set()
    assert webhook.log[-1]["event"] == "ended"
    with pytest.raises(ConnectionRefusedError):
        webhook.get("/healthz")


def test_while_it_drains_it_answers_and_is_not_ready(start: Start) -> None:
    webhook = start(*PLAIN, "--drain-seconds", "30")
    webhook.process.send_signal(signal.SIGTERM)
    webhook.wait_for("ending")
    assert webhook.get("/readyz")[0] == 503
    assert webhook.get("/healthz")[0] == 200
    assert not webhook.review(request(object=pod(PRIVILEGED)))["allowed"]
    assert webhook.end(signal.SIGTERM) == 0


def subject(connection: Any) -> str:
    """Return the name in the certificate that a connection was answered with."""
    name: str = connection.sock.getpeercert()["subject"][0][0][1]
    return name


def test_a_renewed_certificate_is_taken_without_dropping_connections(start: Start, authority: Any) -> None:
    certificate, key = authority.issue("first")
    webhook = start("--tls-cert", str(certificate), "--tls-key", str(key), "--select", "privileged", "--workers", "1")
    kept = webhook.connect(authority)
    asked = request(object=pod(PRIVILEGED))
    assert post(kept, body(asked))[0] == 200
    assert subject(kept) == "first"

    renewed, renewed_key = authority.issue("second")
    certificate.write_bytes(renewed.read_bytes())  # the key is still to come
    webhook.process.send_signal(signal.SIGHUP)
    webhook.wait_for("certificate-not-taken")
    between = webhook.connect(authority)
    assert post(between, body(asked))[0] == 200
    assert subject(between) == "first"

    key.write_bytes(renewed_key.read_bytes())
    webhook.process.send_signal(signal.SIGHUP)
    webhook.wait_for("certificate-taken")
    anew = webhook.connect(authority)
    assert post(anew, body(asked))[0] == 200
    assert subject(anew) == "second"
    for connection in (kept, between):
        assert post(connection, body(asked))[0] == 200
    for connection in (kept, between, anew):
        connection.close()


def test_plain_http_to_tls_and_a_stranger_get_nothing(start: Start, authority: Any, tmp_path: Path) -> None:
    certificate, key = authority.issue("server")
    webhook = start("--tls-cert", str(certificate), "--tls-key", str(key), "--select", "privileged", "--workers", "1")
    with pytest.raises((ConnectionError, OSError)):
        webhook.post(body(request()))
    stranger = type(authority)(tmp_path / "other")
    with pytest.raises(OSError, match="CERTIFICATE_VERIFY_FAILED"):
        post(webhook.connect(stranger), body(request()))
    good = webhook.connect(authority)
    assert post(good, body(request()))[0] == 200
    good.close()


REFUSES_TO_START = {
    "no certificate": ("serve",),
    "a certificate without a key": ("serve", "--tls-cert", "a.pem"),
    "both": ("serve", "--tls-cert", "a", "--tls-key", "b", "--insecure-http"),
    "a certificate that is missing": ("serve", "--tls-cert", "a.pem", "--tls-key", "a.pem"),
    "an unknown rule": ("serve", "--insecure-http", "--select", "nothing-like-it"),
    "a broken policy": ("serve", "--insecure-http", "--policies", "broken", "--port", "0"),
    "an address of another": ("serve", "--insecure-http", "--host", "192.0.2.1", "--select", "privileged"),
}


@pytest.mark.parametrize("arguments", REFUSES_TO_START.values(), ids=REFUSES_TO_START.keys())
def test_refuses_to_start(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    write(tmp_path, broken__x_rego='package x\n\ndeny contains "x" if nothing(1)\n')
    ended = plimsoll(tmp_path, *arguments)
    assert ended.code == 2, ended.stderr
