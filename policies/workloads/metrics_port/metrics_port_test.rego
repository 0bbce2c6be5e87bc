# METADATA
# description: Tests of the policy metrics-port.
package policies.workloads.metrics_port_test

import data.policies.workloads.metrics_port

_config := {
	"platform": {"tiers": {"production": {"namespaces": ["shop"]}}, "services": ["web"]},
	"metrics-port": {
		"tiers": ["production"],
		"port": {"name": "metrics", "number": 8000},
		"annotations": {"prometheus.io/scrape": "true"},
	},
}

_deployment(annotations, ports) := {
	"kind": "Deployment",
	"metadata": {"name": "web", "namespace": "shop"},
	"spec": {"template": {
		"metadata": {"annotations": annotations},
		"spec": {"containers": [{"name": "web", "ports": ports}]},
	}},
}

_scraped := {"prometheus.io/scrape": "true"}

_open := [{"name": "http", "containerPort": 8080}, {"name": "metrics", "containerPort": 8000}]

_found(document) := found if {
	found := metrics_port.deny with input as document with data.plimsoll.config as _config
}

test_fail_no_port if {
	every ports in [null, [], [{"containerPort": 8000}], [{"name": "http", "containerPort": 8000}]] {
		_found(_deployment(_scraped, ports)) == {{
			"msg": "Deployment 'web' has 0 ports named 'metrics'; tier 'production' demands one with the number 8000.",
			"path": ["spec", "template", "spec", "containers"],
		}}
	}
}

test_fail_other_number if {
	_found(_deployment(_scraped, [{"name": "metrics", "containerPort": 9090}])) == {{
		"msg": "Port 'metrics' of Deployment 'web' has the number 9090; tier 'production' demands 8000.",
		"path": ["spec", "template", "spec", "containers", 0, "ports", 0, "containerPort"],
	}}
}

test_fail_no_number if {
	count(_found(_deployment(_scraped, [{"name": "metrics"}]))) == 1
}

test_fail_no_annotation if {
	every annotations in [null, {}, {"prometheus.io/scrape": null}] {
		_found(_deployment(annotations, _open)) == {{
			"msg": "Deployment 'web' annotates its pods with 'nothing' for 'prometheus.io/scrape'; tier 'production' demands 'true'.",
			"path": ["spec", "template", "metadata", "annotations", "prometheus.io/scrape"],
		}}
	}
}

test_fail_other_annotation if {
	every value in ["false", true] {
		count(_found(_deployment({"prometheus.io/scrape": value}, _open))) == 1
	}
}

test_fail_without_parameters if {
	config := {"platform": _config.platform}
	count(metrics_port.deny) == 1 with input as _deployment({}, []) with data.plimsoll.config as config
}

test_pass if _found(_deployment(_scraped, _open)) == set()

test_pass_outside_the_platform if {
	_found(object.union(_deployment({}, []), {"metadata": {"namespace": "other"}})) == set()
}
