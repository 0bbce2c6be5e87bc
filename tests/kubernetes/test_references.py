"""References between objects: what is not known, complete scopes, neighbours, old fields."""

from __future__ import annotations

import dataclasses

import pytest
import yaml

from scanner.kubernetes import Inventory
from scanner.kubernetes.neighbours import are_applied_together, are_beside
from scanner.kubernetes.service import resolve_port, service_ports
from scanner.model import Match, Source
from scanner.rules.kubernetes import CHECKS
from tests.kubernetes.manifests import document, inventory, judgements, pod, single

BY_ID = {check.rule.id: check for check in CHECKS}

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop, labels: {app: web}}\nspec: "
INGRESS = (
    "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i, namespace: shop}\n"
    "spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}\n"
)
OLD_INGRESS = (
    "apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: i, namespace: shop}\n"
    "spec: {backend: {serviceName: web, servicePort: PORT}}\n"
)
SERVICE = (
    "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop, labels: {app: web}}\n"
    "spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}]}\n"
)
OTHER_SERVICE = SERVICE.replace("name: web, namespace", "name: other, namespace")
ACCOUNT_USER = POD + "{serviceAccountName: a}\n"
ACCOUNT = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: b, namespace: shop}\n"
CLAIM_USER = POD + "{volumes: [{name: v, persistentVolumeClaim: {claimName: a}}]}\n"
CLAIM = "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: b, namespace: shop}\n"
CONFIG_USER = POD + "{containers: [{name: c, envFrom: [{configMapRef: {name: a}}]}]}\n"
CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b, namespace: shop}\n"
SECRET_USER = POD + "{volumes: [{name: v, secret: {secretName: a}}]}\n"
ANOTHER = "apiVersion: v1\nkind: Secret\nmetadata: {name: b, namespace: shop}\n"
POLICY = (
    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: n, namespace: shop}\n"
    "spec: {podSelector: {matchLabels: {app: other}}}\n"
)
PEER_POLICY = POLICY.replace(
    "{podSelector: {matchLabels: {app: other}}}",
    "{podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: other}}}]}]}",
)
MONITOR = (
    "apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: m, namespace: shop}\n"
    "spec: {selector: {matchLabels: {app: none}}, endpoints: [{port: http}]}\n"
)
ROUTE = (
    "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: web, namespace: shop}\n"
    "spec: {rules: [{backendRefs: [{name: web, port: 80}]}]}\n"
)


def world(*texts: str, directories: tuple[str, ...] = (), scope_complete: bool = False) -> Inventory:
    """Return the inventory of one file a text, in the directories named, or all in one."""
    files = [f"{name}/" for name in directories] or [""] * len(texts)
    documents = [
        dataclasses.replace(document(yaml.safe_load(text)), source=Source(f"{directory}{index}.yaml", "", ""))
        for index, (text, directory) in enumerate(zip(texts, files, strict=True))
    ]
    return Inventory.of(documents, scope_complete=scope_complete)


def outcome(rule_id: str, within: Inventory) -> list[str]:
    return [type(one).__name__ for one in judgements(BY_ID[rule_id], within)]


@pytest.mark.parametrize(
    ("rule_id", "user", "like"),
    [
        ("ingress-targets-service", INGRESS, OTHER_SERVICE),
        ("httproute-targets-service", ROUTE, OTHER_SERVICE),
        ("service-account-exists", ACCOUNT_USER, ACCOUNT),
        ("pvc-exists", CLAIM_USER, CLAIM),
        ("env-refs-exist", CONFIG_USER, CONFIG),
        ("servicemonitor-targets-service", MONITOR, SERVICE),
    ],
)
def test_what_is_missing_is_unknown_until_its_like_lies_beside(rule_id: str, user: str, like: str) -> None:
    assert outcome(rule_id, world(user)) == ["Unknown"]
    assert outcome(rule_id, world(user, like)) == ["Match"]
    assert outcome(rule_id, world(user, like, directories=("one", "two"))) == ["Unknown"]
    assert outcome(rule_id, world(user, like, directories=("one", "two"), scope_complete=True)) == ["Match"]
    assert outcome(rule_id, world(user, scope_complete=True)) == ["Match"]


def test_secrets_are_rarely_kept_beside_manifests() -> None:
    assert outcome("env-refs-exist", world(SECRET_USER, ANOTHER)) == ["Unknown"]
    assert outcome("env-refs-exist", world(SECRET_USER, scope_complete=True)) == ["Unknown"]
    assert outcome("env-refs-exist", world(SECRET_USER, ANOTHER, scope_complete=True)) == ["Match"]
    maker = "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {name: a, namespace: shop}\n"
    assert outcome("env-refs-exist", world(SECRET_USER, ANOTHER, maker, scope_complete=True)) == ["Unknown"]


@pytest.mark.parametrize(
    ("rule_id", "policy"), [("networkpolicy-targets-pod", POLICY), ("networkpolicy-peer-targets-pod", PEER_POLICY)]
)
def test_pods_of_a_policy_are_unknown_until_pods_of_the_namespace_lie_beside(rule_id: str, policy: str) -> None:
    beside = POD + "{containers: [{name: c}]}\n"
    assert outcome(rule_id, world(policy)) == ["Unknown"]
    assert outcome(rule_id, world(policy, scope_complete=True)) == ["Unknown"]
    assert outcome(rule_id, world(policy, beside)) == ["Match"]
    assert outcome(rule_id, world(policy, beside, directories=("one", "two"))) == ["Unknown"]
    assert outcome(rule_id, world(policy, beside, directories=("one", "two"), scope_complete=True)) == ["Match"]


def test_namespaces_by_label_are_known_where_the_scope_is_complete() -> None:
    policy = PEER_POLICY.replace("[{podSelector: {m", "[{namespaceSelector: {matchLabels: {team: t}}, podSelector: {m")
    namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {team: t}}\n"
    beside = POD + "{containers: [{name: c}]}\n"
    assert outcome("networkpolicy-peer-targets-pod", world(policy, namespace, beside)) == ["Unknown"]
    assert outcome("networkpolicy-peer-targets-pod", world(policy, namespace, beside, scope_complete=True)) == ["Match"]


@pytest.mark.parametrize(
    ("port", "expected"), [("80", []), ("http", []), ("8080", ["Match"]), ("web", ["Match"]), ("use-annotation", [])]
)
def test_an_ingress_of_the_old_kind(port: str, expected: list[str]) -> None:
    found = inventory(f"{OLD_INGRESS.replace('PORT', port)}---\n{SERVICE}")
    assert outcome("ingress-targets-service", found) == expected


def test_a_port_is_shown_with_those_that_there_are() -> None:
    found = inventory(f"{INGRESS.replace('number: 80', 'number: 81')}---\n{SERVICE}")
    (match,) = judgements(BY_ID["ingress-targets-service"], found)
    assert isinstance(match, Match)
    assert [one.path for one in match.related] == [("spec", "ports")]
    assert match.related[0].document is found.objects[1].document


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("apiVersion: databases.example.com/v1\nkind: Database", "Unknown"), ("apiVersion: v1\nkind: ConfigMap", "Match")],
)
def test_an_operator_may_make_the_service(kind: str, expected: str) -> None:
    owner = f"{kind}\nmetadata: {{name: web, namespace: shop}}\n"
    assert outcome("ingress-targets-service", world(INGRESS, OTHER_SERVICE, owner)) == [expected]


CONVERSION = (
    "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: c}\n"
    "spec: {conversion: {webhook: {clientConfig: {service: {namespace: shop, name: web, port: 81}}}}}\n"
)


def test_the_webhook_of_a_conversion() -> None:
    assert outcome("webhook-targets-service", inventory(f"{CONVERSION}---\n{SERVICE}")) == ["Match"]
    assert outcome("webhook-targets-service", inventory(f"{CONVERSION.replace('81', '80')}---\n{SERVICE}")) == []


BLOCKED = POLICY.replace("app: other", "app: web").replace("}}}", "}}, ingress: [{ports: [{port: PORT}]}]}")
WEB = POD + "{containers: [{name: c}]}\n"


@pytest.mark.parametrize(
    ("port", "scope_complete", "expected"),
    [
        (8080, False, []),
        (80, False, ["Match"]),  # the Service's port in the place of the pod's
        (443, False, []),  # another policy may allow it
        (443, True, ["Match"]),
    ],
)
def test_a_service_is_blocked_by_mistake_or_where_all_policies_are_known(
    port: int, scope_complete: bool, expected: list[str]
) -> None:
    found = world(SERVICE, WEB, BLOCKED.replace("PORT", str(port)), scope_complete=scope_complete)
    assert outcome("service-blocked-by-networkpolicy", found) == expected


def test_a_policy_of_another_kind_may_allow_what_a_service_needs() -> None:
    cilium = "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: x, namespace: shop}\n"
    blocked = BLOCKED.replace("PORT", "80")
    assert outcome("service-blocked-by-networkpolicy", world(SERVICE, WEB, blocked)) == ["Match"]
    assert outcome("service-blocked-by-networkpolicy", world(SERVICE, WEB, blocked, cilium)) == []


def test_claims_on_a_path_meet_in_one_directory_or_a_complete_scope() -> None:
    rules = "rules: [{host: a.example.com, http: {paths: [{path: /, pathType: Prefix}]}}]"
    one = INGRESS.replace("defaultBackend: {service: {name: web, port: {number: 80}}}", rules)
    other = one.replace("name: i,", "name: j,")
    assert outcome("ingress-path-conflict", world(one, other)) == ["Match", "Match"]
    assert outcome("ingress-path-conflict", world(one, other, directories=("one", "two"))) == []
    complete = world(one, other, directories=("one", "two"), scope_complete=True)
    assert outcome("ingress-path-conflict", complete) == ["Match", "Match"]
    assert outcome("ingress-path-conflict", world(one, one)) == []
    assert outcome("ingress-path-conflict", world(one, other.replace("/,", "/x,"))) == []


def test_isolation_in_the_other_direction_is_unknown_where_other_policies_may_isolate() -> None:
    policy = POLICY.replace("app: other", "app: web")
    cilium = "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: x, namespace: shop}\n"
    assert outcome("pod-half-isolated", world(WEB, policy)) == ["Match"]
    assert outcome("pod-half-isolated", world(WEB, policy, cilium)) == ["Unknown"]


def test_an_operators_pods_may_have_more_ports() -> None:
    rollout = (
        "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: r, namespace: shop}\n"
        "spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c}]}}}\n"
    )
    named = SERVICE.replace("8080", "http")
    assert outcome("service-target-port-exists", world(named, rollout)) == []
    assert outcome("service-target-port-exists", world(named, WEB)) == ["Match"]


def test_neighbours() -> None:
    written = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop}\n"
    bare = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\n"
    near, far = world(written, written, bare, bare), world(written, written, directories=("one", "two"))
    assert are_beside(near.documents[0], near.documents[1])
    assert not are_beside(far.documents[0], far.documents[1])
    assert are_applied_together(near.objects[0], near.objects[1])
    assert not are_applied_together(far.objects[0], far.objects[1])
    assert not are_applied_together(near.objects[2], near.objects[3])
    assert not are_applied_together(near.objects[0], near.objects[2])
    one_file = inventory(f"{bare}---\n{bare}")
    assert are_applied_together(one_file.objects[0], one_file.objects[1])


@pytest.mark.parametrize(
    ("port", "target"),
    [
        ("{port: 80}", 80),
        ("{port: 80, targetPort: 8080}", 8080),
        ("{port: 80, targetPort: http}", "http"),
        ("{}", None),
    ],
)
def test_where_a_port_of_a_service_leads(port: str, target: int | str | None) -> None:
    (found,) = service_ports(single(f"{{apiVersion: v1, kind: Service, spec: {{ports: [{port}]}}}}"))
    assert found.target == target


@pytest.mark.parametrize(
    ("wanted", "protocol", "number"),
    [("http", "TCP", 8080), ("dns", "UDP", 53), ("dns", "TCP", None), ("other", "TCP", None), (443, "TCP", 443)],
)
def test_what_a_port_is_called_on_a_pod(wanted: int | str, protocol: str, number: int | None) -> None:
    found = pod(
        "{containers: [{name: a, ports: [{containerPort: 1}, {name: http, containerPort: 8080},"
        " {name: dns, containerPort: 53, protocol: UDP}]}]}"
    )
    assert resolve_port(found, wanted, protocol) == number
