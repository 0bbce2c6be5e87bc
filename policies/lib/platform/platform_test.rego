# METADATA
# description: Tests of tiers and services.
package policies.lib.platform_test

import data.policies.lib.platform

_platform := {
	"tiers": {"production": {"namespaces": ["shop", "shop-jobs"]}, "archive": {"namespaces": ["old"]}},
	"services": ["web", "api"],
}

_config(section) := {"platform": _platform, "replica-floor": section}

_web := {"kind": "Deployment", "metadata": {"name": "web", "namespace": "shop"}}

test_tiers_of if platform.tiers_of(_web) == {"production"} with data.plimsoll.config as _config({})

test_tiers_of_namespace if {
	namespace := {"kind": "Namespace", "metadata": {"name": "old"}}
	platform.tiers_of(namespace) == {"archive"} with data.plimsoll.config as _config({})
}

test_tiers_of_default_namespace if {
	platform.tiers_of({"kind": "Deployment", "metadata": {"name": "web"}}) == set() with data.plimsoll.config as _config({})
}

test_demands_of_tier if {
	config := _config({"tiers": {"production": {"replicas": 3}}})
	found := platform.demands("replica-floor", _web, "web") with data.plimsoll.config as config
	found == {{"tier": "production", "demand": {"replicas": 3}, "listed": false}}
}

test_demands_of_service if {
	config := _config({"tiers": {"production": {"replicas": 3, "services": {"web": {"replicas": 2}}}}})
	some found in platform.demands("replica-floor", _web, "web") with data.plimsoll.config as config
	found.listed
	found.demand.replicas == 2
}

test_no_demands_of_other_tier if {
	config := _config({"tiers": {"archive": {"replicas": 1}}})
	platform.demands("replica-floor", _web, "web") == set() with data.plimsoll.config as config
}

test_no_problems if {
	config := _config({"tiers": {"production": {"replicas": 3, "services": {"web": {"replicas": 2}}}}})
	platform.problems("replica-floor") == set() with data.plimsoll.config as config
}

test_no_problems_without_tiers if platform.problems("replica-floor") == set() with data.plimsoll.config as _config({})

test_problem_no_sections if {
	platform.problems("replica-floor") == {
		"The parameters of policy 'replica-floor' are incomplete: there is no section 'platform'.",
		"The parameters of policy 'replica-floor' are incomplete: there is no section 'replica-floor'.",
	}
}

test_problem_unknown_tier if {
	config := _config({"tiers": {"prodution": {"replicas": 3}}})
	platform.problems("replica-floor") == {"The parameters of policy 'replica-floor' name tier 'prodution', which the platform does not have."} with data.plimsoll.config as config
}

test_problem_unknown_tier_in_list if {
	config := _config({"tiers": ["production", "prodution"]})
	platform.problems("replica-floor") == {"The parameters of policy 'replica-floor' name tier 'prodution', which the platform does not have."} with data.plimsoll.config as config
}

test_problem_unknown_service if {
	config := _config({"tiers": {"production": {"replicas": 3, "services": {"wep": {"replicas": 2}}}}})
	platform.problems("replica-floor") == {"The parameters of policy 'replica-floor' name service 'wep', which the platform does not have."} with data.plimsoll.config as config
}
