# METADATA
# description: Tests of the policy tier-isolation.
package policies.isolation.tier_isolation_test

import data.policies.isolation.tier_isolation

_config := {
	"platform": {
		"tiers": {
			"production": {"namespaces": ["shop"]},
			"experiment": {"namespaces": ["lab"]},
			"forgotten": {"namespaces": ["attic"]},
		},
		"services": ["web"],
	},
	"tier-isolation": {"tiers": {
		"production": {
			"ingress": [{"namespace": "edge", "ports": [{"port": 8080}, {"port": "metrics"}]}],
			"egress": [
				{"namespace": "shop"},
				{"namespace": "data", "ports": [{"port": 5000, "endPort": 5999}, {"port": 53, "protocol": "UDP"}]},
				{"cidr": "10.0.0.0/8", "ports": [{"port": 443}]},
			],
		},
		"experiment": {"ingress": [], "egress": "open"},
	}},
}

_policy(name, namespace, spec) := {
	"apiVersion": "networking.k8s.io/v1",
	"kind": "NetworkPolicy",
	"metadata": {"name": name, "namespace": namespace},
	"spec": spec,
}

_denies(namespace) := _policy("default-deny", namespace, {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]})

_namespace(name) := {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}

_named(name) := {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": name}}}

_expression(key, operator, names) := {"namespaceSelector": {"matchExpressions": [{
	"key": key,
	"operator": operator,
	"values": names,
}]}}

_inventory(namespace, policies) := {
	"cluster": {"v1": {"Namespace": {namespace: _namespace(namespace)}}},
	"namespace": {namespace: {"networking.k8s.io/v1": {"NetworkPolicy": {policy.metadata.name: policy |
		some policy in policies
	}}}},
}

_found(document, inventory) := found if {
	found := tier_isolation.deny with input as document
		with data.plimsoll.config as _config
		with data.inventory as inventory
}

# What is found in one rule of a policy of the production tier, beside the default deny.
_judged(direction, allowed) := {[violation.path, violation.msg] | some violation in _found(document, inventory)} if {
	document := _policy("allow", "shop", {"podSelector": {}, direction: [allowed]})
	inventory := _inventory("shop", [_denies("shop"), document])
}

_messages(direction, allowed) := {message | some [_, message] in _judged(direction, allowed)}

test_fail_no_default_deny if {
	_found(_namespace("shop"), _inventory("shop", [])) == {
		{
			"msg": "Namespace 'shop' has 0 NetworkPolicies that select all of its pods for egress; tier 'production' demands 1.",
			"path": ["metadata", "name"],
		},
		{
			"msg": "Namespace 'shop' has 0 NetworkPolicies that select all of its pods for ingress; tier 'production' demands 1.",
			"path": ["metadata", "name"],
		},
	}
}

test_fail_no_default_deny_without_inventory if {
	count(tier_isolation.deny) == 2 with input as _namespace("shop") with data.plimsoll.config as _config
}

test_fail_default_deny_for_ingress_only if {
	policy := _policy("default-deny", "shop", {"podSelector": {}})
	{violation.msg | some violation in _found(_namespace("shop"), _inventory("shop", [policy]))} == {"Namespace 'shop' has 0 NetworkPolicies that select all of its pods for egress; tier 'production' demands 1."}
}

test_fail_default_deny_for_some_pods if {
	every selector in [
		{"matchLabels": {"app": "web"}},
		{"matchExpressions": [{"key": "app", "operator": "Exists"}]},
	] {
		policy := _policy("default-deny", "shop", {"podSelector": selector, "policyTypes": ["Ingress", "Egress"]})
		count(_found(_namespace("shop"), _inventory("shop", [policy]))) == 2
	}
}

test_fail_no_default_deny_without_namespace if {
	inventory := object.remove(_inventory("shop", [_policy("a", "shop", {"podSelector": {"matchLabels": {"app": "web"}}})]), [
		"cluster",
	])
	document := _policy("a", "shop", {"podSelector": {"matchLabels": {"app": "web"}}})
	count(_found(document, inventory)) == 2
}

test_pass_second_policy_does_not_stand_for_namespace if {
	first := _policy("a", "shop", {"podSelector": {"matchLabels": {"app": "web"}}})
	second := _policy("b", "shop", {"podSelector": {"matchLabels": {"app": "web"}}})
	_found(second, object.remove(_inventory("shop", [first, second]), ["cluster"])) == set()
}

test_fail_tier_without_class if {
	_found(_namespace("attic"), _inventory("attic", [_denies("attic")])) == {{
		"msg": "Namespace 'attic' belongs to tier 'forgotten', for which the parameters state no class.",
		"path": ["metadata", "name"],
	}}
}

test_fail_without_parameters if {
	count(tier_isolation.deny) == 2 with input as _namespace("shop")
		with data.plimsoll.config as {"platform": _config.platform}
}

test_fail_everywhere if {
	every allowed in [{}, {"from": []}, {"from": null}, {"ports": [{"port": 8080}]}] {
		_judged("ingress", allowed) == {[
			["spec", "ingress", 0],
			"NetworkPolicy 'allow' allows ingress from everywhere; tier 'production' allows only listed peers.",
		]}
	}
}

test_fail_other_namespace if {
	_judged("ingress", {"from": [_named("edge"), _named("lab")], "ports": [{"port": 8080}]}) == {[
		["spec", "ingress", 0, "from", 1],
		"NetworkPolicy 'allow' allows ingress from namespace 'lab', which tier 'production' does not list.",
	]}
}

test_fail_namespaces_by_expression if {
	peer := _expression("kubernetes.io/metadata.name", "In", ["edge", "lab"])
	_messages("ingress", {"from": [peer], "ports": [{"port": 8080}]}) == {"NetworkPolicy 'allow' allows ingress from namespace 'lab', which tier 'production' does not list."}
}

test_fail_namespaces_not_by_name if {
	every peer in [
		{},
		{"namespaceSelector": {}},
		{"namespaceSelector": {"matchLabels": {"tier": "edge"}}},
		_expression("kubernetes.io/metadata.name", "NotIn", ["lab"]),
		_expression("tier", "In", ["edge"]),
	] {
		_messages("ingress", {"from": [peer], "ports": [{"port": 8080}]}) == {"NetworkPolicy 'allow' allows ingress from namespaces that are not selected by name, which tier 'production' does not list."}
	}
}

test_fail_own_namespace if {
	_messages("ingress", {"from": [{"podSelector": {}}], "ports": [{"port": 8080}]}) == {"NetworkPolicy 'allow' allows ingress from namespace 'shop', which tier 'production' does not list."}
}

test_fail_addresses if {
	_messages("egress", {"to": [{"ipBlock": {"cidr": "0.0.0.0/0"}}], "ports": [{"port": 443}]}) == {"NetworkPolicy 'allow' allows egress to addresses '0.0.0.0/0', which tier 'production' does not list."}
}

test_fail_other_port if {
	_judged("ingress", {"from": [_named("edge")], "ports": [{"port": 8080}, {"port": 9090}]}) == {[
		["spec", "ingress", 0, "ports", 1],
		"NetworkPolicy 'allow' allows ingress from namespace 'edge' on port 9090/TCP, which tier 'production' does not list for that peer.",
	]}
}

test_fail_other_protocol if {
	_messages("egress", {"to": [_named("data")], "ports": [{"port": 53}]}) == {"NetworkPolicy 'allow' allows egress to namespace 'data' on port 53/TCP, which tier 'production' does not list for that peer."}
}

test_fail_other_named_port if {
	count(_messages("ingress", {"from": [_named("edge")], "ports": [{"port": "admin"}]})) == 1
}

test_fail_wider_range if {
	_messages("egress", {"to": [_named("data")], "ports": [{"port": 5000, "endPort": 6000}]}) == {"NetworkPolicy 'allow' allows egress to namespace 'data' on ports 5000 to 6000/TCP, which tier 'production' does not list for that peer."}
}

test_fail_all_ports if {
	_judged("ingress", {"from": [_named("edge")]}) == {[
		["spec", "ingress", 0],
		"NetworkPolicy 'allow' allows ingress from namespace 'edge' on all ports, which tier 'production' does not list for that peer.",
	]}
}

test_fail_all_ports_of_protocol if {
	_judged("ingress", {"from": [_named("edge")], "ports": [{"protocol": "UDP"}]}) == {[
		["spec", "ingress", 0, "ports", 0],
		"NetworkPolicy 'allow' allows ingress from namespace 'edge' on all UDP ports, which tier 'production' does not list for that peer.",
	]}
}

test_pass_default_deny if _found(_namespace("shop"), _inventory("shop", [_denies("shop")])) == set()

test_pass_default_deny_in_two_policies if {
	policies := [
		_policy("deny-ingress", "shop", {"podSelector": {}}),
		_policy("deny-egress", "shop", {"podSelector": {"matchLabels": {}}, "egress": [{"to": [_named("shop")]}]}),
	]
	_found(_namespace("shop"), _inventory("shop", policies)) == set()
}

test_pass_open if {
	document := _policy("open", "lab", {"podSelector": {}, "policyTypes": ["Ingress", "Egress"], "egress": [{}]})
	_found(document, _inventory("lab", [document])) == set()
	_found(_namespace("lab"), _inventory("lab", [_policy("deny", "lab", {"podSelector": {}})])) == set()
}

test_pass_listed_flows if {
	_judged("ingress", {"from": [_named("edge")], "ports": [{"port": 8080}, {"port": "metrics"}]}) == set()
	_judged("egress", {"to": [{"podSelector": {}}]}) == set()
	_judged("egress", {"to": [_named("data")], "ports": [{"port": 5432}, {"port": 53, "protocol": "UDP"}]}) == set()
	_judged("egress", {"to": [_named("data")], "ports": [{"port": 5100, "endPort": 5200}]}) == set()
	_judged("egress", {"to": [{"ipBlock": {"cidr": "10.1.0.0/16"}}], "ports": [{"port": 443}]}) == set()
}

test_pass_narrower_by_pods if {
	peer := object.union(_named("edge"), {"podSelector": {"matchLabels": {"app": "controller"}}})
	_judged("ingress", {"from": [peer], "ports": [{"port": 8080}]}) == set()
}

test_pass_outside_the_platform if {
	_found(_namespace("other"), {}) == set()
	_found(_policy("open", "other", {"podSelector": {}, "ingress": [{}]}), {}) == set()
}
