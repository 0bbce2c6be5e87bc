"""The policy engine of the platform: its ConfigMaps are made of policies/, and the real OPA serves them as they are."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scripts import opa_policies
from tests.absent import absent
from tests.platform.everything import read_everything

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.platform.manifests import Platform

NAMESPACE = "platform-infrastructure"
DENY = "/v1/data/policies/supply_chain/approved_registries/deny"


@pytest.fixture(scope="module")
def everything() -> Platform:
    return read_everything()


@pytest.fixture(scope="module")
def policies(everything: Platform, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the files that the pod sees at /policies: two ConfigMaps, projected into one directory."""
    directory = tmp_path_factory.mktemp("policies")
    for name in ("opa-policies", "opa"):
        for key, text in everything.named("ConfigMap", NAMESPACE, name)["data"].items():
            (directory / key).write_text(text, encoding="utf-8")
    return directory


def opa() -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    path = cache / "plimsoll" / "bin" / "opa-1.22.2"
    if not path.is_file():
        absent(f"{path} is missing; `make tools` builds it")
    return path


def test_the_config_map_is_what_the_policies_say() -> None:
    assert opa_policies.TARGET.read_text(encoding="utf-8") == opa_policies.config_map(), "`make opa-policies` writes it"


def test_what_looks_at_other_documents_is_not_served() -> None:
    served = set(opa_policies.served())
    assert "policies.supply_chain.approved_registries" in served
    assert not {"policies.scaling.replica_floor", "policies.isolation.tier_isolation"} & served
    assert not any("data.inventory" in text for _, text in opa_policies.served().values())


def test_the_image_is_the_version_that_is_tested_here(everything: Platform) -> None:
    (container,) = everything.named("Deployment", NAMESPACE, "opa")["spec"]["template"]["spec"]["containers"]
    assert container["image"].rpartition(":")[2] == "1.22.2-static"


def test_the_files_compile_strictly(policies: Path) -> None:
    done = subprocess.run(
        [opa(), "check", "--strict", "--bundle", policies], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def ask(url: str, method: str = "GET", body: Any = None) -> tuple[int, bytes]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method)  # noqa: S310  # http on this machine, stated below
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  # same
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


@contextmanager
def running(everything: Platform, policies: Path) -> Iterator[tuple[str, str]]:
    """Start OPA with the arguments of the Deployment, but for addresses and the directory; yield its two URLs."""
    (container,) = everything.named("Deployment", NAMESPACE, "opa")["spec"]["template"]["spec"]["containers"]
    service, diagnostics = free_port(), free_port()
    replaced = {
        "--addr=:8181": f"--addr=127.0.0.1:{service}",
        "--diagnostic-addr=:8000": f"--diagnostic-addr=127.0.0.1:{diagnostics}",
        "--shutdown-wait-period=10": "--shutdown-wait-period=0",
        "/policies": str(policies),
    }
    assert replaced.keys() <= set(container["args"])
    command = [str(opa()), *(replaced.get(argument, argument) for argument in container["args"])]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            urls = f"http://127.0.0.1:{service}", f"http://127.0.0.1:{diagnostics}"
            path = container["readinessProbe"]["httpGet"]["path"]
            for _ in range(200):
                try:
                    if ask(urls[1] + path)[0] == 200:
                        break
                except urllib.error.URLError:
                    time.sleep(0.05)
            else:
                pytest.fail("OPA did not become ready")
            yield urls
        finally:
            process.kill()


def test_it_answers_and_cannot_be_changed(everything: Platform, policies: Path) -> None:
    bad = {
        "kind": "Pod",
        "metadata": {"name": "web", "namespace": "platform-v2-stable"},
        "spec": {"containers": [{"name": "web", "image": "registry.example.org/web:1"}]},
    }
    mirror = "europe-west4-docker.pkg.dev/coderev-example/platform/"
    good = json.loads(json.dumps(bad).replace("registry.example.org/", mirror))
    with running(everything, policies) as (service, diagnostics):
        status, body = ask(service + DENY, "POST", {"input": bad})
        assert status == 200
        (found,) = json.loads(body)["result"]
        assert found["path"] == ["spec", "containers", 0, "image"]
        assert json.loads(ask(service + DENY, "POST", {"input": good})[1])["result"] == []
        # Neither a policy, nor the parameters, nor the rules about this can be replaced or read out.
        for method, path in (
            ("PUT", "/v1/policies/mine"),
            ("DELETE", "/v1/policies/authz.rego"),
            ("PUT", "/v1/data/plimsoll/config"),
            ("PATCH", "/v1/data/policies"),
            ("GET", "/v1/data"),
            ("GET", "/v1/data/system"),
            ("POST", "/v1/query"),
            ("POST", "/v1/compile"),
            ("GET", "/v1/config"),
        ):
            assert ask(service + path, method, {})[0] == 401, (method, path)
        assert b"http_request_duration_seconds" in ask(diagnostics + "/metrics")[1]
