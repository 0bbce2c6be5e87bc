"""Drift on the real server: who changed what, what is missing, what is too much, and no noise."""

from __future__ import annotations

import copy
import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from scanner.drift.compare import differences
from scanner.kubernetes.schema import Schemas
from scanner.model import Document
from tests.cluster import faults
from tests.cluster.control_plane import control_plane
from tests.cluster.defaulting import documents, submit_all
from tests.cluster.programs import program
from tests.cluster.server import APPLY
from tests.cluster.test_audit import platform
from tests.cluster.test_defaults import EXAMPLES, name_of
from tests.command import plimsoll
from tests.drift.test_compare import DEFINITION, route

if TYPE_CHECKING:
    from tests.cluster.proxy import Proxy
    from tests.cluster.server import Server
    from tests.command import Ended

ROOT = Path(__file__).parents[2]
DEFAULT_RULES = ("--config", "/dev/null", "--select", "privileged", "--select", "image-tag")


def deployment(namespace: str, **spec: Any) -> dict[str, Any]:
    labels = {"app.kubernetes.io/name": "web", "app.kubernetes.io/part-of": f"shop-{namespace}"}
    container = {
        "name": "web",
        "image": "registry.example.com/web:1.0.0",
        "ports": [{"containerPort": 8080}],
        "resources": {"limits": {"cpu": "1000m", "memory": "1024Mi"}},
        "securityContext": {"privileged": False},
    }
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web", "namespace": namespace, "labels": labels},
        "spec": {
            "selector": {"matchLabels": {"app.kubernetes.io/name": "web"}},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
            **spec,
        },
    }


def state(directory: Path, *objects: Any) -> None:
    (directory / "all.yaml").write_text(yaml.safe_dump_all(objects, sort_keys=False), encoding="utf-8")


def drift(server: Server, directory: Path, *arguments: str, url: str | None = None) -> Ended:
    kubeconfig = str(server.kubeconfig(url=url))
    return plimsoll(directory, "drift", ".", "--kubeconfig", kubeconfig, *DEFAULT_RULES, *arguments)


def report(server: Server, directory: Path, *arguments: str, url: str | None = None) -> dict[str, Any]:
    return drift(server, directory, "--format", "json", *arguments, url=url).report


def test_the_canonical_platform_has_none_when_applied(server: Server) -> None:
    served = platform(server)
    server.apply(served, manager="kubectl")
    ended = plimsoll(ROOT, "drift", "kubernetes", "--kubeconfig", str(server.kubeconfig()), "--format", "json")
    found = ended.report
    assert (found["drifted"], found["verdicts"]) == ([], [])
    assert found["compared"] == len([one for one in served if one["kind"] != "Secret"])


@pytest.mark.parametrize(
    "case",
    [
        (("set", "image", "deployment/web", "web=registry.example.com/web:latest"), "image", "kubectl-set"),
        (("patch", "deployment/web", "-p", '{"spec":{"replicas":7}}'), "replicas", "kubectl-patch"),
    ],
)
def test_who_changed_it_and_when(
    server: Server, namespace: str, tmp_path: Path, case: tuple[tuple[str, ...], str, str]
) -> None:
    arguments, path, manager = case
    stated = deployment(namespace, replicas=2)
    state(tmp_path, stated)
    server.apply([stated], manager="kubectl")
    assert report(server, tmp_path)["exitCode"] == 0
    changed = server.kubectl("-n", namespace, *arguments)
    assert changed.returncode == 0, changed.stderr
    (object_,) = report(server, tmp_path)["drifted"]
    (one,) = object_["changed"]
    assert one["path"][-1] == path
    assert one["managers"][0]["name"] == manager
    assert one["managers"][0]["time"].startswith("20")
    assert (one["file"], one["located"]) == ("all.yaml", "exact")


def test_kubectl_edit_and_scale(server: Server, namespace: str, tmp_path: Path) -> None:
    stated = deployment(namespace, replicas=2)
    state(tmp_path, stated)
    server.apply([stated], manager="kubectl")
    server.patch(
        f"{server.address(stated)}?fieldManager=kubectl-edit",
        {"spec": {"template": {"spec": {"hostNetwork": True}}}},
    )
    scaled = server.kubectl("-n", namespace, "scale", "deployment/web", "--replicas=9")
    assert scaled.returncode == 0, scaled.stderr
    (object_,) = report(server, tmp_path)["drifted"]
    (added,) = object_["added"]
    assert added["path"] == ["spec", "template", "spec", "hostNetwork"]
    assert added["managers"][0]["name"] == "kubectl-edit"
    (changed,) = object_["changed"]
    assert (changed["path"], changed["stated"], changed["live"]) == (["spec", "replicas"], "2", "9")
    assert changed["managers"][0]["subresource"] == "scale"


def test_a_real_edit(server: Server, namespace: str, tmp_path: Path) -> None:
    stated = deployment(namespace, replicas=2)
    state(tmp_path, stated)
    server.apply([stated], manager="kubectl")
    environment = {
        "KUBECONFIG": str(server.kubeconfig()),
        "KUBE_EDITOR": "sed -i s/web:1.0.0/web:6.6.6/",
        "HOME": str(tmp_path),
        "PATH": os.environ["PATH"],
    }
    command = [str(program("kubectl")), "-n", namespace, "edit", "deployment/web"]
    edited = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=60)
    assert edited.returncode == 0, edited.stderr
    (object_,) = report(server, tmp_path)["drifted"]
    (one,) = object_["changed"]
    assert one["live"] == "'registry.example.com/web:6.6.6'"
    assert one["managers"][0]["name"] == "kubectl-edit"
    assert one["managers"][0]["time"].startswith("20")


def test_replicas_of_an_autoscaler_are_no_drift(server: Server, namespace: str, tmp_path: Path) -> None:
    stated = deployment(namespace)
    state(tmp_path, stated)
    server.apply([stated], manager="kubectl")
    scale = {"apiVersion": "autoscaling/v1", "kind": "Scale", "spec": {"replicas": 5}}
    scale["metadata"] = {"name": "web", "namespace": namespace}
    answer = server.put(f"{server.address(stated)}/scale?fieldManager=kube-controller-manager", scale)
    assert answer.status == 200, answer
    found = report(server, tmp_path)
    assert (found["exitCode"], found["drifted"]) == (0, [])


def test_a_changed_verdict_comes_first(server: Server, namespace: str, tmp_path: Path) -> None:
    stated = deployment(namespace)
    state(tmp_path, stated)
    server.apply([stated], manager="kubectl")
    container = {"name": "web", "securityContext": {"privileged": True}}
    body = json.dumps({"spec": {"template": {"spec": {"containers": [container]}}}})
    assert server.kubectl("-n", namespace, "patch", "deployment/web", "-p", body).returncode == 0
    ended = drift(server, tmp_path)
    assert ended.code == 1
    assert ended.text.index("critical[privileged]") < ended.text.index("differs: ")
    lines = (tmp_path / "all.yaml").read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "privileged: false" in text)
    (verdict,) = report(server, tmp_path)["verdicts"]
    assert (verdict["file"], verdict["span"]["line"], verdict["located"]) == ("all.yaml", line, "exact")
    sarif = json.loads(drift(server, tmp_path, "--format", "sarif").stdout)
    assert {one["ruleId"] for one in sarif["runs"][0]["results"]} == {"privileged", "drift-changed"}
    assert "privileged" in drift(server, tmp_path, "--format", "markdown").text


def test_missing_and_extra(server: Server, namespace: str, tmp_path: Path) -> None:
    stated = deployment(namespace)
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "namespace": namespace}}
    service["spec"] = {"ports": [{"port": 80}], "selector": {"a": "b"}}
    state(tmp_path, stated, service)
    stray = deployment(namespace)
    stray["metadata"] = {**stray["metadata"], "name": "stray"}
    other = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "other", "namespace": namespace}}
    other["spec"] = service["spec"]
    server.apply([stated, other], manager="kubectl")
    server.apply([stray], manager="somebody")
    found = report(server, tmp_path)
    assert [one["address"] for one in found["missing"]] == [f"cluster/Service/{namespace}/web"]
    (extra,) = found["extra"]
    assert extra["address"] == f"cluster/Deployment/{namespace}/stray"
    assert extra["managers"][0]["name"] == "somebody"
    assert found["exitCode"] == 1


def test_in_a_namespace_of_git_everything_is_of_git(server: Server, namespace: str, tmp_path: Path) -> None:
    own = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}}
    settings = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": namespace}}
    state(tmp_path, own, settings)
    stray = {**settings, "metadata": {"name": "stray", "namespace": namespace}}
    root = {**settings, "metadata": {"name": "kube-root-ca.crt", "namespace": namespace}}
    server.apply([settings, stray, root], manager="kubectl")
    assert [one["address"] for one in report(server, tmp_path)["extra"]] == [f"cluster/ConfigMap/{namespace}/stray"]


def test_claims_of_a_stateful_set_are_of_git(server: Server, namespace: str, tmp_path: Path) -> None:
    own = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}}
    claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    template = deployment(namespace)["spec"]["template"]
    spec = {
        "serviceName": "db",
        "selector": {"matchLabels": {"app.kubernetes.io/name": "web"}},
        "template": template,
        "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": claim}],
    }
    stated = {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "db", "namespace": namespace}}

    def volume(name: str) -> dict[str, Any]:
        metadata = {"name": name, "namespace": namespace}
        return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": metadata, "spec": claim}

    state(tmp_path, own, {**stated, "spec": spec}, volume("own"))
    server.apply([{**stated, "spec": spec}, volume("own"), volume("data-db-10"), volume("stray-0")], manager="kubectl")
    found = report(server, tmp_path)
    assert [one["address"] for one in found["extra"]] == [f"cluster/PersistentVolumeClaim/{namespace}/stray-0"]
    assert found["drifted"] == []


def test_secrets_are_not_asked_for(server: Server, namespace: str, proxy: Proxy, tmp_path: Path) -> None:
    canary = "canary-77e1"
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s", "namespace": namespace}}
    settings = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": namespace}}
    state(tmp_path, {**secret, "stringData": {"a": canary}}, {**settings, "data": {"a": canary}})
    server.apply([{**settings, "data": {"a": f"{canary}-other"}}], manager="kubectl")
    for form in ("json", "terminal", "markdown", "sarif"):
        ended = drift(server, tmp_path, "--format", form, url=proxy.url)
        assert ended.code == 1
        assert canary not in ended.text + ended.stderr
    assert canary in drift(server, tmp_path, "--show-values").text
    assert not [path for path in proxy.paths("GET") if "secrets" in path]
    assert {request.method for request in proxy.requests} == {"GET"}
    (left_out,) = report(server, tmp_path)["notCompared"]
    assert (left_out["incomplete"], left_out["reason"]) == (False, "Secrets are not read.")


def test_what_is_refused_is_not_no_drift(server: Server, namespace: str, tmp_path: Path) -> None:
    stated = deployment(namespace)
    state(tmp_path, stated)
    server.apply([stated], manager="kubectl")
    kubeconfig = str(server.kubeconfig(server.user("nobody-of-drift")))
    ended = plimsoll(tmp_path, "drift", ".", "--kubeconfig", kubeconfig, *DEFAULT_RULES, "--format", "json")
    assert ended.code == 3
    assert ended.report["missing"] == []
    (one,) = ended.report["notCompared"]
    assert one["incomplete"]


def test_another_version_is_asked_for(server: Server, namespace: str, tmp_path: Path) -> None:
    metadata = {"name": "a", "namespace": namespace}
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
    spec = {"scaleTargetRef": target, "maxReplicas": 3, "targetCPUUtilizationPercentage": 70}
    old = {"apiVersion": "autoscaling/v1", "kind": "HorizontalPodAutoscaler", "metadata": metadata, "spec": spec}
    gone = {
        "apiVersion": "autoscaling/v2beta1",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {**metadata, "name": "b"},
    }
    state(tmp_path, old, gone)
    server.apply([old], manager="kubectl")
    found = report(server, tmp_path)
    assert (found["compared"], found["drifted"], found["exitCode"]) == (1, [], 3)
    assert found["notCompared"][0]["reason"].endswith("in 'autoscaling/v2beta1'.")


def test_each_fault_is_named(server: Server, namespace: str, proxy: Proxy, tmp_path: Path) -> None:
    stated = deployment(namespace)
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web", "namespace": namespace}}
    service["spec"] = {"ports": [{"port": 80}], "selector": {"a": "b"}}
    state(tmp_path, stated, service)
    server.apply([stated, service], manager="kubectl")
    proxy.on("GET", r"/deployments", faults.content_type("text/html"))
    found = report(server, tmp_path, url=proxy.url)
    assert (found["exitCode"], found["compared"], found["missing"]) == (3, 1, [])
    (gap,) = [one for one in found["cluster"]["kinds"] if one["status"] != "listed"]
    assert (gap["kind"], gap["accepted"]) == ("Deployment", False)
    assert "Deployment" in drift(server, tmp_path, url=proxy.url).text
    proxy.on("GET", r"^/apis?(\?|$)", faults.status(403, "no"))
    nothing = report(server, tmp_path, url=proxy.url)
    assert nothing["exitCode"] == 3
    assert nothing["cluster"]["problems"]


def test_objects_without_a_namespace(server: Server, namespace: str, tmp_path: Path) -> None:
    settings = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "no-namespace"}, "data": {"a": "b"}}
    nameless = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"generateName": "a-"}}
    state(tmp_path, settings)
    server.apply([{**settings, "metadata": {"name": "no-namespace", "namespace": namespace}}], manager="kubectl")
    assert [one["subject"] for one in report(server, tmp_path)["missing"]] == ["ConfigMap default/no-namespace"]
    assert report(server, tmp_path, "-n", namespace)["exitCode"] == 0
    state(tmp_path, settings, nameless)
    found = report(server, tmp_path, "-n", namespace)
    assert found["exitCode"] == 3
    assert found["notCompared"][0]["reason"] == "It has no name by which to find it."


def test_other_deployers_can_be_named(server: Server, namespace: str, tmp_path: Path) -> None:
    stated = deployment(namespace)
    state(tmp_path, stated)
    server.apply([stated], manager="kubectl")
    more = {**stated, "metadata": {**stated["metadata"], "labels": {"team": "shop"}}}
    answer = server.request(
        "PATCH", f"{server.address(stated)}?fieldManager=our-deployer&force=true", more, headers=APPLY
    )
    assert answer.status == 200, answer
    (found,) = report(server, tmp_path)["drifted"]
    assert found["added"][0]["path"] == ["metadata", "labels", "team"]
    assert report(server, tmp_path, "--manager", "our-*")["exitCode"] == 0
    (tmp_path / "other.yaml").write_text("drift: {managers: [our-deployer]}\n", encoding="utf-8")
    kubeconfig = str(server.kubeconfig())
    configured = plimsoll(tmp_path, "drift", "all.yaml", "--kubeconfig", kubeconfig, "--config", "other.yaml")
    assert configured.code == 0, configured.text


def test_what_cannot_be_right_is_refused(server: Server, tmp_path: Path) -> None:
    kubeconfig = str(server.kubeconfig())
    for arguments in (("--format", "junit"), ("--format", "json", "--format", "sarif"), ("--context", "none")):
        assert plimsoll(tmp_path, "drift", ".", "--kubeconfig", kubeconfig, *arguments).code == 2, arguments
    assert plimsoll(tmp_path, "drift", "nowhere", "--kubeconfig", kubeconfig).code == 3
    assert plimsoll(tmp_path, "drift", ".", "--kubeconfig", kubeconfig).code == 3, "nothing is stated"


def test_the_schema_of_a_custom_kind_is_asked_for(server: Server, namespace: str, tmp_path: Path) -> None:
    server.apply([DEFINITION])
    stated = route(routes=[{"name": "a", "weight": 1}, {"name": "b", "weight": 2}], tags=["red", "blue"])
    stated["metadata"]["namespace"] = namespace
    live = copy.deepcopy(stated)
    live["spec"]["routes"].reverse()
    live["spec"]["tags"].reverse()
    state(tmp_path, stated)
    server.apply([live], manager="kubectl")
    assert report(server, tmp_path)["drifted"] == []
    server.patch(f"{server.address(live)}?fieldManager=kubectl-patch", {"spec": {"tags": ["red"]}})
    (found,) = report(server, tmp_path)["drifted"]
    assert [one["path"] for one in found["changed"]] == [["spec", "tags", 1]]


def test_defaults_are_no_drift(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Every example that the server accepts equals what the server makes of it."""
    with control_plane(tmp_path_factory.mktemp("drift"), "--enable-admission-plugins=ServiceAccount") as server:
        answered = submit_all(server, EXAMPLES)
    schemas = Schemas.of(())
    noise: dict[str, list[str]] = {}
    compared = 0
    for case, answer in answered.items():
        written = [one for one in documents(case) if isinstance(one, Document)]
        for document, (_, live) in zip(written, answer.objects, strict=False):
            if document.data["kind"] == "Secret":
                continue  # never read
            compared += 1
            for one in differences(document.data, live, schemas):
                noise.setdefault(name_of(case), []).append(f"{one.path}: {one.stated!r} {one.live!r}")
    assert noise == {}
    assert compared > 500
