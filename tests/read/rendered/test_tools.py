"""Tools that misbehave."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from tests.read.rendered.trees import DEPLOYMENT, Outcome, read, write

CHART = "apiVersion: v2\nname: cart\nversion: 0.1.0\n"


def fake(directory: Path, script: str, name: str = "helm") -> str:
    """Make a tool of a shell script; return a PATH with it alone."""
    directory.mkdir(exist_ok=True)
    path = directory / name
    path.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")
    path.chmod(0o755)
    return str(directory)


def charts(root: Path, count: int = 1) -> Path:
    return write(root / "charts", {f"c{number}/Chart.yaml": CHART for number in range(count)})


def rendered_by(tmp_path: Path, script: str, **options: float) -> Outcome:
    return read(charts(tmp_path), fake(tmp_path / "bin", script), **options)


def test_a_tool_that_fails_is_quoted(tmp_path: Path) -> None:
    found = rendered_by(tmp_path, "echo 'Error: not\n   today' >&2; exit 3")
    assert found.only_incomplete.detail == "helm failed: not today."


def test_a_tool_that_fails_without_a_word(tmp_path: Path) -> None:
    assert rendered_by(tmp_path, "exit 3").only_incomplete.detail == "helm failed: it says nothing."


def test_a_tool_that_says_too_much_is_cut_short(tmp_path: Path) -> None:
    found = rendered_by(tmp_path, "i=0; while [ $i -lt 3000 ]; do echo 0123456789 >&2; i=$((i+1)); done; exit 1")
    assert len(found.only_incomplete.detail) < 1100


def test_a_tool_that_is_ended_by_a_signal(tmp_path: Path) -> None:
    assert rendered_by(tmp_path, "kill -9 $$").only_incomplete.detail == "helm was ended by signal 9: it says nothing."


def test_a_tool_that_cannot_be_started(tmp_path: Path) -> None:
    search_path = fake(tmp_path / "bin", "")
    (tmp_path / "bin" / "helm").write_bytes(b"\x7fELF nothing")
    found = read(charts(tmp_path), search_path)
    assert "cannot be started" in found.only_incomplete.detail
    assert str(tmp_path) not in found.only_incomplete.detail


def test_a_tool_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    begun = time.monotonic()
    found = rendered_by(tmp_path, f"sleep 60 & echo $! > {tmp_path}/child; wait", seconds=0.5)
    assert found.only_incomplete.detail == "helm did not finish within 0.5 s."
    assert time.monotonic() - begun < 20
    child = int((tmp_path / "child").read_text())
    for _ in range(100):
        if not _runs(child):
            break
        time.sleep(0.05)
    assert not _runs(child)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


def test_what_a_tool_leaves_behind_is_ended(tmp_path: Path) -> None:
    found = rendered_by(tmp_path, f"sleep 60 >/dev/null 2>&1 & echo $! > {tmp_path}/child")
    assert found.reasons == {"c0/Chart.yaml": "rendered"}
    child = int((tmp_path / "child").read_text())
    time.sleep(0.2)
    assert not _runs(child)


def test_a_tool_that_closes_its_output_and_hangs(tmp_path: Path) -> None:
    found = rendered_by(tmp_path, "exec >&- 2>&-; sleep 60", seconds=0.5)
    assert found.only_incomplete.detail == "helm did not finish within 0.5 s."


def test_too_much_output(tmp_path: Path) -> None:
    found = rendered_by(tmp_path, "while :; do echo 0123456789; done", max_output=100_000)
    assert found.only_incomplete.detail == "It renders to more than 100,000 bytes."


def test_after_several_that_were_too_slow_nothing_is_rendered(tmp_path: Path) -> None:
    found = read(charts(tmp_path, 5), fake(tmp_path / "bin", "sleep 60"), seconds=0.3, max_time_outs=2)
    assert [one.detail for one in found.unread] == [
        *["helm did not finish within 0.3 s."] * 2,
        *["Not rendered, because 2 others took too long."] * 3,
    ]


def test_a_relative_search_path_finds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = charts(tmp_path)
    fake(root, "echo")
    monkeypatch.chdir(root)
    found = read(root, os.pathsep.join((".", "", "bin")))
    assert "there is no helm on the PATH" in found.only_incomplete.detail


def test_the_environment_is_clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HELM_PLUGINS", "/plugins")
    monkeypatch.setenv("SECRET_TOKEN", "secret")
    rendered_by(tmp_path, f"/usr/bin/env > {tmp_path}/env; pwd >> {tmp_path}/env; echo $@ > {tmp_path}/arguments")
    environment = dict(line.split("=", 1) for line in (tmp_path / "env").read_text().splitlines() if "=" in line)
    assert "SECRET_TOKEN" not in environment
    assert environment["HELM_PLUGINS"] != "/plugins"
    assert environment["KUBECONFIG"] == "/dev/null"
    assert environment["GIT_ALLOW_PROTOCOL"] == "none"
    assert not Path(environment["HELM_CONFIG_HOME"]).exists()
    arguments = (tmp_path / "arguments").read_text().strip()
    assert arguments == f"template release --namespace default -- {tmp_path}/charts/c0"


def test_kubectl_serves_where_there_is_no_kustomize(tmp_path: Path) -> None:
    root = write(tmp_path / "o", {"kustomization.yaml": "namespace: x\nresources: [a.yaml]\n", "a.yaml": DEPLOYMENT})
    script = f"echo $@ > {tmp_path}/arguments; printf 'apiVersion: v1\\nkind: Namespace\\nmetadata: {{name: x}}\\n'"
    found = read(root, fake(tmp_path / "bin", script, "kubectl"))
    assert found.objects == [".: Namespace x"]
    assert (tmp_path / "arguments").read_text().startswith("kustomize -- ")
    # Nothing says where it comes from: the kustomization is what is known.
    traced = found.documents[0].trace(("metadata", "name"))
    assert (traced.source.path, traced.span.line, traced.exact) == ("kustomization.yaml", 1, False)


def test_memory_is_bounded(tmp_path: Path) -> None:
    if not Path("/proc/self").exists():
        pytest.skip("only Linux limits the memory of another process")
    script = f"sleep 0.2; ulimit -d > {tmp_path}/limit"
    rendered_by(tmp_path, script, memory_mib=64)
    assert (tmp_path / "limit").read_text().strip() == str(64 << 10)
