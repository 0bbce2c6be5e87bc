"""From a configuration to a connection: what cannot be right is refused without quoting what must stay secret."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest

from scanner.cluster.connect import open_connection
from scanner.cluster.connection import Access, Connection, Disconnected
from scanner.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = "canary-token-7c1e"  # noqa: S105 - none that anything accepts


def kubeconfig(directory: Path, user: dict[str, Any]) -> str:
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": "c", "cluster": {"server": "https://127.0.0.1:9"}}],
        "users": [{"name": "u", "user": user}],
        "contexts": [{"name": "one", "context": {"cluster": "c", "user": "u"}}],
        "current-context": "one",
    }
    path = directory / "config"
    path.write_text(json.dumps(config), encoding="utf-8")
    return str(path)


def test_the_current_context_is_taken(tmp_path: Path) -> None:
    with open_connection(kubeconfig=kubeconfig(tmp_path, {"token": TOKEN})) as connection:
        assert connection.context == "one"
        assert connection.connect().headers()["authorization"] == f"Bearer {TOKEN}"
        assert TOKEN not in repr(connection)
        with pytest.raises(Disconnected) as failed:
            connection.get("/api")
    assert TOKEN not in str(failed.value)


def test_a_context_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="context 'two' cannot be used"):
        open_connection("two", kubeconfig(tmp_path, {"token": TOKEN}))


def test_a_file_that_is_no_yaml_is_not_quoted(tmp_path: Path) -> None:
    path = tmp_path / "config"
    path.write_text(f"users: [{{token: {TOKEN}\n", encoding="utf-8")
    with pytest.raises(UsageError) as failed:
        open_connection(kubeconfig=str(path))
    assert TOKEN not in str(failed.value)


def test_what_a_plugin_prints_is_not_quoted(tmp_path: Path) -> None:
    program = f"import sys; sys.stderr.write('{TOKEN}'); sys.exit(1)"
    plugin = {"apiVersion": "client.authentication.k8s.io/v1", "command": sys.executable, "args": ["-c", program]}
    try:
        connection = open_connection(kubeconfig=kubeconfig(tmp_path, {"exec": plugin}))
    except UsageError as error:
        assert TOKEN not in str(error)  # noqa: PT017 - either is right
    else:
        assert TOKEN not in str(connection.connect().headers())
        connection.close()


def test_an_exec_plugin_is_asked(tmp_path: Path) -> None:
    answer = {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": TOKEN}}
    plugin = {
        "apiVersion": "client.authentication.k8s.io/v1",
        "command": sys.executable,
        "args": ["-c", f"print('{json.dumps(answer)}')"],
        "interactiveMode": "Never",
    }
    with open_connection(kubeconfig=kubeconfig(tmp_path, {"exec": plugin})) as connection:
        assert connection.connect().headers()["authorization"] == f"Bearer {TOKEN}"


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "kubernetes", None)
    with pytest.raises(UsageError, match=r"pip install 'plimsoll-scanner\[cluster\]'"):
        open_connection()


class _Answer:
    """What a pool of connections gives."""

    headers: dict[str, str] = {}  # noqa: RUF012 - never changed

    def __init__(self, status: int) -> None:
        self.status = status

    def stream(self, *_: object, **__: object) -> list[bytes]:
        return []

    def release_conn(self) -> None:
        pass


class _Pool:
    def __init__(self) -> None:
        self.sent: list[str] = []

    def request(self, *_: object, headers: dict[str, str], **__: object) -> _Answer:
        self.sent.append(headers["authorization"])
        return _Answer(200 if headers["authorization"] == "new" else 401)

    def clear(self) -> None:
        pass


@pytest.mark.parametrize(("second", "status", "times"), [("new", 200, 2), ("old", 401, 2)])
def test_a_token_that_ran_out_is_renewed_once(second: str, status: int, times: int) -> None:
    pool = _Pool()
    tokens = iter(("old", second))

    def connect() -> Access:
        token = next(tokens)
        return Access("https://example.com", pool, lambda: {"authorization": token})

    assert Connection(connect, "test").get("/api").status == status
    assert len(pool.sent) == times
