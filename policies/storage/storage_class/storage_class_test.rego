# METADATA
# description: Tests of the policy storage-class.
package policies.storage.storage_class_test

import data.policies.storage.storage_class

_config := {
	"platform": {"tiers": {"data": {"namespaces": ["shop"]}}, "services": ["web"]},
	"storage-class": {"classes": {"fast": "Databases.", "slow": "The rest."}, "tiers": ["data"]},
}

_claim(spec) := {
	"kind": "PersistentVolumeClaim",
	"metadata": {"name": "files", "namespace": "shop"},
	"spec": spec,
}

_set(spec) := {
	"kind": "StatefulSet",
	"metadata": {"name": "db", "namespace": "shop"},
	"spec": {"volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": spec}]},
}

_job(spec) := {
	"kind": "CronJob",
	"metadata": {"name": "dump", "namespace": "shop"},
	"spec": {"jobTemplate": {"spec": {"template": {"spec": {"volumes": [
		{"name": "tmp", "emptyDir": {}},
		{"name": "scratch", "ephemeral": {"volumeClaimTemplate": {"spec": spec}}},
	]}}}}},
}

_found(document) := found if {
	found := storage_class.deny with input as document with data.plimsoll.config as _config
}

test_fail_claim_without_class if {
	every spec in [null, {}, {"storageClassName": null}, {"storageClassName": ""}] {
		_found(_claim(spec)) == {{
			"msg": "PersistentVolumeClaim 'files' names no storage class; approved are 'fast', 'slow'.",
			"path": ["spec", "storageClassName"],
		}}
	}
}

test_fail_template_of_other_class if {
	_found(_set({"storageClassName": "standard"})) == {{
		"msg": "Claim 'data' of StatefulSet 'db' names the storage class 'standard'; approved are 'fast', 'slow'.",
		"path": ["spec", "volumeClaimTemplates", 0, "spec", "storageClassName"],
	}}
}

test_fail_ephemeral_volume if {
	path := ["spec", "jobTemplate", "spec", "template", "spec", "volumes", 1, "ephemeral", "volumeClaimTemplate", "spec"]
	_found(_job({})) == {{
		"msg": "Volume 'scratch' of CronJob 'dump' names no storage class; approved are 'fast', 'slow'.",
		"path": array.concat(path, ["storageClassName"]),
	}}
}

test_fail_everywhere_without_tiers if {
	config := object.union(_config, {"storage-class": {"classes": {"fast": "Databases."}}})
	elsewhere := object.union(_claim({}), {"metadata": {"namespace": "other"}})
	without := json.remove(config, ["storage-class/tiers"])
	count(storage_class.deny) == 1 with input as elsewhere with data.plimsoll.config as without
}

test_fail_no_parameters if {
	count(storage_class.deny) > 0 with input as _claim({}) with data.plimsoll.config as {"platform": _config.platform}
}

test_pass_approved if {
	_found(_claim({"storageClassName": "fast"})) == set()
	_found(_set({"storageClassName": "slow"})) == set()
	_found(_job({"storageClassName": "slow"})) == set()
}

test_pass_no_claims if {
	_found({"kind": "StatefulSet", "metadata": {"name": "db", "namespace": "shop"}, "spec": null}) == set()
}

test_pass_other_tier if {
	_found(object.union(_claim({}), {"metadata": {"namespace": "other"}})) == set()
}
