"""Reports in the cluster, findings at their place in git, and metrics, on the real server with the real definitions."""

from __future__ import annotations

import copy
import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from prometheus_client.parser import text_string_to_metric_families

from scanner.report import FORMATS, RenderOptions
from tests.absent import absent
from tests.cluster import faults
from tests.cluster.auditing import options, run
from tests.command import plimsoll

if TYPE_CHECKING:
    from tests.cluster.proxy import Proxy
    from tests.cluster.server import Server
    from tests.command import Ended

ROOT = Path(__file__).parents[2]
MODULE = "github.com/openreports/reports-api@v0.2.1"
CONFIGURATIONS = ROOT / "tests" / "data" / "cluster"
RULES = ("--config", str(CONFIGURATIONS / "two-rules.yaml"))
REPORTS = "/apis/openreports.io/v1alpha1/namespaces/{}/reports"


def definitions() -> list[dict[str, Any]]:
    """Return the CustomResourceDefinitions of openreports.io, from Go's module cache, and the older ones made of them.

    Those of wgpolicyk8s.io cannot be had as a Go module any more. Its v1alpha2 has the same body without ``source`` and
    ``configuration`` of a report.
    """
    go = shutil.which("go")
    if go is None:
        absent("Go is absent: it downloads the definitions of openreports.io")
    made = subprocess.run(
        [go, "mod", "download", "-json", MODULE], capture_output=True, text=True, check=False, cwd="/"
    )
    directory = json.loads(made.stdout or "{}").get("Dir")
    if not directory:
        absent(f"{MODULE} cannot be had: {made.stdout[-200:]}{made.stderr[-200:]}")
    files = sorted(Path(directory, "config", "crd").glob("openreports.io_*reports.yaml"))
    found = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in files]
    assert len(found) == 2
    return [*found, *map(older, found)]


def older(definition: dict[str, Any]) -> dict[str, Any]:
    made = copy.deepcopy(definition)
    kind = made["spec"]["names"]["kind"].replace("Report", "PolicyReport")
    plural = f"{kind.lower()}s"
    made["metadata"] = {
        "name": f"{plural}.wgpolicyk8s.io",
        "annotations": {"api-approved.kubernetes.io": "unapproved, for tests"},
    }
    made["spec"]["group"] = "wgpolicyk8s.io"
    made["spec"]["names"] = {"kind": kind, "listKind": f"{kind}List", "plural": plural, "singular": kind.lower()}
    (version,) = made["spec"]["versions"]
    version["name"] = "v1alpha2"
    version.pop("additionalPrinterColumns", None)
    for field in ("source", "configuration"):
        version["schema"]["openAPIV3Schema"]["properties"].pop(field)
    return made


@pytest.fixture(scope="module")
def defined(server: Server) -> list[dict[str, Any]]:
    """Define the kinds of reports."""
    found = definitions()
    server.apply(found)
    return found


def pod(namespace: str, name: str, **context: Any) -> dict[str, Any]:
    container = {"name": "web", "image": "registry.example.com/web:latest", "securityContext": context}
    metadata = {"name": name, "namespace": namespace}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {"containers": [container]}}


def audit(server: Server, namespace: str, *arguments: str, directory: Path = ROOT, **more: Any) -> Ended:
    kubeconfig = str(server.kubeconfig(**more))
    return plimsoll(directory, "audit", "--kubeconfig", kubeconfig, "-n", namespace, *RULES, *arguments)


def strict(schema: Any) -> Any:
    """Return a schema that allows no field which it does not name, as the API server prunes them."""
    if isinstance(schema, dict):
        made = {key: strict(value) for key, value in schema.items()}
        if schema.get("type") == "object" and "properties" in schema:
            made["additionalProperties"] = False
        return made
    return [strict(one) for one in schema] if isinstance(schema, list) else schema


@pytest.mark.parametrize("form", ["openreports", "policyreport"])
def test_reports_are_what_the_definitions_demand(
    server: Server, namespace: str, defined: list[dict[str, Any]], form: str
) -> None:
    server.create([pod(namespace, "one", privileged=True), pod(namespace, "two")])
    made = audit(server, namespace, "--format", form)
    assert made.code == 1, made.stderr
    assert made.stdout == audit(server, namespace, "--format", form).stdout
    items = json.loads(made.stdout)["items"]
    schemas = {
        one["spec"]["names"]["kind"]: strict(one["spec"]["versions"][0]["schema"]["openAPIV3Schema"]) for one in defined
    }
    for item in items:
        schema = schemas[item["kind"]]
        schema["properties"]["metadata"] = {"type": "object"}
        Draft202012Validator(schema).validate(item)
    server.apply(items, manager="somebody")
    on_pods = {one["scope"]["name"]: one for one in items if "scope" in one}
    uid = server.get(f"/api/v1/namespaces/{namespace}/pods/one").json["metadata"]["uid"]
    one = on_pods["one"]
    assert one["metadata"]["name"] == one["metadata"]["ownerReferences"][0]["uid"] == uid
    assert [result["policy"] for result in one["results"]] == ["privileged", "image-tag"]
    assert one["results"][0]["properties"]["path"] == "spec.containers[0].securityContext.privileged"
    assert one["summary"] == {"pass": 0, "fail": 2, "warn": 0, "error": 0, "skip": 0}
    assert on_pods["two"]["summary"]["fail"] == 1


def reports(server: Server, namespace: str) -> set[str]:
    items = server.get(REPORTS.format(namespace)).json["items"]
    return {one.get("scope", {}).get("name", one["metadata"]["name"]) for one in items}


def test_reports_are_written_and_taken_away(server: Server, namespace: str, defined: list[dict[str, Any]]) -> None:
    assert defined
    objects = [pod(namespace, "one", privileged=True), pod(namespace, "two")]
    server.create(objects)
    foreign = {"apiVersion": "openreports.io/v1alpha1", "kind": "Report", "results": []}
    server.create([{**foreign, "metadata": {"name": "foreign", "namespace": namespace}}])
    written = audit(server, namespace, "--apply-reports", "openreports")
    assert written.code == 1, written.text
    assert reports(server, namespace) == {"foreign", "one", "two"}
    assert server.delete(server.address(objects[1])).status in {200, 202}
    server.request("DELETE", server.address(objects[1]) + "?gracePeriodSeconds=0")
    audit(server, namespace, "--apply-reports", "openreports")
    assert reports(server, namespace) == {"foreign", "one"}


def test_what_was_not_listed_is_not_taken_away(
    server: Server, namespace: str, defined: list[dict[str, Any]], proxy: Proxy
) -> None:
    assert defined
    stated = pod(namespace, "one", privileged=True)
    server.create([stated])
    audit(server, namespace, "--apply-reports", "openreports")
    assert reports(server, namespace) == {"one"}
    server.request("DELETE", server.address(stated) + "?gracePeriodSeconds=0")
    proxy.on("GET", rf"/api/v1/namespaces/{namespace}/pods", faults.status(403, "no"))
    refused = audit(server, namespace, "--apply-reports", "openreports", url=proxy.url)
    assert refused.code == 3
    assert reports(server, namespace) == {"one"}


def test_the_printed_role_lets_reports_be_written(
    server: Server, namespace: str, defined: list[dict[str, Any]]
) -> None:
    assert defined
    server.create([pod(namespace, "one", privileged=True)])
    printed = plimsoll(ROOT, "audit", "--print-rbac", "--apply-reports", "openreports")
    role = [one for one in yaml.safe_load_all(printed.text) if one]
    auditor = server.service_account("plimsoll", "plimsoll-audit") if has_namespace(server) else None
    assert auditor is not None
    server.apply(role)
    done = audit(server, namespace, "--apply-reports", "openreports", "--format", "json", user=auditor)
    assert (done.code, done.report["cluster"]["problems"]) == (1, [])
    assert reports(server, namespace) == {"one"}
    nobody = server.user("writes-no-reports")
    reader = {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRoleBinding",
        "metadata": {"name": "writes-no-reports"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "plimsoll-audit"},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "writes-no-reports"}],
    }
    server.apply([reader])
    clean = ("--config", str(CONFIGURATIONS / "one-rule.yaml"), "--format", "json", "-n", namespace)
    kubeconfig = str(server.kubeconfig(nobody))
    refused = plimsoll(ROOT, "audit", "--kubeconfig", kubeconfig, *clean, "--apply-reports", "openreports")
    assert refused.code == 3
    assert "could not be written: 403" in refused.report["cluster"]["problems"][0]
    assert reports(server, namespace) == {"one"}


def has_namespace(server: Server) -> bool:
    return server.post("/api/v1/namespaces", {"metadata": {"name": "plimsoll"}}).status in {201, 409}


def test_a_finding_is_shown_where_git_states_the_object(server: Server, namespace: str, tmp_path: Path) -> None:
    text = f"""\
apiVersion: v1
kind: Pod
metadata: {{name: one, namespace: {namespace}}}
spec:
  containers:
    - name: web
      image: registry.example.com/web:latest
      securityContext:
        privileged: true
"""
    (tmp_path / "pods.yaml").write_text(text, encoding="utf-8")
    stated = yaml.safe_load(text)
    live = copy.deepcopy(stated)
    live["spec"]["containers"].insert(0, {"name": "injected", "image": "registry.example.com/injected:latest"})
    server.create([live, pod(namespace, "two", privileged=True)])
    made = audit(server, namespace, "--manifests", str(tmp_path), "--format", "json", directory=tmp_path)
    places = {
        (one["ruleId"], one["subject"].rpartition("/")[2]): (one["file"], one["span"]["line"], one["located"])
        for one in made.report["findings"]
    }
    assert places["privileged", "one, container web"] == ("pods.yaml", 9, "exact")
    assert places["image-tag", "one, container web"] == ("pods.yaml", 7, "exact")
    assert places["image-tag", "one, container injected"] == ("pods.yaml", 5, "nearest")
    assert places["privileged", "two, container web"][0] == f"cluster/Pod/{namespace}/two"
    addresses = {one.get("address") for one in made.report["findings"] if one["file"] == "pods.yaml"}
    assert addresses == {f"cluster/Pod/{namespace}/one"}
    plain = audit(server, namespace, "--format", "json")
    assert {one["fingerprint"] for one in plain.report["findings"]} == {
        one["fingerprint"] for one in made.report["findings"]
    }
    for form in FORMATS:
        assert audit(server, namespace, "--manifests", str(tmp_path), "--format", form, directory=tmp_path).code == 1


def test_metrics(server: Server, namespace: str) -> None:
    server.create([pod(namespace, "one", privileged=True)])
    report = run(server.kubeconfig(), options(namespaces=(namespace,)), "privileged", "image-tag")
    text = FORMATS["prometheus"](report, RenderOptions(unix_time=1_764_000_000))
    samples = {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    labels = (("namespace", namespace), ("rule", "privileged"), ("severity", "critical"))
    assert samples["plimsoll_findings", *labels] == 1
    assert samples["plimsoll_objects", ("kind", "Pod"), ("state", "judged")] == 1
    assert samples["plimsoll_audit_complete",] == 1
    assert samples["plimsoll_audit_timestamp_seconds",] == 1_764_000_000
    promtool = next((Path.home() / ".cache" / "plimsoll" / "bin").glob("promtool-*"), None)
    if promtool is not None:
        checked = subprocess.run(
            [promtool, "check", "metrics"], input=text, capture_output=True, text=True, check=False
        )
        assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")


def test_a_scan_of_files_has_no_such_formats(tmp_path: Path) -> None:
    for form in ("openreports", "policyreport", "prometheus"):
        assert plimsoll(tmp_path, "scan", "--format", form, ".").code == 2
