# METADATA
# description: Tests of the policy resource-profile.
package policies.workloads.resource_profile_test

import data.policies.workloads.resource_profile

_amounts := {"requests": {"cpu": "250m", "memory": "512Mi"}, "limits": {"cpu": "1000m", "memory": "2Gi"}}

_config := {
	"platform": {"tiers": {"production": {"namespaces": ["shop"]}}, "services": ["web", "worker"]},
	"resource-profile": {"tiers": {"production": {"services": {
		"web": _amounts,
		"worker": object.union(_amounts, {"container": "main"}),
	}}}},
}

_deployment(name, containers) := {
	"kind": "Deployment",
	"metadata": {"name": name, "namespace": "shop"},
	"spec": {"template": {"spec": {"containers": containers}}},
}

_found(document) := found if {
	found := resource_profile.deny with input as document with data.plimsoll.config as _config
}

_resources(section, resource) := ["spec", "template", "spec", "containers", 0, "resources", section, resource]

test_fail_other_request if {
	resources := object.union(_amounts, {"requests": {"cpu": "100m"}})
	_found(_deployment("web", [{"name": "web", "resources": resources}])) == {{
		"msg": "Container 'web' of Deployment 'web' has '100m' for 'cpu' in its requests; tier 'production' demands '250m'.",
		"path": _resources("requests", "cpu"),
	}}
}

test_fail_no_resources if {
	every resources in [null, {}, {"requests": null, "limits": {}}] {
		{violation.path | some violation in _found(_deployment("web", [{"name": "web", "resources": resources}]))} == {
			_resources("requests", "cpu"),
			_resources("requests", "memory"),
			_resources("limits", "cpu"),
			_resources("limits", "memory"),
		}
	}
}

test_fail_absent_limit if {
	resources := {"requests": _amounts.requests, "limits": {"cpu": "1"}}
	_found(_deployment("web", [{"name": "web", "resources": resources}])) == {{
		"msg": "Container 'web' of Deployment 'web' has 'nothing' for 'memory' in its limits; tier 'production' demands '2Gi'.",
		"path": _resources("limits", "memory"),
	}}
}

test_fail_absent_request_is_the_limit if {
	resources := {"limits": _amounts.limits}
	{violation.msg | some violation in _found(_deployment("web", [{"name": "web", "resources": resources}]))} == {
		"Container 'web' of Deployment 'web' has '1000m' for 'cpu' in its requests; tier 'production' demands '250m'.",
		"Container 'web' of Deployment 'web' has '2Gi' for 'memory' in its requests; tier 'production' demands '512Mi'.",
	}
}

test_fail_no_quantity if {
	resources := object.union(_amounts, {"requests": {"memory": "512MB"}})
	count(_found(_deployment("web", [{"name": "web", "resources": resources}]))) == 1
}

test_fail_no_profile if {
	_found(_deployment("stranger", [{"name": "stranger", "resources": _amounts}])) == {{
		"msg": "Deployment 'stranger' has no resource profile; tier 'production' demands one for each of its services.",
		"path": ["metadata", "name"],
	}}
}

test_fail_no_container_of_that_name if {
	every containers in [[{"name": "app", "resources": _amounts}], [{"resources": _amounts}], [], null] {
		_found(_deployment("web", containers)) == {{
			"msg": "Deployment 'web' has 0 containers named 'web'; the resource profile of tier 'production' demands 1.",
			"path": ["spec", "template", "spec", "containers"],
		}}
	}
}

test_fail_without_parameters if {
	config := {"platform": _config.platform}
	document := _deployment("web", [{"name": "web"}])
	count(resource_profile.deny) == 1 with input as document with data.plimsoll.config as config
}

test_pass if _found(_deployment("web", [{"name": "web", "resources": _amounts}])) == set()

test_pass_other_spelling if {
	resources := {"requests": {"cpu": 0.25, "memory": "0.5Gi"}, "limits": {"cpu": 1, "memory": "2048Mi"}}
	_found(_deployment("web", [{"name": "web", "resources": resources}])) == set()
}

test_pass_named_container if {
	_found(_deployment("worker", [{"name": "proxy"}, {"name": "main", "resources": _amounts}])) == set()
}

test_pass_outside_the_platform if {
	elsewhere := object.union(_deployment("web", [{"name": "web"}]), {"metadata": {"namespace": "other"}})
	_found(elsewhere) == set()
}
