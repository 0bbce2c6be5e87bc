"""The real command, serving; and certificates for it."""

from __future__ import annotations

import http.client
import json
import os
import signal
import ssl
import subprocess
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.admission.reviews import body
from tests.command import PROGRAM, environment

if TYPE_CHECKING:
    from pathlib import Path

_START_S = 60.0


@dataclass(slots=True)
class Authority:
    """A certificate authority in a directory, made with openssl."""

    directory: Path
    serial: int = 0

    def __post_init__(self) -> None:
        self.directory.mkdir(exist_ok=True)
        self._openssl(
            *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"),
            *("-subj", "/CN=Test authority", "-keyout", "ca.key", "-out", "ca.crt"),
        )

    @property
    def certificate(self) -> Path:
        return self.directory / "ca.crt"

    def issue(self, name: str) -> tuple[Path, Path]:
        """Return the files of a new certificate for localhost and its key."""
        self.serial += 1
        self._openssl(
            *("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.csr"),
        )
        (self.directory / "san").write_text("subjectAltName=DNS:localhost,IP:127.0.0.1\n", encoding="utf-8")
        self._openssl(
            *("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-days", "2"),
            *("-set_serial", str(self.serial), "-extfile", "san", "-out", f"{name}.crt"),
        )
        return self.directory / f"{name}.crt", self.directory / f"{name}.key"

    def _openssl(self, *arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=self.directory, check=True, capture_output=True)


@dataclass(slots=True)
class Webhook:
    """A process of ``plimsoll serve`` on a free port."""

    process: subprocess.Popen[bytes]
    log_file: Path
    ports: list[int] = field(default_factory=list)

    @classmethod
    def start(cls, directory: Path, *arguments: str, wait: bool = True) -> Webhook:
        log_file = directory / f"log-{time.monotonic_ns()}"
        with log_file.open("wb") as log:
            process = subprocess.Popen(
                (*PROGRAM, "serve", "--host", "127.0.0.1", "--port", "0", "--drain-seconds", "0", *arguments),
                cwd=directory,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                env=environment(),
                process_group=0,
            )
        webhook = cls(process, log_file)
        if wait:
            webhook.wait_for("serving")
            webhook.ports = [line["port"] for line in webhook.log if line["event"] == "listening"]
        return webhook

    @property
    def log(self) -> list[dict[str, Any]]:
        """The complete lines that were logged."""
        lines = self.log_file.read_bytes().split(b"\n")[:-1]
        return [json.loads(line) for line in lines if line.startswith(b"{")]

    @property
    def text(self) -> str:
        return self.log_file.read_text(encoding="utf-8")

    def wait_for(self, event: str, times: int = 1) -> dict[str, Any]:
        """Wait until something was logged so many times; return the last."""
        until = time.monotonic() + _START_S
        while time.monotonic() < until:
            found = [line for line in self.log if line["event"] == event]
            if len(found) >= times:
                return found[-1]
            assert self.process.poll() is None, self.text
            time.sleep(0.02)
        raise AssertionError(f"no {event} in {self.text}")

    def connect(self, authority: Authority | None = None, port: int = 0) -> http.client.HTTPConnection:
        """Return a connection that may be used several times."""
        if authority is None:
            return http.client.HTTPConnection("127.0.0.1", self.ports[port], timeout=30)
        context = ssl.create_default_context(cafile=str(authority.certificate))
        return http.client.HTTPSConnection("127.0.0.1", self.ports[port], timeout=30, context=context)

    def get(self, path: str, port: int = 0) -> tuple[int, str]:
        connection = self.connect(port=port)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def post(self, content: bytes, path: str = "/validate?timeout=10s", **headers: str) -> tuple[int, bytes]:
        connection = self.connect()
        try:
            return post(connection, content, path, **headers)
        finally:
            connection.close()

    def review(self, asked: dict[str, Any], timeout: str = "10s") -> dict[str, Any]:
        """Return the response to a request, whose status, version, kind and uid are right."""
        status, content = self.post(body(asked), f"/validate?timeout={timeout}")
        assert status == 200, content
        return response(content, asked)

    def metric(self, name: str) -> float:
        """Return the value of a series, 0 where there is none."""
        for line in self.get("/metrics", port=len(self.ports) - 1)[1].splitlines():
            series, _, value = line.rpartition(" ")
            if series == name:
                return float(value)
        return 0.0

    def end(self, number: int = signal.SIGTERM) -> int:
        """Ask it to end; return its exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=30)

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
                raise


def post(
    connection: http.client.HTTPConnection, content: bytes, path: str = "/validate?timeout=10s", **headers: str
) -> tuple[int, bytes]:
    """Send a review on a connection."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("POST", path, content, {"Content-Type": "application/json", **named})
    answer = connection.getresponse()
    return answer.status, answer.read()


def response(content: bytes, asked: dict[str, Any]) -> dict[str, Any]:
    """Return the response in an AdmissionReview, checked as the API server checks it."""
    answer = json.loads(content)
    assert (answer["apiVersion"], answer["kind"]) == ("admission.k8s.io/v1", "AdmissionReview")
    found: dict[str, Any] = answer["response"]
    assert found["uid"] == asked["uid"]
    assert found.keys() <= {"uid", "allowed", "status", "warnings", "auditAnnotations"}
    assert isinstance(found["allowed"], bool)
    return found
