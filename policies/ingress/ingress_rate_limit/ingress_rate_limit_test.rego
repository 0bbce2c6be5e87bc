# METADATA
# description: Tests of the policy ingress-rate-limit.
package policies.ingress.ingress_rate_limit_test

import data.policies.ingress.ingress_rate_limit

_config := {"ingress-rate-limit": {"min": 10, "max": 100, "exempt": ["10.0.0.0/8"]}}

_limit := "nginx.ingress.kubernetes.io/limit-rps"

_whitelist := "nginx.ingress.kubernetes.io/limit-whitelist"

_ingress(annotations) := {"kind": "Ingress", "metadata": {"name": "api", "annotations": annotations}}

_found(document) := found if {
	found := ingress_rate_limit.deny with input as document with data.plimsoll.config as _config
}

test_fail_absent if {
	every document in [{"kind": "Ingress", "metadata": {"name": "api"}}, _ingress(null), _ingress({})] {
		_found(document) == {{
			"msg": "Ingress 'api' limits clients to 'unlimited' requests per second by 'nginx.ingress.kubernetes.io/limit-rps'; 10 to 100 are demanded.",
			"path": ["metadata", "annotations", _limit],
		}}
	}
}

test_fail_outside_the_range if {
	every limit in ["0", "9", "101", "1000000"] {
		{violation.path | some violation in _found(_ingress({_limit: limit}))} == {["metadata", "annotations", _limit]}
	}
}

test_fail_no_whole_number if {
	every limit in ["", "fifty", "50.5", "-50", "5e1", "50 ", 50] {
		count(_found(_ingress({_limit: limit}))) == 1
	}
}

test_fail_exempt if {
	_found(_ingress({_limit: "50", _whitelist: "10.0.0.0/8, 0.0.0.0/0"})) == {{
		"msg": "Ingress 'api' exempts the clients '0.0.0.0/0' from its rate limit by 'nginx.ingress.kubernetes.io/limit-whitelist'; the parameters do not name them.",
		"path": ["metadata", "annotations", _whitelist],
	}}
}

test_fail_exempt_without_list if {
	document := _ingress({_limit: "50", _whitelist: "10.0.0.0/8"})
	config := {"ingress-rate-limit": {"min": 10, "max": 100}}
	count(ingress_rate_limit.deny) == 1 with input as document with data.plimsoll.config as config
}

test_fail_without_parameters if count(ingress_rate_limit.deny) == 1 with input as _ingress({})

test_pass_in_range if {
	every limit in ["10", "50", "100"] {
		_found(_ingress({_limit: limit})) == set()
	}
}

test_pass_exempt if _found(_ingress({_limit: "50", _whitelist: "10.0.0.0/8,"})) == set()
