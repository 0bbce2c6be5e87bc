# METADATA
# description: Tests of the policy telemetry-profile.
package policies.monitoring.telemetry_profile_test

import data.policies.monitoring.telemetry_profile

_config := {"telemetry-profile": {
	"namespace": "monitoring",
	"settings": [
		{"configMap": "loki", "file": "loki.yaml", "path": ["limits", "keep"], "value": "30d"},
		{"configMap": "loki", "file": "loki.yaml", "path": ["jobs", "*", "pace"], "value": "15s", "optional": true},
		{"configMap": "loki", "file": "loki.yaml", "path": ["rate"], "value": 10},
	],
}}

_map(text) := {
	"kind": "ConfigMap",
	"metadata": {"name": "loki", "namespace": "monitoring"},
	"data": {"loki.yaml": text},
}

_found(document) := found if {
	found := telemetry_profile.deny with input as document with data.plimsoll.config as _config
}

test_fail_other_value if {
	_found(_map("limits:\n  keep: 7d\nrate: 10\n")) == {{
		"msg": "ConfigMap 'loki' sets 'limits.keep' in 'loki.yaml' to '7d'; the telemetry profile demands '30d'.",
		"path": ["data", "loki.yaml"],
		"within": "keep: 7d",
	}}
}

test_fail_other_number if {
	every rate in ["100", "10.5", "'10'", "null"] {
		count(_found(_map(sprintf("limits: {keep: 30d}\nrate: %v\n", [rate])))) == 1
	}
}

test_fail_no_duration if {
	every keep in ["30", "d", "30 d", "1d30", "{}", "[]"] {
		count(_found(_map(sprintf("limits:\n  keep: %v\nrate: 10\n", [keep])))) == 1
	}
}

test_fail_absent if {
	every text in ["rate: 10\n", "limits:\nrate: 10\n", "limits: {}\nrate: 10\n"] {
		_found(_map(text)) == {{
			"msg": "ConfigMap 'loki' does not set 'limits.keep' in 'loki.yaml'; the telemetry profile demands '30d'.",
			"path": ["data", "loki.yaml"],
		}}
	}
}

test_fail_optional_stated if {
	text := "limits: {keep: 30d}\nrate: 10\njobs:\n- pace: 15s\n- pace: 60s\n"
	{found.within | some found in _found(_map(text))} == {"pace: 60s"}
}

test_fail_no_file if {
	every document in [_map("a: 'b"), object.union(_map(""), {"data": null}), object.remove(_map(""), {"data"})] {
		_found(document) == {{
			"msg": "ConfigMap 'loki' has no file 'loki.yaml' that is YAML; the telemetry profile judges it.",
			"path": ["data", "loki.yaml"],
		}}
	}
}

test_fail_no_config_map if {
	namespace := {"kind": "Namespace", "metadata": {"name": "monitoring"}}
	_found(namespace) == {{
		"msg": "Namespace 'monitoring' has no ConfigMap 'loki', which the telemetry profile judges.",
		"path": ["metadata", "name"],
	}}
}

test_fail_without_parameters if {
	count(telemetry_profile.deny) == 1 with input as _map("") with data.plimsoll.config as {}
}

test_pass if {
	every keep in ["30d", "720h", "29d24h", "4w2d"] {
		_found(_map(sprintf("limits: {keep: %v}\nrate: 10\njobs: [{pace: 15s}, {}]\n", [keep]))) == set()
	}
}

test_pass_namespace if {
	namespace := {"kind": "Namespace", "metadata": {"name": "monitoring"}}
	objects := {"namespace": {"monitoring": {"v1": {"ConfigMap": {"loki": _map("")}}}}}
	found := telemetry_profile.deny with input as namespace with data.plimsoll.config as _config
		with data.inventory as objects
	found == set()
}

test_pass_elsewhere if {
	every other in [{"name": "loki", "namespace": "shop"}, {"name": "other", "namespace": "monitoring"}] {
		_found(object.union(_map(""), {"metadata": other})) == set()
	}
}

test_pass_other_namespace if _found({"kind": "Namespace", "metadata": {"name": "shop"}}) == set()
