# METADATA
# description: Tests of the policy replica-ceiling.
package policies.scaling.replica_ceiling_test

import data.policies.scaling.replica_ceiling

_config := {
	"platform": {"tiers": {"archive": {"namespaces": ["old"]}}, "services": ["web", "worker"]},
	"replica-ceiling": {"tiers": {"archive": {
		"replicas": 1,
		"services": {"worker": {"replicas": 4, "reason": "It replays the archive."}},
	}}},
}

_workload(name, spec) := {"kind": "Deployment", "metadata": {"name": name, "namespace": "old"}, "spec": spec}

_autoscaler(service, spec) := {
	"kind": "HorizontalPodAutoscaler",
	"metadata": {"name": "scaler", "namespace": "old"},
	"spec": object.union({"scaleTargetRef": {"kind": "Deployment", "name": service}}, spec),
}

_found(document, others) := found if {
	scanned := {"namespace": {"old": {"autoscaling/v2": {"HorizontalPodAutoscaler": others}}}}
	found := replica_ceiling.deny with input as document
		with data.plimsoll.config as _config
		with data.inventory as scanned
}

test_fail_above_ceiling if {
	_found(_workload("web", {"replicas": 2}), {}) == {{
		"msg": "Deployment 'web' sets 'replicas' to 2; tier 'archive' allows at most 1.",
		"path": ["spec", "replicas"],
	}}
}

test_fail_above_exception if count(_found(_workload("worker", {"replicas": 5}), {})) == 1

test_fail_number_as_string if count(_found(_workload("web", {"replicas": "1"}), {})) == 1

test_fail_autoscaler_above_ceiling if {
	_found(_autoscaler("web", {"maxReplicas": 10}), {}) == {{
		"msg": "HorizontalPodAutoscaler 'scaler' sets 'maxReplicas' to 10 for service 'web'; tier 'archive' allows at most 1.",
		"path": ["spec", "maxReplicas"],
	}}
}

test_fail_autoscaler_without_maximum if {
	_found(_autoscaler("web", {}), {}) == {{
		"msg": "HorizontalPodAutoscaler 'scaler' sets no 'maxReplicas' for service 'web'; tier 'archive' allows at most 1.",
		"path": ["spec", "maxReplicas"],
	}}
}

test_fail_autoscaler_without_target if {
	document := {
		"kind": "HorizontalPodAutoscaler",
		"metadata": {"name": "scaler", "namespace": "old"},
		"spec": {"maxReplicas": 2},
	}
	count(_found(document, {})) == 1
}

test_fail_without_parameters if {
	config := {"platform": _config.platform}
	document := _workload("web", {"replicas": 9})
	count(replica_ceiling.deny) == 1 with input as document with data.plimsoll.config as config
}

test_pass_at_ceiling if _found(_workload("web", {"replicas": 1}), {}) == set()

test_pass_absent_means_one if _found(_workload("web", {}), {}) == set()

test_pass_at_exception if _found(_workload("worker", {"replicas": 4}), {}) == set()

test_pass_autoscaler_at_exception if _found(_autoscaler("worker", {"maxReplicas": 4}), {}) == set()

test_pass_replicas_under_autoscaler if {
	_found(_workload("web", {"replicas": 9}), {"scaler": _autoscaler("web", {"maxReplicas": 1})}) == set()
}

test_pass_outside_the_platform if {
	elsewhere := object.union(_workload("web", {"replicas": 9}), {"metadata": {"namespace": "other"}})
	_found(elsewhere, {}) == set()
}
