# METADATA
# description: Tests of the policy ownership-labels.
package policies.ownership.ownership_labels_test

import data.policies.ownership.ownership_labels

_config := {"ownership-labels": {"labels": {"app.kubernetes.io/part-of": "shop", "example.com/owner": "[a-z]+-team"}}}

_good := {"app.kubernetes.io/part-of": "shop", "example.com/owner": "web-team"}

_service(labels) := {"kind": "Service", "metadata": {"name": "web", "labels": labels}}

_deployment(labels, template) := {
	"kind": "Deployment",
	"metadata": {"name": "web", "labels": labels},
	"spec": {"template": {"metadata": {"labels": template}}},
}

_found(document) := found if {
	found := ownership_labels.deny with input as document with data.plimsoll.config as _config
}

test_fail_absent if {
	_found(_service({"app.kubernetes.io/part-of": "shop"})) == {{
		"msg": "Service 'web' has no value for label 'example.com/owner'; its value must match '[a-z]+-team'.",
		"path": ["metadata", "labels", "example.com/owner"],
	}}
}

test_fail_no_labels if {
	count(_found(_service(null))) == 2
	count(_found({"kind": "Service"})) == 2
}

test_fail_other_value if {
	_found(_service(object.union(_good, {"example.com/owner": "nobody"}))) == {{
		"msg": "Service 'web' has 'nobody' for label 'example.com/owner'; its value must match '[a-z]+-team'.",
		"path": ["metadata", "labels", "example.com/owner"],
	}}
}

test_fail_part_of_value if {
	every owner in ["the web-team", "web-team2", "", 7] {
		count(_found(_service(object.union(_good, {"example.com/owner": owner})))) == 1
	}
}

test_fail_alternatives_are_anchored if {
	config := {"ownership-labels": {"labels": {"tier": "a|b"}}}
	count(ownership_labels.deny) == 1 with input as _service({"tier": "ab"}) with data.plimsoll.config as config
}

test_fail_template if {
	_found(_deployment(_good, {"app.kubernetes.io/part-of": "shop"})) == {{
		"msg": "The pod template of Deployment 'web' has no value for label 'example.com/owner'; its value must match '[a-z]+-team'.",
		"path": ["spec", "template", "metadata", "labels", "example.com/owner"],
	}}
}

test_fail_without_parameters if count(ownership_labels.deny) == 1 with input as _service(_good)

test_pass if {
	_found(_service(_good)) == set()
	_found(_deployment(_good, _good)) == set()
	_found({"kind": "Pod", "metadata": {"name": "web", "labels": _good}}) == set()
}

test_pass_made_by_controller if {
	document := {"kind": "Pod", "metadata": {"name": "web", "uid": "1", "ownerReferences": [{"controller": true}]}}
	_found(document) == set()
}
