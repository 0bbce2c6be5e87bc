# METADATA
# description: Tests of the policy node-pool.
package policies.workloads.node_pool_test

import data.policies.workloads.node_pool

_config := {
	"platform": {"tiers": {"production": {"namespaces": ["shop"]}}, "services": ["web", "model"]},
	"node-pool": {"tiers": {"production": {"services": {"model": {"nodeSelector": {"pool": "compute"}}}}}},
}

_deployment(name, fields) := {
	"kind": "Deployment",
	"metadata": {"name": name, "namespace": "shop"},
	"spec": {"template": {"spec": fields}},
}

_found(document) := found if {
	found := node_pool.deny with input as document with data.plimsoll.config as _config
}

test_fail_not_pinned if {
	every fields in [{}, {"nodeSelector": null}, {"nodeSelector": {}}, {"nodeSelector": {"zone": "a"}}] {
		_found(_deployment("model", fields)) == {{
			"msg": "Deployment 'model' selects nodes with 'nothing' for 'pool'; tier 'production' pins it to 'compute'.",
			"path": ["spec", "template", "spec", "nodeSelector", "pool"],
		}}
	}
}

test_fail_other_pool if {
	_found(_deployment("model", {"nodeSelector": {"pool": "general"}})) == {{
		"msg": "Deployment 'model' selects nodes with 'general' for 'pool'; tier 'production' pins it to 'compute'.",
		"path": ["spec", "template", "spec", "nodeSelector", "pool"],
	}}
}

test_fail_unknown_service if {
	config := object.union(_config, {"node-pool": {"tiers": {"production": {"services": {"modle": {}}}}}})
	document := _deployment("web", {})
	count(node_pool.deny) == 1 with input as document with data.plimsoll.config as config
}

test_pass_pinned if _found(_deployment("model", {"nodeSelector": {"pool": "compute", "zone": "a"}})) == set()

test_pass_other_service if _found(_deployment("web", {})) == set()

test_pass_outside_the_platform if {
	_found(object.union(_deployment("model", {}), {"metadata": {"namespace": "other"}})) == set()
}
