"""Effective RBAC: what rules cover, who holds what, by aggregation too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scanner.kubernetes import rbac
from scanner.kubernetes.policy_rule import PolicyRule
from scanner.kubernetes.rbac import holders_of
from scanner.kubernetes.setting import Setting
from scanner.model import Match, Unknown
from scanner.rules.kubernetes import CHECKS
from tests.kubernetes.manifests import inventory, judgements

if TYPE_CHECKING:
    from scanner.kubernetes import Inventory, KubernetesObject

BY_ID = {check.rule.id: check for check in CHECKS}
VERSION = "apiVersion: rbac.authorization.k8s.io/v1"
LABELS = {name: f"rbac.authorization.k8s.io/aggregate-to-{name}: 'true'" for name in ("admin", "edit", "view")}


def role(name: str, rules: str, kind: str = "ClusterRole", metadata: str = "") -> str:
    return f"{{{VERSION}, kind: {kind}, metadata: {{name: {name}{metadata}}}, rules: {rules}}}\n"


def aggregated(name: str, label: str, metadata: str = "") -> str:
    selector = f"{{clusterRoleSelectors: [{{matchLabels: {{{label}}}}}]}}"
    rules = "[{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]"
    return (
        f"{{{VERSION}, kind: ClusterRole, metadata: {{name: {name}{metadata}}},"
        f" aggregationRule: {selector}, rules: {rules}}}\n"
    )


def bound(name: str, who: str, namespace: str = "", kind: str = "ClusterRole") -> str:
    binding = f"RoleBinding, metadata: {{name: b-{name}, namespace: {namespace}}}" if namespace else ""
    return (
        f"{{{VERSION}, kind: {binding or f'ClusterRoleBinding, metadata: {{name: b-{name}}}'},"
        f" roleRef: {{kind: {kind}, name: {name}}}, subjects: [{who}]}}\n"
    )


def world(*texts: str, complete: bool = False) -> Inventory:
    return inventory("---\n".join(texts), scope_complete=complete)


def named(within: Inventory, name: str) -> KubernetesObject:
    return next(item for item in within.objects if item.name == name)


def found(rule_id: str, within: Inventory) -> list[str]:
    return [one.message if isinstance(one, Match) else "?" for one in judgements(BY_ID[rule_id], within)]


def policy_rule(text: dict[str, Any]) -> PolicyRule:
    return PolicyRule.of(Setting((), text))


@pytest.mark.parametrize(
    ("resources", "resource", "covered"),
    [
        (["pods"], "pods", True),
        (["pods"], "pods/exec", False),
        (["pods/*"], "pods/exec", False),
        (["*/exec"], "pods/exec", True),
        (["*/exec"], "pods", False),
        (["*"], "pods/exec", True),
        ([], "pods", False),
        ([7, None, {}, []], "pods", False),
        (["*/"], "pods", False),
    ],
)
def test_resources_are_matched_as_the_authorizer_does(resources: list[Any], resource: str, covered: bool) -> None:
    assert policy_rule({"resources": resources}).covers_resource(resource) is covered


def test_groups_and_verbs_are_matched_as_the_authorizer_does() -> None:
    rule = policy_rule({"apiGroups": ["", "apps"], "resources": ["*"], "verbs": ["get"], "resourceNames": ["a"]})
    assert [rule.covers_group(group) for group in ("", "apps", "batch")] == [True, True, False]
    assert rule.covers_verb(frozenset({"get", "list"}))
    assert not rule.covers_verb(frozenset({"list"}))
    assert rule.names == {"a"}
    assert policy_rule({"verbs": ["*"]}).covers_verb(frozenset({"list"}))
    assert policy_rule({}).covers_group("apps"), "a rule without groups must not pass for a harmless one"


def test_everything_takes_three_wildcards_and_no_names() -> None:
    whole = {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}
    assert policy_rule(whole).allows_everything
    for key in whole:
        assert not policy_rule({**whole, key: ["a"]}).allows_everything
    assert not policy_rule({**whole, "resourceNames": ["a"]}).allows_everything


def test_holders_of_an_aggregated_role_hold_its_parts() -> None:
    within = world(
        role("part", "[]", metadata=", labels: {one: a}"),
        aggregated("middle", "one: a", ", labels: {two: b}"),
        aggregated("top", "two: b"),
        bound("top", "{kind: User, name: ada}"),
    )
    assert [holder.title for holder in within.access.holders(named(within, "part"))] == ["User 'ada'"]


def test_aggregation_in_a_circle_ends() -> None:
    within = world(
        aggregated("one", "a: b", ", labels: {c: d}"),
        aggregated("two", "c: d", ", labels: {a: b}"),
        bound("one", "{kind: User, name: ada}"),
    )
    assert len(within.access.holders(named(within, "two"))) == 1
    assert not within.access.truncated


@pytest.mark.parametrize(("label", "holds"), [("view", True), ("edit", True), ("admin", True)])
def test_default_roles_are_aggregated_into_each_other(label: str, holds: bool) -> None:
    within = world(
        role("part", "[]", metadata=f", labels: {{{LABELS[label]}}}"), bound("admin", "{kind: Group, name: owners}")
    )
    assert bool(within.access.holders(named(within, "part"))) is holds


def test_a_default_role_is_not_aggregated_downwards() -> None:
    within = world(
        role("part", "[]", metadata=f", labels: {{{LABELS['admin']}}}"), bound("view", "{kind: User, name: u}")
    )
    assert within.access.holders(named(within, "part")) == ()


def test_the_rules_written_in_an_aggregated_role_do_not_count() -> None:
    within = world(aggregated("empty", "none: such"), bound("empty", "{kind: User, name: ada}"))
    assert found("cluster-admin-binding", within) == []


def test_what_an_aggregated_role_comes_to_have_counts() -> None:
    everything = "[{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]"
    within = world(
        role("part", everything, metadata=", labels: {one: a}"),
        aggregated("whole", "one: a"),
        bound("whole", "{kind: User, name: ada}"),
    )
    (message,) = found("cluster-admin-binding", within)
    assert "lets User 'ada' do everything in the cluster" in message


def test_a_service_account_without_a_namespace_is_of_the_bindings() -> None:
    within = world(bound("reader", "{kind: ServiceAccount, name: cart}", "shop", "Role"))
    reference = within.access.reference(within.objects[0])
    assert (reference.kind, reference.namespace, reference.name, reference.role) == ("Role", "shop", "reader", None)
    assert found("binding-subject-missing", within) == ["?"]
    cluster = world(bound("reader", "{kind: ServiceAccount, name: cart}"))
    assert found("binding-subject-missing", cluster) == [
        "ClusterRoleBinding 'b-reader' names the ServiceAccount 'cart' without its namespace."
    ]


SECRETS = "[{apiGroups: [''], resources: [secrets], verbs: [list]}]"


def test_who_holds_a_role_is_named_and_counted() -> None:
    people = "{kind: User, name: ada}, {kind: Group, name: ops}, {kind: User, name: ada}"
    within = world(role("r", SECRETS), bound("r", people))
    (match,) = judgements(BY_ID["secrets-access-cluster"], within)
    assert isinstance(match, Match)
    assert "lets User 'ada' and 1 other read the Secrets of every namespace" in match.message
    assert [one.path for one in match.related] == [("subjects", number, "name") for number in range(3)]


def test_a_role_that_nothing_binds_is_reported_until_the_scan_is_complete() -> None:
    (message,) = found("secrets-access-cluster", world(role("r", SECRETS)))
    assert message.endswith("(no binding of it was scanned).")
    assert found("secrets-access-cluster", world(role("r", SECRETS), complete=True)) == []


def test_secrets_are_judged_where_the_role_is_bound() -> None:
    anywhere = world(role("r", SECRETS), bound("r", "{kind: User, name: ada}", "shop"))
    assert found("secrets-access-cluster", anywhere) == []
    assert len(found("secrets-access-namespace", anywhere)) == 1
    both = world(role("r", SECRETS), bound("r", "{kind: User, name: a}", "shop"), bound("r", "{kind: User, name: b}"))
    (message,) = found("secrets-access-cluster", both)
    assert "lets User 'b' read" in message
    assert found("secrets-access-namespace", both) == []


@pytest.mark.parametrize("rule_id", ["csr-approval", "manage-webhooks", "nodes-proxy", "persistentvolume-create"])
def test_what_lives_in_no_namespace_takes_a_cluster_role_binding(rule_id: str) -> None:
    rules = (
        "[{apiGroups: ['*'], verbs: ['*'], resources: [nodes/proxy, persistentvolumes, signers,"
        " mutatingwebhookconfigurations, certificatesigningrequests/approval]}]"
    )
    assert found(rule_id, world(role("r", rules)))
    assert found(rule_id, world(role("r", rules), bound("r", "{kind: User, name: ada}")))
    assert found(rule_id, world(role("r", rules), bound("r", "{kind: User, name: ada}", "shop"))) == []


def test_a_role_writes_no_cluster_roles() -> None:
    rules = "[{apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [create]}]"
    assert found("manage-rbac", world(role("r", rules, "Role", ", namespace: shop"))) == []
    assert len(found("manage-rbac", world(role("r", rules)))) == 1


def test_what_a_wildcard_grants_is_left_to_its_own_rule() -> None:
    within = world(role("r", "[{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]"))
    ours = [check.rule.id for check in CHECKS if check.rule.id in {"secrets-access-cluster", "pod-exec", "impersonate"}]
    assert [found(rule_id, within) for rule_id in ours] == [[], [], []]
    assert len(found("wildcard-rules", within)) == 3


def test_a_verb_of_its_own_counts_with_every_resource() -> None:
    within = world(role("r", "[{apiGroups: ['*'], resources: ['*'], verbs: [escalate, impersonate]}]"))
    assert len(found("bind-escalate", within)) == 1
    assert len(found("impersonate", within)) == 1


def test_an_unknown_role_is_missing_where_roles_of_the_namespace_are_known() -> None:
    binding = bound("reader", "{kind: User, name: ada}", "shop", "Role")
    other = role("writer", "[]", "Role", ", namespace: shop")
    assert found("role-binding-missing-role", world(binding)) == ["?"]
    assert len(found("role-binding-missing-role", world(binding, other))) == 1
    assert len(found("role-binding-missing-role", world(binding, complete=True))) == 1
    system = bound("reader", "{kind: User, name: ada}", "kube-system", "Role")
    assert found("role-binding-missing-role", world(system, complete=True)) == ["?"]
    cluster = bound("reader", "{kind: User, name: ada}")
    assert found("role-binding-missing-role", world(cluster, other)) == ["?"]
    assert len(found("role-binding-missing-role", world(cluster, complete=True))) == 1


def test_a_service_account_of_the_system_is_not_known() -> None:
    binding = bound("reader", "{kind: ServiceAccount, name: x, namespace: kube-system}")
    assert [type(one) for one in judgements(BY_ID["binding-subject-missing"], world(binding, complete=True))] == [
        Unknown
    ]


PODS = "[{apiGroups: [''], resources: [pods], verbs: [create]}]"
CREATES = role("runner", PODS) + "---\n" + bound("runner", "{kind: User, name: ada}", "ops")


@pytest.mark.parametrize(
    ("rules", "deed"),
    [
        ("[{apiGroups: [''], resources: [secrets], verbs: [get]}]", "read every Secret of the cluster"),
        ("[{apiGroups: [''], resources: [groups], verbs: [impersonate]}]", "impersonate others"),
        ("[{apiGroups: [''], resources: [serviceaccounts/token], verbs: [create]}]", "ask for the tokens of others"),
        (
            "[{apiGroups: [rbac.authorization.k8s.io], resources: [clusterroles], verbs: [escalate]}]",
            "grant what it does not have",
        ),
        ("[{apiGroups: ['*'], resources: ['*'], verbs: ['*']}]", "do everything"),
        ("[{apiGroups: [''], resources: [secrets], verbs: [get], resourceNames: [a]}]", None),
        ("[{apiGroups: [''], resources: [pods], verbs: [get]}]", None),
        ("[{apiGroups: [''], resources: [secrets], verbs: [delete]}]", None),
        ("[{apiGroups: [apps], resources: [secrets], verbs: [get]}]", None),
    ],
)
def test_a_pod_beside_a_powerful_account_is_an_escalation(rules: str, deed: str | None) -> None:
    account = "{kind: ServiceAccount, name: operator, namespace: ops}"
    messages = found("pod-create-escalation", world(CREATES, role("power", rules), bound("power", account)))
    expected = f"create workloads that use ServiceAccount 'ops/operator', which can {deed}: 'pods'."
    assert [message.endswith(expected) for message in messages] == ([] if deed is None else [True])


def test_power_in_one_namespace_or_of_a_user_is_no_escalation() -> None:
    account = "{kind: ServiceAccount, name: operator, namespace: ops}"
    for binding in (bound("cluster-admin", account, "ops"), bound("cluster-admin", "{kind: User, name: root}")):
        assert found("pod-create-escalation", world(CREATES, binding)) == []
    assert len(found("pod-create-escalation", world(CREATES, bound("cluster-admin", account)))) == 1


def test_too_much_aggregation_is_not_known() -> None:
    roles = [
        f"{{{VERSION}, kind: ClusterRole, metadata: {{name: r{number}}},"
        " aggregationRule: {clusterRoleSelectors: [{}]}}\n"
        for number in range(150)
    ]
    binding = bound("r0", "{kind: User, name: ada}")
    part = role("part", SECRETS)
    within = world(*roles, binding, part, complete=True)
    assert within.access.truncated
    assert found("cluster-admin-binding", within) == ["?"]
    assert len(found("secrets-access-cluster", within)) == 1


def test_only_a_service_account_has_a_namespace() -> None:
    within = world(bound("r", "{kind: User, name: ada, namespace: shop}, {name: x}", "shop"))
    assert [holder.title for holder in holders_of(within.objects[0])] == ["User 'ada'", "a subject without a kind 'x'"]


def test_a_role_binding_may_grant_a_cluster_role() -> None:
    within = world(role("reader", "[]"), bound("reader", "{kind: User, name: ada}", "shop"))
    assert within.access.reference(within.objects[1]).role is within.objects[0]


def test_a_binding_that_names_no_role_grants_none() -> None:
    unnamed = f"{{{VERSION}, kind: ClusterRole, metadata: {{}}, rules: []}}\n"
    binding = f"{{{VERSION}, kind: ClusterRoleBinding, metadata: {{name: b}}, roleRef: {{kind: ClusterRole}}}}\n"
    within = world(unnamed, binding)
    assert within.access.reference(within.objects[1]).role is None


@pytest.mark.parametrize(("kind", "everything"), [("ClusterRole", True), ("Role", False)])
def test_cluster_admin_is_known_without_being_here(kind: str, everything: bool) -> None:
    within = world(bound("cluster-admin", "{kind: User, name: ada}", "shop", kind))
    assert within.access.everything_by(within.access.reference(within.objects[0])) is everything


def test_masters_are_the_service_accounts_of_a_role_that_is_known_to_give_everything() -> None:
    account = "{kind: ServiceAccount, name: operator, namespace: ops}"
    within = world(
        bound("cluster-admin", f"{account}, {{kind: User, name: ada}}"),
        bound("unknown", "{kind: ServiceAccount, name: other, namespace: ops}"),
    )
    assert [one.holder.name for one in within.access.masters("")] == ["operator"]
    assert [one.holder.name for one in within.access.masters("ops")] == ["operator"]


def chain(length: int) -> list[str]:
    """Return a role that is aggregated into r0, which is aggregated into r1, and so on."""
    part = role("part", "[]", metadata=", labels: {is: start}")
    links = [
        aggregated(f"r{number}", f"is: {f'r{number - 1}' if number else 'start'}", f", labels: {{is: r{number}}}")
        for number in range(length)
    ]
    return [part, *links]


@pytest.mark.parametrize(("last", "holds"), [("r98", True), ("r99", False)])
def test_a_role_is_followed_into_a_hundred(last: str, holds: bool) -> None:
    within = world(*chain(102), bound(last, "{kind: User, name: ada}"))
    assert bool(within.access.holders(named(within, "part"))) is holds


@pytest.mark.parametrize(("bound_of_pairs", "truncated"), [(2, False), (1, True)])
def test_a_role_that_selects_itself_is_no_part_of_itself(
    monkeypatch: pytest.MonkeyPatch, bound_of_pairs: int, truncated: bool
) -> None:
    monkeypatch.setattr(rbac, "_MOST_AGGREGATIONS", bound_of_pairs)
    within = world(*(aggregated(name, "a: b", ", labels: {a: b}") for name in ("one", "two")))
    assert within.access.truncated is truncated
