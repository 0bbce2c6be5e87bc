"""The server of these tests is a real one."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.cluster.discovery import ACCEPT
from tests.cluster.programs import VERSIONS, program

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cluster.server import Server


def config_map(namespace: str, name: str = "settings", **more: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "namespace": namespace}, **more}


def config_maps(namespace: str, limit: int, token: str = "") -> str:
    return f"/api/v1/namespaces/{namespace}/configmaps?limit={limit}" + (f"&continue={token}" if token else "")


def test_it_says_its_version(server: Server) -> None:
    told = subprocess.run([program("kube-apiserver"), "--version"], capture_output=True, text=True, check=True).stdout
    version = server.get("/version").json["gitVersion"]
    assert told == f"Kubernetes {version}\n"
    if "KUBEBUILDER_ASSETS" not in os.environ:
        assert version == f"v{VERSIONS['kube-apiserver']}"
        assert server.get("/version").json["minor"] == VERSIONS["kube-apiserver"].split(".")[1]


def test_a_strict_dry_run_refuses_an_unknown_field_and_creates_nothing(server: Server, namespace: str) -> None:
    path = f"/api/v1/namespaces/{namespace}/configmaps"
    refused = server.post(f"{path}?dryRun=All&fieldValidation=Strict", config_map(namespace, datum={}))
    assert refused.status == 400
    assert 'unknown field "datum"' in refused.message
    assert server.post(f"{path}?dryRun=All", config_map(namespace)).status == 201
    assert server.get(f"{path}/settings").status == 404


def test_it_fills_in_defaults(server: Server, namespace: str) -> None:
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "cart", "namespace": namespace},
        "spec": {"containers": [{"name": "web", "image": "registry.example.com/cart:1.0.0"}]},
    }
    (created,) = server.create([pod])
    assert created["spec"]["containers"][0]["imagePullPolicy"] == "IfNotPresent"
    assert created["spec"]["restartPolicy"] == "Always"


def test_it_refuses_whom_no_role_allows(server: Server, namespace: str) -> None:
    reader = server.user("reader", ("readers",))
    path = f"/api/v1/namespaces/{namespace}/configmaps"
    refused = server.get(path, user=reader)
    assert refused.status == 403
    assert 'User "reader" cannot list resource "configmaps"' in refused.message
    rbac = "rbac.authorization.k8s.io"
    metadata = {"name": "readers", "namespace": namespace}
    server.create(
        [
            {
                "apiVersion": f"{rbac}/v1",
                "kind": "Role",
                "metadata": metadata,
                "rules": [{"apiGroups": [""], "resources": ["configmaps"], "verbs": ["list"]}],
            },
            {
                "apiVersion": f"{rbac}/v1",
                "kind": "RoleBinding",
                "metadata": metadata,
                "roleRef": {"apiGroup": rbac, "kind": "Role", "name": "readers"},
                "subjects": [{"apiGroup": rbac, "kind": "Group", "name": "readers"}],
            },
        ]
    )
    assert server.get(path, user=reader).status == 200
    assert server.get(path.replace("configmaps", "secrets"), user=reader).status == 403


def test_it_knows_users_by_their_tokens_and_nobody_without(server: Server, namespace: str) -> None:
    account = server.service_account(namespace, "auditor")
    claims = json.loads(base64.urlsafe_b64decode(account.token.split(".")[1] + "=="))
    assert claims["sub"] == account.name
    review = {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
    path = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
    assert server.post(path, review, user=account).json["status"]["userInfo"]["username"] == account.name
    unknown = replace(account, token=account.token[:-8])
    assert server.post(path, review, user=unknown).status == 401


def test_a_list_comes_in_pages(server: Server, namespace: str) -> None:
    server.create(config_map(namespace, f"settings-{number}") for number in range(7))
    names, sizes, token = [], [], ""
    while True:
        page = server.get(config_maps(namespace, 3, token)).json
        names += [item["metadata"]["name"] for item in page["items"]]
        sizes.append(len(page["items"]))
        token = page["metadata"].get("continue", "")
        if not token:
            break
    assert names == [f"settings-{number}" for number in range(7)]
    assert sizes == [3, 3, 1]


def test_after_compaction_a_token_is_answered_with_a_fresh_one(server: Server, namespace: str) -> None:
    server.create(config_map(namespace, f"settings-{number}") for number in range(4))
    token = server.get(config_maps(namespace, 3)).json["metadata"]["continue"]
    assert server.get(config_maps(namespace, 3, token)).status == 200
    server.compact()
    gone = server.get(config_maps(namespace, 3, token))
    assert gone.status == 410
    assert gone.json["reason"] == "Expired"
    rest = server.get(config_maps(namespace, 3, gone.json["metadata"]["continue"]))
    assert [item["metadata"]["name"] for item in rest.json["items"]] == ["settings-3"]


def test_discovery_is_aggregated(server: Server) -> None:
    found = server.get("/apis", accept=ACCEPT)
    assert "as=APIGroupDiscoveryList" in found.headers["content-type"]
    assert server.resource("apps/v1", "Deployment").path("shop", "cart") == (
        "/apis/apps/v1/namespaces/shop/deployments/cart"
    )
    assert not server.resource("v1", "Namespace").namespaced


def test_a_kind_that_is_defined_can_be_used_at_once(server: Server, namespace: str) -> None:
    schema = {"type": "object", "properties": {"spec": {"type": "object", "properties": {"size": {"type": "integer"}}}}}
    definition = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "crates.harbour.example.com"},
        "spec": {
            "group": "harbour.example.com",
            "names": {"plural": "crates", "singular": "crate", "kind": "Crate"},
            "scope": "Namespaced",
            "versions": [{"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}],
        },
    }
    crate = {
        "apiVersion": "harbour.example.com/v1",
        "kind": "Crate",
        "metadata": {"name": "tea", "namespace": namespace},
        "spec": {"size": 3},
    }
    _, applied = server.apply([crate, definition])
    assert applied["spec"] == {"size": 3}


def test_kubectl_speaks_to_it(server: Server, namespace: str) -> None:
    server.create([config_map(namespace, data={"greeting": "hello"})])
    got = server.kubectl("get", "configmap", "settings", "--namespace", namespace, "--output", "json")
    assert got.returncode == 0, got.stderr
    assert json.loads(got.stdout)["data"] == {"greeting": "hello"}
    refused = server.kubectl("get", "secrets", "--namespace", namespace, user=server.user("reader"))
    assert refused.returncode == 1
    assert "forbidden" in refused.stderr


def test_a_server_does_not_outlive_a_killed_test_run(tmp_path: Path) -> None:
    program_text = (
        "import sys, time\nfrom pathlib import Path\nfrom tests.cluster.child import child\n"
        f"with child(Path({str(tmp_path / 'log')!r}), sys.executable, '-c', "
        "'import os, time; print(os.getpid(), flush=True); time.sleep(60)'):\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program_text], start_new_session=True) as run:
        try:
            log = tmp_path / "log"
            pid = awaited(lambda: int(log.read_text(encoding="utf-8") or 0) if log.exists() else 0)
        finally:
            run.send_signal(signal.SIGKILL)
    assert awaited(lambda: not alive(pid))


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def awaited(look: Any) -> Any:
    """Return what ``look`` returns as soon as it is true, and after ten seconds whatever it returns."""
    end = time.monotonic() + 10
    while not (found := look()) and time.monotonic() < end:
        time.sleep(0.05)
    return found
