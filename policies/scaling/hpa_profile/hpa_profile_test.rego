# METADATA
# description: Tests of the policy hpa-profile.
package policies.scaling.hpa_profile_test

import data.policies.scaling.hpa_profile

_config := {
	"platform": {"tiers": {"production": {"namespaces": ["shop"]}}, "services": ["web", "worker"]},
	"hpa-profile": {"tiers": {"production": {
		"cpu": 70,
		"memory": 80,
		"scaleUp": {
			"stabilizationWindowSeconds": 0,
			"policies": [{"type": "Percent", "value": 100, "periodSeconds": 15}],
		},
		"scaleDown": {
			"stabilizationWindowSeconds": 300,
			"policies": [{"type": "Percent", "value": 50, "periodSeconds": 60}],
		},
		"services": {"worker": {"cpu": 75}},
	}}},
}

_metric(name, utilization) := {
	"type": "Resource",
	"resource": {"name": name, "target": {"type": "Utilization", "averageUtilization": utilization}},
}

_behavior := {
	"scaleUp": {"policies": [{"type": "Percent", "value": 100, "periodSeconds": 15}]},
	"scaleDown": {"policies": [{"type": "Percent", "value": 50, "periodSeconds": 60}]},
}

_autoscaler(service, metrics, behavior) := {
	"apiVersion": "autoscaling/v2",
	"kind": "HorizontalPodAutoscaler",
	"metadata": {"name": "scaler", "namespace": "shop"},
	"spec": {"scaleTargetRef": {"kind": "Deployment", "name": service}, "metrics": metrics, "behavior": behavior},
}

_good := _autoscaler("web", [_metric("cpu", 70), _metric("memory", 80)], _behavior)

_deployment := {"kind": "Deployment", "metadata": {"name": "web", "namespace": "shop"}}

_found(document, others) := found if {
	scanned := {"namespace": {"shop": {"autoscaling/v2": {"HorizontalPodAutoscaler": others}}}}
	found := hpa_profile.deny with input as document
		with data.plimsoll.config as _config
		with data.inventory as scanned
}

test_fail_no_autoscaler if {
	_found(_deployment, {}) == {{
		"msg": "Deployment 'web' has 0 HorizontalPodAutoscalers; tier 'production' demands one for each of its services.",
		"path": ["metadata", "name"],
	}}
}

test_fail_other_target if {
	_found(_autoscaler("web", [_metric("memory", 80), _metric("cpu", 95)], _behavior), {}) == {{
		"msg": "HorizontalPodAutoscaler 'scaler' aims at 95 percent average utilisation of 'cpu'; tier 'production' demands 70.",
		"path": ["spec", "metrics", 1, "resource", "target", "averageUtilization"],
	}}
}

test_fail_target_of_tier_for_service if {
	_found(_autoscaler("worker", [_metric("cpu", 70), _metric("memory", 80)], _behavior), {}) == {{
		"msg": "HorizontalPodAutoscaler 'scaler' aims at 70 percent average utilisation of 'cpu'; tier 'production' demands 75.",
		"path": ["spec", "metrics", 0, "resource", "target", "averageUtilization"],
	}}
}

test_fail_target_by_value if {
	metric := {
		"type": "Resource",
		"resource": {"name": "cpu", "target": {"type": "AverageValue", "averageValue": "500m"}},
	}
	_found(_autoscaler("web", [metric, _metric("memory", 80)], _behavior), {}) == {{
		"msg": "HorizontalPodAutoscaler 'scaler' aims at no percent average utilisation of 'cpu'; tier 'production' demands 70.",
		"path": ["spec", "metrics", 0, "resource", "target", "averageUtilization"],
	}}
}

test_fail_no_target_for_memory if {
	_found(_autoscaler("web", [_metric("cpu", 70)], _behavior), {}) == {{
		"msg": "HorizontalPodAutoscaler 'scaler' has no target for the average utilisation of 'memory'; tier 'production' demands 80 percent.",
		"path": ["spec", "metrics"],
	}}
}

test_fail_no_metrics if {
	count(_found(_autoscaler("web", null, _behavior), {})) == 2
}

test_fail_first_version if {
	document := {
		"apiVersion": "autoscaling/v1",
		"kind": "HorizontalPodAutoscaler",
		"metadata": {"name": "scaler", "namespace": "shop"},
		"spec": {"scaleTargetRef": {"kind": "Deployment", "name": "web"}, "targetCPUUtilizationPercentage": 90},
	}
	{violation.path | some violation in _found(document, {})} == {
		["spec", "targetCPUUtilizationPercentage"],
		["spec", "metrics"],
		["spec", "behavior", "scaleUp", "policies"],
		["spec", "behavior", "scaleDown", "policies"],
	}
}

test_fail_window if {
	behavior := object.union(_behavior, {"scaleDown": {"stabilizationWindowSeconds": 60}})
	_found(_autoscaler("web", [_metric("cpu", 70), _metric("memory", 80)], behavior), {}) == {{
		"msg": "HorizontalPodAutoscaler 'scaler' has 'stabilizationWindowSeconds' of 'scaleDown' at 60; tier 'production' demands 300.",
		"path": ["spec", "behavior", "scaleDown", "stabilizationWindowSeconds"],
	}}
}

test_fail_scaling_disabled if {
	behavior := object.union(_behavior, {"scaleUp": {"selectPolicy": "Disabled"}})
	_found(_autoscaler("web", [_metric("cpu", 70), _metric("memory", 80)], behavior), {}) == {{
		"msg": "HorizontalPodAutoscaler 'scaler' has 'selectPolicy' of 'scaleUp' at Disabled; tier 'production' demands Max.",
		"path": ["spec", "behavior", "scaleUp", "selectPolicy"],
	}}
}

test_fail_default_policies if {
	behavior := {"scaleUp": _behavior.scaleUp}
	_found(_autoscaler("web", [_metric("cpu", 70), _metric("memory", 80)], behavior), {}) == {{
		"msg": "HorizontalPodAutoscaler 'scaler' has 'scaleDown' at 100 percent per 15 s by default; tier 'production' demands 50 percent per 60 s.",
		"path": ["spec", "behavior", "scaleDown", "policies"],
	}}
}

test_fail_one_policy_too_many if {
	behavior := {
		"scaleUp": {"policies": [{"type": "Percent", "value": 100, "periodSeconds": 15}, {"type": "Pods", "value": 4}]},
		"scaleDown": _behavior.scaleDown,
	}
	_found(_autoscaler("web", [_metric("cpu", 70), _metric("memory", 80)], behavior), {}) == {{
		"msg": "HorizontalPodAutoscaler 'scaler' has 'scaleUp' at 100 percent per 15 s or 4 pods per no s; tier 'production' demands 100 percent per 15 s.",
		"path": ["spec", "behavior", "scaleUp", "policies"],
	}}
}

test_fail_without_parameters if {
	count(hpa_profile.deny) == 1 with input as _good with data.plimsoll.config as {"platform": _config.platform}
}

test_pass if _found(_good, {}) == set()

test_pass_for_service if {
	_found(_autoscaler("worker", [_metric("cpu", 75), _metric("memory", 80)], _behavior), {}) == set()
}

test_pass_policies_in_other_order if {
	both := [{"type": "Pods", "value": 4, "periodSeconds": 15}, {"type": "Percent", "value": 100, "periodSeconds": 15}]
	config := json.patch(_config, [{
		"op": "replace",
		"path": "/hpa-profile/tiers/production/scaleUp/policies",
		"value": both,
	}])
	behavior := object.union(_behavior, {"scaleUp": {"policies": array.reverse(both)}})
	document := _autoscaler("web", [_metric("cpu", 70), _metric("memory", 80)], behavior)
	count(hpa_profile.deny) == 0 with input as document with data.plimsoll.config as config
}

test_pass_further_metric if {
	requests := {"type": "Pods", "pods": {"metric": {"name": "requests"}, "target": {"type": "AverageValue"}}}
	_found(_autoscaler("web", [_metric("cpu", 70), _metric("memory", 80), requests], _behavior), {}) == set()
}

test_pass_autoscaled if _found(_deployment, {"scaler": _good}) == set()

test_pass_outside_the_platform if _found(json.patch(_deployment, [{"op": "remove", "path": "/metadata/namespace"}]), {}) == set()
