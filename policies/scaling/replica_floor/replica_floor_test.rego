# METADATA
# description: Tests of the policy replica-floor.
package policies.scaling.replica_floor_test

import data.policies.scaling.replica_floor

_config := {
	"platform": {"tiers": {"production": {"namespaces": ["shop"]}}, "services": ["web", "worker"]},
	"replica-floor": {"tiers": {"production": {
		"replicas": 3,
		"services": {"worker": {"replicas": 2, "reason": "It works off a queue."}},
	}}},
}

_workload(kind, name, spec) := {"kind": kind, "metadata": {"name": name, "namespace": "shop"}, "spec": spec}

_autoscaler(service, spec) := {
	"kind": "HorizontalPodAutoscaler",
	"metadata": {"name": "scaler", "namespace": "shop"},
	"spec": object.union({"scaleTargetRef": {"kind": "Deployment", "name": service}}, spec),
}

_found(document, others) := found if {
	scanned := {"namespace": {"shop": {"autoscaling/v2": {"HorizontalPodAutoscaler": others}}}}
	found := replica_floor.deny with input as document
		with data.plimsoll.config as _config
		with data.inventory as scanned
}

_messages(document, others) := {violation.msg | some violation in _found(document, others)}

_paths(document, others) := {violation.path | some violation in _found(document, others)}

test_fail_below_floor if {
	_found(_workload("Deployment", "web", {"replicas": 2}), {}) == {{
		"msg": "Deployment 'web' sets 'replicas' to 2 and no HorizontalPodAutoscaler scales it; tier 'production' demands at least 3.",
		"path": ["spec", "replicas"],
	}}
}

test_fail_absent_means_one if {
	_messages(_workload("StatefulSet", "web", {}), {}) == {"StatefulSet 'web' sets no 'replicas', which means 1, and no HorizontalPodAutoscaler scales it; tier 'production' demands at least 3."}
}

test_fail_null_means_one if _paths(_workload("Deployment", "web", {"replicas": null}), {}) == {["spec", "replicas"]}

test_fail_without_spec if _paths(_workload("Deployment", "web", null), {}) == {["spec", "replicas"]}

test_fail_number_as_string if _paths(_workload("Deployment", "web", {"replicas": "5"}), {}) == {["spec", "replicas"]}

test_fail_without_inventory if {
	document := _workload("Deployment", "web", {"replicas": 2})
	count(replica_floor.deny) == 1 with input as document with data.plimsoll.config as _config
}

test_fail_below_exception if _paths(_workload("Deployment", "worker", {"replicas": 1}), {}) == {["spec", "replicas"]}

test_fail_autoscaler_below_floor if {
	_messages(_autoscaler("web", {"minReplicas": 2}), {}) == {"HorizontalPodAutoscaler 'scaler' sets 'minReplicas' to 2 for service 'web'; tier 'production' demands at least 3."}
}

test_fail_autoscaler_absent_means_one if {
	_messages(_autoscaler("web", {}), {}) == {"HorizontalPodAutoscaler 'scaler' sets no 'minReplicas', which means 1, for service 'web'; tier 'production' demands at least 3."}
}

test_fail_autoscaler_without_target if {
	document := {"kind": "HorizontalPodAutoscaler", "metadata": {"name": "scaler", "namespace": "shop"}}
	_paths(document, {}) == {["spec", "minReplicas"]}
}

test_fail_replicas_under_autoscaler if {
	_messages(_workload("Deployment", "web", {"replicas": 1}), {"scaler": _autoscaler("web", {"minReplicas": 3})}) == {"Deployment 'web' sets 'replicas' to 1 although HorizontalPodAutoscaler 'scaler' scales it; tier 'production' demands at least 3, through 'minReplicas' alone."}
}

test_fail_even_enough_replicas_under_autoscaler if {
	_paths(_workload("Deployment", "web", {"replicas": 3}), {"scaler": _autoscaler("web", {"minReplicas": 3})}) == {["spec", "replicas"]}
}

test_fail_unknown_tier if {
	config := object.union(_config, {"replica-floor": {"tiers": {"prodution": {"replicas": 3}}}})
	document := _workload("Deployment", "web", {"replicas": 3})
	count(replica_floor.deny) == 1 with input as document with data.plimsoll.config as config
}

test_pass_at_floor if _found(_workload("Deployment", "web", {"replicas": 3}), {}) == set()

test_pass_at_exception if _found(_workload("Deployment", "worker", {"replicas": 2}), {}) == set()

test_pass_autoscaler_at_floor if _found(_autoscaler("web", {"minReplicas": 3}), {}) == set()

test_pass_autoscaler_at_exception if _found(_autoscaler("worker", {"minReplicas": 2}), {}) == set()

test_pass_under_autoscaler if {
	_found(_workload("Deployment", "web", {}), {"scaler": _autoscaler("web", {"minReplicas": 3})}) == set()
}

test_pass_live_under_autoscaler if {
	live := object.union(_workload("Deployment", "web", {"replicas": 7}), {"metadata": {"uid": "1"}})
	_found(live, {"scaler": _autoscaler("web", {"minReplicas": 3})}) == set()
}

test_pass_outside_the_platform if {
	elsewhere := object.union(_workload("Deployment", "web", {"replicas": 1}), {"metadata": {"namespace": "other"}})
	_found(elsewhere, {}) == set()
}

test_pass_other_kind if _found(_workload("DaemonSet", "web", {}), {}) == set()
