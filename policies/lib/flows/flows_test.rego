# METADATA
# description: Tests of the flows that NetworkPolicies allow; what policies make of them is tested there.
package policies.lib.flows_test

import data.policies.lib.flows

test_isolates if {
	every spec in [{}, {"podSelector": {}}, {"podSelector": {"matchLabels": {}, "matchExpressions": null}}] {
		flows.isolates({"spec": spec}, "ingress")
		not flows.isolates({"spec": spec}, "egress")
	}
}

test_isolates_both if {
	every spec in [{"egress": [{}]}, {"policyTypes": ["Ingress", "Egress"]}] {
		flows.isolates({"spec": spec}, "ingress")
		flows.isolates({"spec": spec}, "egress")
	}
}

test_isolates_egress_only if {
	flows.isolates({"spec": {"policyTypes": ["Egress"]}}, "egress")
	not flows.isolates({"spec": {"policyTypes": ["Egress"]}}, "ingress")
}

test_isolates_no_selection if {
	every selector in [{"matchLabels": {"app": "web"}}, {"matchExpressions": [{}]}, "all", []] {
		not flows.isolates({"spec": {"podSelector": selector}}, "ingress")
	}
}

test_targets_cannot_be_told if {
	every selector in [{}, "shop", {"matchExpressions": [{
		"key": "kubernetes.io/metadata.name",
		"operator": "In",
		"values": [],
	}]}] {
		flows.targets({"namespaceSelector": selector}, "shop") == {{"anything": true}}
	}
}

test_targets_of_every_namespace_with_pods if {
	peer := {"namespaceSelector": {}, "podSelector": {"matchLabels": {"app": "web"}}}
	flows.targets(peer, "shop") == {{"anything": true}}
}

test_permits_no_invalid_addresses if {
	flows.permits([{"cidr": "0.0.0.0/0"}], {"cidr": "10.0.0.0/99"}) == set()
	flows.permits([{"cidr": "0.0.0.0/0"}], {"cidr": "::/0"}) == set()
}
