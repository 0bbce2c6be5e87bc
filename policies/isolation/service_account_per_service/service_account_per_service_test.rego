# METADATA
# description: Tests of the policy service-account-per-service.
package policies.isolation.service_account_per_service_test

import data.policies.isolation.service_account_per_service

_config := {"service-account-per-service": {"shared": [{
	"namespace": "shop",
	"account": "jobs",
	"reason": "All jobs read the same bucket.",
}]}}

_deployment(name, fields) := {
	"kind": "Deployment",
	"metadata": {"name": name, "namespace": "shop"},
	"spec": {"template": {"spec": fields}},
}

_found(document, others) := found if {
	scanned := {"namespace": {"shop": {"apps/v1": {"Deployment": {other.metadata.name: other |
		some other in array.concat([document], others)
	}}}}}
	found := service_account_per_service.deny with input as document
		with data.plimsoll.config as _config
		with data.inventory as scanned
}

test_fail_default if {
	every fields in [
		{"serviceAccountName": "default"},
		{"serviceAccountName": ""},
		{"serviceAccountName": null},
		{"serviceAccount": "default"},
		{},
	] {
		_found(_deployment("web", fields), []) == {{
			"msg": "Deployment 'web' runs under the service account 'default'; it needs one of its own.",
			"path": ["spec", "template", "spec", "serviceAccountName"],
		}}
	}
}

test_fail_pod if {
	document := {"kind": "Pod", "metadata": {"name": "web", "namespace": "shop"}}
	{violation.path | some violation in _found(document, [])} == {["spec", "serviceAccountName"]}
}

test_fail_shared if {
	others := [_deployment("api", {"serviceAccount": "web"}), _deployment("worker", {"serviceAccountName": "web"})]
	_found(_deployment("web", {"serviceAccountName": "web"}), others) == {{
		"msg": "Deployment 'web' runs under the service account 'web', and so does Deployment 'api' and Deployment 'worker'; each needs one of its own.",
		"path": ["spec", "template", "spec", "serviceAccountName"],
	}}
}

test_fail_without_parameters if {
	document := _deployment("web", {"serviceAccountName": "web"})
	count(service_account_per_service.deny) == 1 with input as document
}

test_pass_own if {
	others := [_deployment("api", {"serviceAccountName": "api"})]
	_found(_deployment("web", {"serviceAccountName": "web"}), others) == set()
}

test_pass_shared_with_reason if {
	others := [_deployment("api", {"serviceAccountName": "jobs"})]
	_found(_deployment("web", {"serviceAccountName": "jobs"}), others) == set()
}

test_pass_same_name_in_other_namespace if {
	other := object.union(_deployment("api", {"serviceAccountName": "jobs"}), {"metadata": {"namespace": "lab"}})
	scanned := {"namespace": {"lab": {"apps/v1": {"Deployment": {"api": other}}}}}
	document := _deployment("web", {"serviceAccountName": "web"})
	count(service_account_per_service.deny) == 0 with input as document
		with data.plimsoll.config as _config
		with data.inventory as scanned
}

test_pass_made_by_controller if {
	made := {"metadata": {"uid": "1", "ownerReferences": [{"controller": true}]}}
	others := [object.union(_deployment("web-7f9c", {"serviceAccountName": "web"}), made)]
	_found(_deployment("web", {"serviceAccountName": "web"}), others) == set()
	_found(object.union(_deployment("web-7f9c", {}), made), []) == set()
}
