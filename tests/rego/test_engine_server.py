"""A server that others use too: claimed, kept apart, cleaned up; and what is said when it refuses or dies."""

from __future__ import annotations

import json
import time
import urllib.request
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from scanner.errors import EngineFailed
from scanner.rego.engine import Evaluation, Failure, ModuleError, Value
from scanner.rego.engines.opa_command import OpaCommandEngine
from scanner.rego.engines.server import ServerEngine

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator
    from pathlib import Path


class OpaServer(Protocol):
    """What the fixture yields (conftest.py)."""

    url: str
    process: subprocess.Popen[bytes]


MODULES = {"m.rego": "package m\n\ndeny contains data.inventory.n\n"}
DATA = {"inventory": {"n": 1}, "plimsoll": {"config": {}}}
DENY = Evaluation({}, ("data.m.deny",))


def call(server: OpaServer, method: str, path: str, body: str | None = None) -> Any:
    request = urllib.request.Request(f"{server.url}/v1/{path}", method=method, data=body.encode() if body else None)  # noqa: S310 - our own server on loopback
    with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - same
        text = answer.read()
    return json.loads(text) if text else None


def contents(server: OpaServer) -> tuple[list[str], Any]:
    return sorted(policy["id"] for policy in call(server, "GET", "policies")["result"]), call(server, "GET", "data")


@pytest.fixture
def engine(opa_server: OpaServer) -> Iterator[ServerEngine]:
    with ServerEngine(opa_server.url, deadline_s=3) as made:
        yield made


def test_everything_is_removed_on_close(opa_server: OpaServer) -> None:
    before = contents(opa_server)
    with ServerEngine(opa_server.url, deadline_s=3) as engine:
        engine.load(
            {**MODULES, "lib.rego": "package lib\n\nf(x) := x\n", "a.rego": "package a\n\np := data.lib.f(1)\n"}, DATA
        )
        (results,) = engine.evaluate([Evaluation({}, ("data.m.deny", "data.a.p"))])
        assert results == (Value([1]), Value(1))
        assert contents(opa_server) != before
    assert contents(opa_server) == before


def test_what_others_have_there_stays(opa_server: OpaServer) -> None:
    call(opa_server, "PUT", "policies/theirs", "package theirs\n\nallow := true\n")
    call(opa_server, "PUT", "data/their_data", '{"x": 1}')
    before = contents(opa_server)
    with ServerEngine(opa_server.url, deadline_s=3) as engine:
        engine.load(MODULES, DATA)
        assert list(engine.evaluate([DENY])) == [(Value([1]),)]
    assert contents(opa_server) == before


def test_other_data_at_our_place_is_refused(opa_server: OpaServer, engine: ServerEngine) -> None:
    call(opa_server, "PUT", "data/inventory", '{"n": 2}')
    before = contents(opa_server)
    with pytest.raises(EngineFailed, match=r"already has other data at 'data\.inventory'"):
        engine.load(MODULES, DATA)
    assert contents(opa_server) == before


def test_another_policy_in_our_package_is_refused(opa_server: OpaServer, engine: ServerEngine) -> None:
    call(opa_server, "PUT", "policies/theirs", "package m\n\ndeny contains 2\n")
    before = contents(opa_server)
    with pytest.raises(EngineFailed, match=r"already has a policy 'theirs' in package 'm'.*'m\.rego'"):
        engine.load(MODULES, DATA)
    assert contents(opa_server) == before


def test_the_same_policy_and_data_are_used_as_they_are(opa_server: OpaServer) -> None:
    call(opa_server, "PUT", "policies/theirs", MODULES["m.rego"])
    call(opa_server, "PUT", "data/inventory", '{"n": 1}')
    before = contents(opa_server)
    with ServerEngine(opa_server.url, deadline_s=3) as engine:
        assert engine.load(MODULES, DATA) == ()
        assert list(engine.evaluate([DENY])) == [(Value([1]),)]
    assert contents(opa_server) == before


def test_two_scans_at_once_are_refused(opa_server: OpaServer, engine: ServerEngine) -> None:
    engine.load(MODULES, DATA)
    with ServerEngine(opa_server.url, deadline_s=3) as second, pytest.raises(EngineFailed, match="Another scan"):
        second.load(MODULES, DATA)
    assert list(engine.evaluate([DENY])) == [(Value([1]),)]


def test_what_a_dead_scan_left_is_removed_after_an_hour(opa_server: OpaServer, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(opa_server)
    dead = ServerEngine(opa_server.url, deadline_s=3)
    monkeypatch.setattr(time, "time", lambda: 1_000_000_000.0)
    dead.load(
        {**MODULES, "lib.rego": "package lib\n\nf(x) := x\n", "a.rego": "package a\n\np := data.lib.f(1)\n"}, DATA
    )
    dead._link.close()
    monkeypatch.undo()
    with ServerEngine(opa_server.url, deadline_s=3) as engine:
        assert engine.load(MODULES, DATA) == ()
    assert contents(opa_server) == before


def test_old_rego_is_refused_and_never_rewritten(engine: ServerEngine) -> None:
    errors = engine.load({"old.rego": "package old\n\ndeny[msg] { msg := 1 }\n"}, {})
    assert ModuleError("old.rego", 3, 1, "rego_parse_error: `if` keyword is required before rule body") in errors


def test_a_server_that_dies_in_the_middle(opa_server: OpaServer, engine: ServerEngine) -> None:
    engine.load(MODULES, DATA)
    results = engine.evaluate([DENY] * 20)
    assert next(results) == (Value([1]),)
    opa_server.process.kill()
    opa_server.process.wait()
    began = time.monotonic()
    rest = [result for (result,) in results]
    assert time.monotonic() - began < 3
    assert len(rest) == 19
    assert all(isinstance(result, Failure) and "cannot be reached" in result.reason + result.detail for result in rest)


def test_a_server_that_forgot_its_policies(opa_server: OpaServer, engine: ServerEngine) -> None:
    engine.load(MODULES, DATA)
    for number in contents(opa_server)[0]:
        call(opa_server, "DELETE", f"policies/{number}")
    ((result,),) = engine.evaluate([DENY])
    assert result == Failure("'data.m.deny' is undefined.")


def test_nobody_there() -> None:
    with (
        ServerEngine("http://127.0.0.1:9", deadline_s=1) as engine,
        pytest.raises(EngineFailed, match="cannot be reached"),
    ):
        engine.load(MODULES, DATA)


AUTHZ = """\
package system.authz

default allow := false

allow if input.identity == "letmein"

allow if input.path == ["health"]
"""


def test_the_token(start_opa: Callable[..., OpaServer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "authz.rego").write_text(AUTHZ, encoding="utf-8")
    netrc = tmp_path / "netrc"
    netrc.write_text("default login other password other\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    server = start_opa("--authentication=token", "--authorization=basic", "authz.rego")
    with ServerEngine(server.url, token="letmein", deadline_s=3) as engine:  # noqa: S106 - made up
        assert engine.load(MODULES, DATA) == ()
        assert list(engine.evaluate([DENY])) == [(Value([1]),)]
    with (
        ServerEngine(server.url, deadline_s=3) as engine,
        pytest.raises(EngineFailed, match="unauthorized: request rejected"),
    ):
        engine.load(MODULES, DATA)


def test_a_command_whose_process_dies_is_started_again(opa_path: Path, nothing_left: None) -> None:  # noqa: ARG001 - named to be used
    with OpaCommandEngine(opa_path, deadline_s=3, memory_mib=512) as engine:
        engine.load(MODULES, DATA)
        results = engine.evaluate([DENY] * 3)
        assert next(results) == (Value([1]),)
        assert engine._process is not None
        engine._process.kill()
        ((lost,), (after,)) = results
    assert isinstance(lost, Failure)
    assert lost.reason == "The engine was lost while evaluating 'data.m.deny'."
    assert after == Value([1])


def test_a_command_that_is_no_opa(tmp_path: Path, nothing_left: None) -> None:  # noqa: ARG001 - named to be used
    command = tmp_path / "opa"
    command.write_text("#!/bin/sh\necho too old >&2\nexit 2\n", encoding="utf-8")
    command.chmod(0o755)
    old = OpaCommandEngine(command, deadline_s=3, memory_mib=512)
    with old as engine, pytest.raises(EngineFailed, match=r"needs OPA 1\.0 or later\.\ntoo old"):
        engine.load({}, {})
