# METADATA
# description: Tests of the policy slo-declared.
package policies.monitoring.slo_declared_test

import data.policies.monitoring.slo_declared

_config := {
	"platform": {"tiers": {"production": {"namespaces": ["shop"]}}, "services": ["web"]},
	"slo-declared": {
		"alerts": {"namespace": "monitoring", "configMap": "rules"},
		"tiers": {"production": {"objectives": {"errors": {
			"annotation": "slo-errors",
			"value": "2%",
			"expression": `> [0-9.]+ \* 0\.02\b`,
			"recorded": {"name": "^errors:", "expression": "5xx"},
		}}}},
	},
}

_object(kind, annotations) := {
	"apiVersion": "v1",
	"kind": kind,
	"metadata": {"name": "shop", "namespace": "shop", "annotations": annotations},
}

_rules(rules) := {
	"apiVersion": "v1",
	"kind": "ConfigMap",
	"metadata": {"name": "rules", "namespace": "monitoring"},
	"data": {"a.yaml": json.marshal({"groups": [{"name": "a", "rules": rules}]}), "b.txt": "- : -"},
}

_alert := {"alert": "Burns", "expr": "errors:1h > 14.4 * 0.02", "labels": {"slo": "errors", "objective": "2%"}}

_with(document, inventory) := found if {
	objects := {"namespace": {"monitoring": {"v1": {"ConfigMap": inventory}}}}
	found := slo_declared.deny with input as document with data.plimsoll.config as _config
		with data.inventory as objects
}

_found(document) := _with(document, {"rules": _rules([_alert])})

test_fail_annotation if {
	every kind in ["HorizontalPodAutoscaler", "Namespace"] {
		every annotations in [null, {}, {"slo-errors": "5%"}] {
			{found.path | some found in _found(_object(kind, annotations))} == {["metadata", "annotations", "slo-errors"]}
		}
	}
}

test_fail_no_alert if {
	namespace := _object("Namespace", {"slo-errors": "2%"})
	every maps in [{}, {"rules": _rules([])}, {"other": object.union(_rules([_alert]), {"metadata": {"name": "other"}})}] {
		_with(namespace, maps) == {{
			"msg": "Namespace 'shop' has 0 alert rules for the objective 'errors' of tier 'production' in ConfigMap 'rules'.",
			"path": ["metadata", "name"],
		}}
	}
}

test_fail_other_objective if {
	every labels in [{"slo": "errors"}, {"slo": "errors", "objective": "5%"}] {
		count(_found(_rules([object.union(object.remove(_alert, {"labels"}), {"labels": labels})]))) == 1
	}
}

test_fail_unknown_objective if {
	alert := object.union(_alert, {"labels": {"slo": "speed"}})
	{found.msg | some found in _found(_rules([alert]))} == {"Alert rule 'Burns' is for the objective 'speed', which no tier has."}
}

test_fail_other_budget if {
	every expression in ["errors:1h > 14.4 * 0.05", "a > 1 * 0.02 and b > 1 * 0.05", "errors:1h", "", null] {
		count(_found(_rules([object.union(_alert, {"expr": expression})]))) == 1
	}
}

test_fail_record if {
	count(_found(_rules([_alert, {"record": "errors:1h", "expr": "4xx"}]))) == 1
	count(_found(_rules([_alert, {"record": "errors:1h"}]))) == 1
}

test_fail_without_parameters if {
	config := {"platform": _config.platform}
	count(slo_declared.deny) == 1 with input as _rules([]) with data.plimsoll.config as config
}

test_pass if {
	every document in [
		_object("Namespace", {"slo-errors": "2%"}),
		_object("HorizontalPodAutoscaler", {"slo-errors": "2%"}),
		_rules([_alert, {"record": "errors:1h", "expr": "5xx / all"}, {"record": "all", "expr": "all"}, {"alert": "Down"}]),
	] {
		_found(document) == set()
	}
}

test_pass_outside_the_platform if {
	_found({"kind": "Namespace", "metadata": {"name": "other"}}) == set()
	other := object.union(_rules([object.union(_alert, {"expr": ""})]), {"metadata": {"name": "other"}})
	_found(other) == set()
}
