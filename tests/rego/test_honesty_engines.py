"""Whatever becomes of a policy or its engine: "not evaluated", exit code 3, what to do, and no process left behind."""

from __future__ import annotations

import http.server
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.command import CLEAN, PACKAGE, PRIVILEGED, PROGRAM, environment, plimsoll, scan, with_policies, write
from tests.rego.conftest import children

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.rego.conftest import OpaServer

HANG = """\
package hang

deny contains "x" if {
	some a in numbers.range(1, 100000)
	some b in numbers.range(1, 100000)
	a + b == 0
}
"""
HOG = """\
package hog

deny contains "x" if count([[a, b] | some a in numbers.range(1, 9999); some b in numbers.range(1, 9999)]) == 0
"""
FAULTS = {
    "hang": (HANG, "'data.hang.deny' did not finish within 1 s.", "deadline-seconds"),
    "hog": (HOG, "'data.hog.deny'", "in plimsoll.yaml"),
    "net": (
        'package net\n\ndeny contains "x" if http.send({"method": "get", "url": "http://127.0.0.1:9/"}).status_code\n',
        "'http.send' is refused",
        "Mend the policy",
    ),
    "env": (
        'package env\n\ndeny contains "x" if opa.runtime().env.HOME\n',
        "'opa.runtime' is refused",
        "Mend the policy",
    ),
    "unknown": (
        'package unknown\n\ndeny contains "x" if nonsense.builtin(input)\n',
        "policies/unknown.rego:3:22: rego_type_error: undefined function nonsense.builtin.",
        "Mend the policy",
    ),
    "syntax": ("package syntax\n\ndeny contains 1 if {\n", "policies/syntax.rego:4:1: ", "Mend the policy"),
    "conflict": ("package conflict\n\ndeny := 1\n\ndeny := 2\n", "'data.conflict.deny'", ""),
    "division": (
        'package division\n\ndeny contains "x" if {\n\tsome n in [0]\n\t1 / n == 1\n}\n',
        "divide by zero",
        "",
    ),
}


def engine_processes(directory: Path) -> list[int]:
    """Return the processes whose parent or environment says that a run in ``directory`` started them."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                here = (entry / "cwd").resolve()
                state = (entry / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
            except OSError:
                continue
            if here == directory.resolve() and state != "Z":
                found.append(int(entry.name))
    return found


def gone(directory: Path, within_s: float = 3) -> bool:
    """Whether no process works in the directory any more. A killed one takes a moment to go."""
    until = time.monotonic() + within_s
    while left := engine_processes(directory):
        if time.monotonic() > until:
            print(left)  # noqa: T201 - shown where the test fails
            return False
        time.sleep(0.02)
    return True


linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are told apart by /proc")


@pytest.mark.parametrize("name", FAULTS)
def test_a_policy_that_fails_is_named(name: str, tmp_path: Path, engine_binary: Path, nothing_left: None) -> None:  # noqa: ARG001 - named to be used
    text, reason, remedy = FAULTS[name]
    with_policies(tmp_path, **{name: text})
    write(tmp_path, b_yaml=CLEAN.replace("settings", "other"))
    done = scan(tmp_path, "--fail-on", "never", "--format", "terminal=out.txt", "--format", "sarif=out.sarif")
    report = done.report
    assert report["notEvaluated"]
    for failure in report["notEvaluated"]:
        assert failure["ruleId"] == name
        assert reason in failure["reason"] or "not tried any more" in failure["reason"], failure
        assert remedy in failure.get("remedy", ""), failure
    assert [finding["ruleId"] for finding in report["findings"]] == ["good", "good"]
    assert (done.code, report["incomplete"]) == (3, True)
    terminal = (tmp_path / "out.txt").read_text(encoding="utf-8")
    assert "All clear" not in terminal
    assert f"not evaluated[{name}]" in terminal
    sarif = json.loads((tmp_path / "out.sarif").read_text(encoding="utf-8"))
    notes = sarif["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert any(f"Rule '{name}' was not evaluated" in note["message"]["text"] for note in notes)


def running(directory: Path, *arguments: str, **changes: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        (*PROGRAM, "scan", "--format", "json", *arguments),
        cwd=directory,
        env=environment(**changes),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@contextmanager
def heeded(number: int) -> Iterator[None]:
    """Let what is started heed a signal although the tests were told to ignore it, as ``nohup`` does."""
    before = signal.getsignal(number)
    if before is signal.SIG_IGN:
        signal.signal(number, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(number, before)


def child_of(process: subprocess.Popen[bytes], name: str) -> int:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        found = subprocess.run(
            ["pgrep", "-P", str(process.pid), "-f", name], capture_output=True, text=True, check=False
        )
        if found.stdout:
            return int(found.stdout.split()[0])
        time.sleep(0.02)
    raise AssertionError(f"no child {name}")


def slow(directory: Path, **policies: str) -> Path:
    """Let a policy that hangs take longer than anybody waits."""
    with_policies(directory, hang=HANG, **policies)
    write(directory, plimsoll_yaml="policies: {directories: [policies]}\nengine: {deadline-seconds: 30}\n")
    return directory


def test_an_engine_that_is_killed_is_named(tmp_path: Path, engine_binary: Path, nothing_left: None) -> None:  # noqa: ARG001 - named to be used
    process = running(slow(tmp_path))
    child = child_of(process, "plimsoll-engine")
    time.sleep(0.5)
    os.kill(child, signal.SIGKILL)
    output, errors = process.communicate(timeout=30)
    report = json.loads(output)
    (failure,) = report["notEvaluated"]
    assert failure["reason"] == "The engine was ended by signal SIGKILL while evaluating 'data.hang.deny'."
    assert failure["remedy"]
    assert [finding["ruleId"] for finding in report["findings"]] == ["good"]
    assert (process.returncode, errors) == (1, b"")
    assert gone(tmp_path)


@linux
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize("engine", ["embedded", "command"])
def test_a_signal_ends_everything(
    name: str,
    engine: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    nothing_left: None,  # noqa: ARG001 - named to be used
) -> None:
    changes = {}
    if engine == "command":
        changes = without_engine(tmp_path / "package", request.getfixturevalue("opa_path"))
    else:
        request.getfixturevalue("engine_binary")
    (tmp_path / "repository").mkdir()
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with heeded(getattr(signal, name)):
        process = running(slow(tmp_path / "repository"), TMPDIR=str(temporary), **changes)
    child = child_of(process, "plimsoll-engine" if engine == "embedded" else "opa")
    time.sleep(0.7)
    process.send_signal(getattr(signal, name))
    output, errors = process.communicate(timeout=5)
    assert process.returncode == 128 + getattr(signal, name)
    assert (output, errors.decode().splitlines()) == (b"", [f"Ended by {name}: nothing is known."])
    assert not Path(f"/proc/{child}/cwd").exists()
    assert list(temporary.iterdir()) == []


def without_engine(directory: Path, opa: Path | None = None) -> dict[str, str]:
    """Copy the package without its engine; return the environment that uses the copy, with ``opa`` on the PATH."""
    if not directory.exists():
        ignore = shutil.ignore_patterns("bin", "__pycache__")
        shutil.copytree(PACKAGE / "scanner", directory / "scanner", ignore=ignore)
        shutil.copytree(PACKAGE / "policies", directory / "policies")
    programs = directory / "programs"
    programs.mkdir()
    if opa is not None:
        (programs / "opa").symlink_to(opa)
    return {"PYTHONPATH": str(directory), "PATH": f"{programs}:/usr/bin:/bin"}


def test_without_any_engine(tmp_path: Path) -> None:
    changes = without_engine(tmp_path / "package")
    (tmp_path / "repository").mkdir()
    repository = with_policies(tmp_path / "repository")
    done = scan(repository, env=changes)
    (failure,) = done.report["notEvaluated"]
    assert (done.code, failure["reason"]) == (3, "There is no Rego engine.")
    assert failure["remedy"].startswith("Install OPA 1.0 or later")
    terminal = plimsoll(repository, "scan", env=changes)
    assert terminal.code == 3
    assert "help: Install OPA 1.0 or later" in terminal.text
    write(
        repository, a_yaml=PRIVILEGED, policies__good_rego='package good\n\ndeny contains "x" if input.kind == "Pod"\n'
    )
    assert scan(repository, "--select", "privileged", env=changes).code == 1  # the built-in rules need none
    tested = plimsoll(repository, "test", env=changes)
    assert tested.code == 3
    assert "not evaluated: " in tested.stderr


SCRIPTS = {
    "exits": ("#!/bin/sh\nexit 1\n", "did not start as a server"),
    "is no program": ("nonsense\n", "cannot be started"),
    "has no interpreter": ("#!/nonexistent/sh\n", "cannot be started"),
    "says something": (
        "#!/bin/sh\nprintf '::error::x\\033[2J##[error]x\\n' >&2\nexit 1\n",
        "did not start as a server",
    ),
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_broken_opa_on_the_path(name: str, tmp_path: Path, nothing_left: None) -> None:  # noqa: ARG001 - named to be used
    changes = without_engine(tmp_path / "package")
    (tmp_path / "repository").mkdir()
    repository = with_policies(tmp_path / "repository")
    opa = tmp_path / "package" / "programs" / "opa"
    opa.write_text(SCRIPTS[name][0], encoding="utf-8")
    opa.chmod(0o755)
    done = scan(repository, env=changes)
    (failure,) = done.report["notEvaluated"]
    assert SCRIPTS[name][1] in failure["reason"]
    assert "--opa-url" in failure["remedy"]
    assert done.code == 3
    terminal = plimsoll(repository, "scan", "--debug", env=changes | {"GITHUB_ACTIONS": "true"})
    assert "##[" not in terminal.text + terminal.stderr
    assert "\x1b" not in terminal.text + terminal.stderr


@linux
def test_an_opa_behind_a_script_is_ended_too(tmp_path: Path, opa_path: Path, nothing_left: None) -> None:  # noqa: ARG001 - named to be used
    changes = without_engine(tmp_path / "package")
    (tmp_path / "repository").mkdir()
    opa = tmp_path / "package" / "programs" / "opa"
    opa.write_text(f'#!/bin/sh\necho $$ >"{tmp_path}/shell"\n"{opa_path}" "$@" &\necho $! >"{tmp_path}/opa"\nwait\n')
    opa.chmod(0o755)
    done = scan(with_policies(tmp_path / "repository"), env=changes)
    assert (done.code, done.report["notEvaluated"]) == (1, [])
    until = time.monotonic() + 3
    started = [Path("/proc", (tmp_path / name).read_text().strip(), "cwd") for name in ("shell", "opa")]
    while any(one.is_dir() for one in started):
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_server_that_is_killed_in_the_middle(tmp_path: Path, start_opa: Callable[..., OpaServer]) -> None:
    server = start_opa()
    (tmp_path / "repository").mkdir()
    process = running(slow(tmp_path / "repository"), "--opa-url", server.url)
    time.sleep(2.5)
    assert process.poll() is None
    server.process.kill()
    output, errors = process.communicate(timeout=30)
    report = json.loads(output)
    assert {failure["ruleId"] for failure in report["notEvaluated"]} >= {"hang"}
    assert all(failure["remedy"] for failure in report["notEvaluated"])
    assert process.returncode == (1 if report["findings"] else 3)
    assert {one["ruleId"] for one in (*report["findings"], *report["notEvaluated"])} == {"good", "hang"}
    assert errors == b""


def test_nobody_listens(tmp_path: Path) -> None:
    done = scan(with_policies(tmp_path), "--opa-url", "http://127.0.0.1:9")
    (failure,) = done.report["notEvaluated"]
    assert (done.code, failure["ruleId"]) == (3, "good")
    assert "cannot be reached" in failure["reason"]


ANSWERS = {
    "html": (200, b"<html>hello</html>"),
    "null": (200, b"null"),
    "list": (200, b"[]"),
    "text": (200, b'"x"'),
    "null result": (200, b'{"result": null}'),
    "wrong result": (200, b'{"result": [1, "x"]}'),
    "nothing": (204, b""),
    "moved": (302, b""),
    "denied": (401, b'{"code": "unauthorized", "message": "No.\\n::error::x"}'),
    "broken": (500, b"\xff\xfe"),
    "huge number": (200, b'{"result": ' + b"9" * 5000 + b"}"),
    "deep": (200, b"[" * 100_000),
}


class _Answering(http.server.BaseHTTPRequestHandler):
    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, body = ANSWERS[self.server.RequestHandlerClass.__name__]
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_PUT = do_POST = do_DELETE = answer  # noqa: N815 - the names that the library calls

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(params=sorted(ANSWERS))
def strange_server(request: pytest.FixtureRequest) -> Iterator[str]:
    handler = type(request.param, (_Answering,), {})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_server_that_is_no_opa(strange_server: str, tmp_path: Path) -> None:
    done = scan(with_policies(tmp_path), "--opa-url", strange_server)
    assert done.code == 3
    assert "good" in {failure["ruleId"] for failure in done.report["notEvaluated"]}
    assert done.report["findings"] == []


@pytest.mark.parametrize(
    "address", ["nonsense", "ftp://example.com", "http://", "http://a:b@example.com", "http://x:99999999"]
)
def test_an_address_that_cannot_be_right(address: str, tmp_path: Path) -> None:
    done = scan(with_policies(tmp_path), "--opa-url", address)
    assert (done.code, done.stdout) == (2, b"")
    assert f"'{address}'" in done.stderr


def test_a_server_says_the_same_of_this_repository(opa_server: OpaServer, engine_binary: Path) -> None:  # noqa: ARG001 - named to be used
    def verdicts(*arguments: str) -> Any:
        done = scan(PACKAGE, *arguments)
        engine = done.report["coverage"].pop("engine")
        return engine, done.code, done.report | {"coverage": None, "tool": None}

    own, *embedded = verdicts("--show-suppressed")
    other, *served = verdicts("--show-suppressed", "--opa-url", opa_server.url)
    assert ("embedded" in own, opa_server.url in other) == (True, True)
    assert embedded == served


def test_the_scan_leaves_no_child(tmp_path: Path, engine_binary: Path) -> None:  # noqa: ARG001 - named to be used
    before = children()
    assert scan(with_policies(tmp_path), "--jobs", "3").code == 1
    assert children() == before
