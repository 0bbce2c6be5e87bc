"""Which engine is chosen, and what is said where there is none."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from scanner.errors import EngineMissing, UsageError
from scanner.rego.engines import choose
from scanner.rego.engines.choose import EngineSettings, choose_engine, embedded_binary
from scanner.rego.engines.embedded import EmbeddedEngine
from scanner.rego.engines.opa_command import OpaCommandEngine
from scanner.rego.engines.server import ServerEngine

if TYPE_CHECKING:
    from pathlib import Path


def executable(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_a_server_that_is_named_comes_first() -> None:
    assert isinstance(choose_engine(EngineSettings(opa_url="http://localhost:8181")), ServerEngine)


@pytest.mark.parametrize(
    "url", ["localhost:8181", "ftp://opa.example.com", "http://", "http://opa:x", "http://opa/prefix", "http://a:b@opa"]
)
def test_an_address_that_cannot_be_right(url: str) -> None:
    with pytest.raises(UsageError, match=r"The OPA server's address '"):
        choose_engine(EngineSettings(opa_url=url))


def test_the_binary_of_the_wheel_comes_before_that_of_the_checkout(tmp_path: Path) -> None:
    package = tmp_path / "scanner"
    assert embedded_binary(package) is None
    built = executable(tmp_path / "build" / "plimsoll-engine")
    assert embedded_binary(package) == built
    carried = executable(package / "bin" / "plimsoll-engine")
    assert embedded_binary(package) == carried


def test_the_embedded_engine_comes_before_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    executable(tmp_path / "opa")
    monkeypatch.setattr(choose, "embedded_binary", lambda: executable(tmp_path / "plimsoll-engine"))
    assert isinstance(choose_engine(EngineSettings(search_path=str(tmp_path))), EmbeddedEngine)


def test_the_command_comes_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    executable(tmp_path / "opa")
    monkeypatch.setattr(choose, "embedded_binary", lambda: None)
    assert isinstance(choose_engine(EngineSettings(search_path=str(tmp_path))), OpaCommandEngine)


def test_no_engine_says_first_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choose, "embedded_binary", lambda: None)
    with pytest.raises(EngineMissing) as raised:
        choose_engine(EngineSettings(search_path=str(tmp_path)))
    assert str(raised.value).startswith("Install OPA 1.0 or later")


def test_choosing_starts_and_imports_nothing() -> None:
    program = (
        "import sys\n"
        "from scanner.rego.engines.choose import EngineSettings, choose_engine\n"
        "choose_engine(EngineSettings(opa_url='http://localhost'))\n"
        "print(sorted({'requests', 'opa_client', 'aiohttp'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
