"""The catalogue, and what its examples cannot show: what is not known, complete scopes, evidence."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from scanner.kubernetes import Inventory
from scanner.model import Match, Source, Unknown, WholeDocument
from scanner.rules import documents, kubernetes
from tests.kubernetes.manifests import document, inventory, judgements

if TYPE_CHECKING:
    from scanner.rules.check import Check

EXAMPLES = Path(__file__).parents[1] / "examples"
CHECKS = (*kubernetes.CHECKS, *documents.CHECKS)
BY_ID = {check.rule.id: check for check in CHECKS}
SECTIONS = ["Why it matters", "Avoid", "Prefer", "Notes", "References"]
FRAMEWORK = re.compile(
    r"pss/(baseline|restricted)|cis-kubernetes/[1-5](\.\d{1,2}){1,2}|nsa-cisa/[a-z-]+|owasp-k8s/K(0\d|10)",
)

POD = (
    "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\nspec: {containers: [{name: web, image: 'w:1'}]}\n"
)
SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: s, namespace: shop}\nspec: {selector: {app: web}}\n"
DEPLOYMENT = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d, namespace: shop}\nspec: {}\n"
AUTOSCALER = (
    "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h, namespace: shop}\n"
    "spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: other}}\n"
)


def outcome(rule_id: str, *texts: str, scope_complete: bool = False) -> list[str]:
    """Return the names of what a rule yields: ``Match`` or ``Unknown``."""
    world = inventory("---\n".join(texts), scope_complete=scope_complete)
    return [type(one).__name__ for one in judgements(BY_ID[rule_id], world)]


@pytest.mark.parametrize("package", [kubernetes, documents])
def test_the_catalogue_is_sorted_and_has_no_id_twice(package: Any) -> None:
    ids = [check.rule.id for check in package.CHECKS]
    assert ids == sorted(set(ids))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.rule.id)
def test_a_page_says_what_is_found_why_it_matters_what_to_avoid_and_what_to_prefer(check: Check[Any]) -> None:
    page = check.rule.documentation
    headings = re.findall(r"^## (.+)$", page, re.MULTILINE)
    assert headings == [section for section in SECTIONS if section != "Notes" or "Notes" in headings]
    first = page.partition("\n\n")[0]
    assert first.endswith(".")
    assert not first.startswith("#")
    assert f"makes this {check.rule.severity.value}." in " ".join(page.split())
    for section in ("Avoid", "Prefer"):
        (example,) = re.findall(rf"## {section}\n\n```yaml\n(.+?)```", page, re.DOTALL)
        assert yaml.safe_load(example)
    assert tuple(re.findall(r"^- (\S+)$", page.partition("## References")[2], re.MULTILINE)) == check.rule.references
    assert check.rule.references


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.rule.id)
def test_a_rule_says_what_to_do_and_which_controls_it_stands_for(check: Check[Any]) -> None:
    assert check.rule.remediation.endswith(".")
    assert not check.rule.title.endswith(".")
    assert {"kubernetes", "workflows"} & set(check.rule.tags)
    assert all(FRAMEWORK.fullmatch(control) for control in check.rule.frameworks)


def test_isolation_is_unknown_until_the_namespace_or_a_policy_in_it_is_seen() -> None:
    namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"
    assert outcome("pod-has-networkpolicy", POD) == ["Unknown"]
    assert outcome("pod-has-networkpolicy", POD, namespace) == ["Match"]
    assert outcome("pod-has-networkpolicy", POD, scope_complete=True) == ["Match"]


@pytest.mark.parametrize(
    ("api_version", "kind"),
    [("cilium.io/v2", "CiliumNetworkPolicy"), ("projectcalico.org/v3", "GlobalNetworkPolicy")],
)
def test_isolation_is_unknown_where_other_policies_may_isolate(api_version: str, kind: str) -> None:
    other = f"apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: x, namespace: shop}}\n"
    assert outcome("pod-has-networkpolicy", POD, other, scope_complete=True) == ["Unknown"]


def test_a_pod_on_the_nodes_network_is_beyond_policies() -> None:
    assert (
        outcome(
            "pod-has-networkpolicy", POD.replace("{containers", "{hostNetwork: true, containers"), scope_complete=True
        )
        == []
    )


def test_a_service_without_pods_is_unknown_until_pods_that_belong_to_it_are_seen() -> None:
    assert outcome("service-targets-pod", SERVICE) == ["Unknown"]
    assert outcome("service-targets-pod", SERVICE, POD) == ["Match"]
    assert outcome("service-targets-pod", SERVICE, scope_complete=True) == ["Match"]


@pytest.mark.parametrize(("name", "expected"), [("p", "Unknown"), ("s", "Match")])
def test_pods_of_another_file_belong_to_the_service_of_their_name(name: str, expected: str) -> None:
    texts = (SERVICE, POD.replace("name: p,", f"name: {name},"))
    separate = [
        dataclasses.replace(document(yaml.safe_load(text)), source=Source(f"{index}.yaml", "", ""))
        for index, text in enumerate(texts)
    ]
    found = judgements(BY_ID["service-targets-pod"], Inventory.of(separate))
    assert [type(one).__name__ for one in found] == [expected]


def test_a_target_is_unknown_until_its_kind_is_seen_in_the_namespace() -> None:
    assert outcome("hpa-target-exists", AUTOSCALER) == ["Unknown"]
    assert outcome("hpa-target-exists", AUTOSCALER, DEPLOYMENT) == ["Match"]
    assert outcome("hpa-target-exists", AUTOSCALER, scope_complete=True) == ["Match"]


def test_unset_replicas_are_unknown_until_autoscalers_of_the_namespace_are_seen() -> None:
    assert outcome("min-replicas", DEPLOYMENT) == ["Unknown"]
    assert outcome("min-replicas", DEPLOYMENT, AUTOSCALER) == ["Match"]
    assert outcome("min-replicas", DEPLOYMENT, scope_complete=True) == ["Match"]
    assert outcome("min-replicas", DEPLOYMENT.replace("spec: {}", "spec: {replicas: 1}")) == ["Match"]


def test_system_objects_may_be_in_the_default_namespace() -> None:
    assert outcome("default-namespace", "{apiVersion: v1, kind: Service, metadata: {name: kubernetes}}\n") == []
    service = "{apiVersion: v1, kind: Service, metadata: {name: shop%s}}\n"
    assert outcome("default-namespace", service % ", namespace: default") == ["Match"]
    assert outcome("default-namespace", service % "") == ["Unknown"]
    assert outcome("namespace-missing", service % "") == ["Match"]


def test_a_container_that_nobody_is_known_to_ask_may_need_no_readiness_probe() -> None:
    assert outcome("readiness-probe", POD) == ["Unknown"]
    assert outcome("readiness-probe", POD, scope_complete=True) == []


def test_a_wildcard_names_a_few_of_those_who_have_it() -> None:
    role = (
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: all}\n"
        "rules: [{apiGroups: [''], resources: [pods], verbs: ['*']}]\n"
    )
    subjects = ", ".join(f"{{kind: User, name: u{number}}}" for number in range(9))
    binding = (
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: b}\n"
        f"roleRef: {{kind: ClusterRole, name: all}}\nsubjects: [{subjects}]\n"
    )
    (match,) = judgements(BY_ID["wildcard-rules"], inventory(f"{role}---\n{binding}"))
    assert isinstance(match, Match)
    assert [one.path for one in match.related] == [("subjects", number, "name") for number in range(5)]
    assert match.related[0].message == "ClusterRoleBinding 'b' grants it to User 'u0'."


def test_a_service_account_that_mounts_its_token_is_shown() -> None:
    account = (
        "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default, namespace: shop}\n"
        "automountServiceAccountToken: true\n"
    )
    (match,) = judgements(BY_ID["automount-sa-token"], inventory(f"{POD}---\n{account}"))
    assert isinstance(match, Match)
    assert [one.path for one in match.related] == [("automountServiceAccountToken",)]


def test_what_is_inherited_is_one_finding_however_many_containers_inherit_it() -> None:
    spec = "{securityContext: {runAsNonRoot: false}, containers: [{name: a}, {name: b}], initContainers: [{name: c}]}"
    assert outcome("run-as-root", POD.replace("{containers: [{name: web, image: 'w:1'}]}", spec)) == ["Match"]


def test_the_pods_own_resources_are_one_place_and_one_message() -> None:
    spec = "{resources: {limits: {memory: 0}}, containers: [{name: a}, {name: b}]}"
    world = inventory(POD.replace("{containers: [{name: web, image: 'w:1'}]}", spec))
    found = {(one.path, one.message) for one in judgements(BY_ID["memory-limit"], world) if isinstance(one, Match)}
    assert found == {(("spec", "resources", "limits", "memory"), "The pod has a memory limit of 0, which is none.")}


def test_what_is_said_is_one_plain_sentence() -> None:
    files = [file for check in kubernetes.CHECKS for file in sorted((EXAMPLES / check.rule.id).glob("*.yaml"))]
    worlds = [inventory(file.read_text(encoding="utf-8")) for file in files]
    said = [one for world in worlds for check in kubernetes.CHECKS for one in judgements(check, world)]
    texts = {one.reason if isinstance(one, Unknown) else one.message for one in said}
    assert len(texts) > 100
    named = ("etcd ", "kube-", "kubeadm ", "kubelet ")  # a sentence may begin with a program's own name
    small = [text for text in texts if text[0].islower() and not text.startswith(named)]
    assert small + [text for text in texts if not text.endswith(".") or set(text) & set("`\n")] == []


def test_the_rule_about_spelling_judges_whole_documents() -> None:
    assert BY_ID["duplicate-key"].judges is WholeDocument
