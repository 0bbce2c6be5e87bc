# METADATA
# description: Tests of the policy probe-profile.
package policies.workloads.probe_profile_test

import data.policies.workloads.probe_profile

_config := {
	"platform": {"tiers": {"production": {"namespaces": ["shop"]}}, "services": ["web"]},
	"probe-profile": {
		"tiers": ["production"],
		"probes": {
			"livenessProbe": {"periodSeconds": 30, "path": "/live", "port": 8080},
			"readinessProbe": {"periodSeconds": 10},
			"startupProbe": {},
		},
	},
}

_good := {
	"name": "web",
	"ports": [{"name": "http", "containerPort": 8080}],
	"livenessProbe": {"httpGet": {"path": "/live", "port": "http"}, "periodSeconds": 30},
	"readinessProbe": {"httpGet": {"path": "/ready", "port": "http"}},
	"startupProbe": {"httpGet": {"path": "/live", "port": "http"}},
}

_deployment(container) := {
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"template": {"spec": {"containers": [container], "initContainers": [{"name": "migrate"}]}}},
}

_found(container) := found if {
	found := probe_profile.deny with input as _deployment(container) with data.plimsoll.config as _config
}

_path(field) := array.concat(["spec", "template", "spec", "containers", 0], field)

_liveness(probe) := object.union(object.remove(_good, ["livenessProbe"]), {"livenessProbe": probe})

test_fail_no_probe if {
	every container in [object.remove(_good, ["startupProbe"]), object.union(_good, {"startupProbe": null})] {
		_found(container) == {{
			"msg": "Container 'web' of Deployment 'web' has no 'startupProbe'; tier 'production' demands one.",
			"path": _path(["startupProbe"]),
		}}
	}
}

test_fail_no_probes if count(_found({"name": "web"})) == 3

test_fail_other_period if {
	_found(object.union(_good, {"livenessProbe": {"periodSeconds": 5}})) == {{
		"msg": "'livenessProbe' of container 'web' in Deployment 'web' has the period '5'; tier 'production' demands '30'.",
		"path": _path(["livenessProbe", "periodSeconds"]),
	}}
}

test_fail_default_period if {
	_found(_liveness({"httpGet": {"path": "/live", "port": 8080}})) == {{
		"msg": "'livenessProbe' of container 'web' in Deployment 'web' has the period '10'; tier 'production' demands '30'.",
		"path": _path(["livenessProbe", "periodSeconds"]),
	}}
}

test_fail_other_path if {
	_found(object.union(_good, {"livenessProbe": {"httpGet": {"path": "/"}}})) == {{
		"msg": "'livenessProbe' of container 'web' in Deployment 'web' has the path '/'; tier 'production' demands '/live'.",
		"path": _path(["livenessProbe", "httpGet", "path"]),
	}}
}

test_fail_other_port if {
	_found(object.union(_good, {"livenessProbe": {"httpGet": {"port": 9000}}})) == {{
		"msg": "'livenessProbe' of container 'web' in Deployment 'web' has the port '9000'; tier 'production' demands '8080'.",
		"path": _path(["livenessProbe", "httpGet", "port"]),
	}}
}

test_fail_unknown_port_name if count(_found(object.union(_good, {"livenessProbe": {"httpGet": {"port": "web"}}}))) == 1

test_fail_other_handlers if {
	{violation.path | some violation in _found(_liveness({"tcpSocket": {"port": 8080}, "periodSeconds": 30}))} == {_path(["livenessProbe", "httpGet", "path"])}
	{violation.path | some violation in _found(_liveness({"grpc": {"port": 9000}, "periodSeconds": 30}))} == {
		_path(["livenessProbe", "httpGet", "path"]),
		_path(["livenessProbe", "grpc", "port"]),
	}
}

test_fail_without_parameters if {
	config := {"platform": _config.platform}
	count(probe_profile.deny) == 1 with input as _deployment({"name": "web"}) with data.plimsoll.config as config
}

test_pass if _found(_good) == set()

test_pass_outside_the_platform if {
	elsewhere := object.union(_deployment({"name": "web"}), {"metadata": {"namespace": "other"}})
	count(probe_profile.deny) == 0 with input as elsewhere with data.plimsoll.config as _config
}
