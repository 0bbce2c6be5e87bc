# METADATA
# description: Tests of the policy backup-scheduled.
package policies.storage.backup_scheduled_test

import data.policies.storage.backup_scheduled

_config := {
	"platform": {"tiers": {"data": {"namespaces": ["shop"]}}, "services": ["web"]},
	"backup-scheduled": {"tiers": ["data"], "exempt": [{"name": "queue", "reason": "It is filled from the database."}]},
}

_set(name) := {
	"kind": "StatefulSet",
	"metadata": {"name": name, "namespace": "shop"},
	"spec": {"template": {"metadata": {"labels": {"app.kubernetes.io/name": name}}}},
}

_job(spec) := {
	"kind": "CronJob",
	"metadata": {"name": "dump", "namespace": "shop", "labels": {"plimsoll.dev/backs-up": "db"}},
	"spec": object.union({"schedule": "0 3 * * *", "concurrencyPolicy": "Forbid"}, spec),
}

_found(document, jobs) := found if {
	found := backup_scheduled.deny with input as document
		with data.plimsoll.config as _config
		with data.inventory as {"namespace": {"shop": {"batch/v1": {"CronJob": jobs}}}}
}

_paths(document) := {violation.path | some violation in _found(document, {})}

test_fail_no_backup if {
	_found(_set("db"), {}) == {{
		"msg": "StatefulSet 'db' has no CronJob with the label 'plimsoll.dev/backs-up: db'.",
		"path": ["metadata", "name"],
	}}
}

test_fail_backup_of_another if count(_found(_set("other"), {"dump": _job({})})) == 1

test_fail_without_labels if {
	bare := {"kind": "StatefulSet", "metadata": {"name": "db", "namespace": "shop"}}
	count(_found(bare, {})) == 1
}

test_fail_without_inventory if {
	count(backup_scheduled.deny) == 1 with input as _set("db") with data.plimsoll.config as _config
}

test_fail_suspended if {
	_found(_job({"suspend": true}), {}) == {{"msg": "CronJob 'dump' backs up 'db' and is suspended.", "path": ["spec", "suspend"]}}
}

test_fail_weekly if {
	every schedule in ["0 3 * * 0", "0 3 1 * *", "0 3 * 1 *", "@weekly", "", "0 3 * *"] {
		_found(_job({"schedule": schedule}), {}) == {{
			"msg": sprintf("CronJob 'dump' backs up 'db' on the schedule '%v', which is not every day.", [schedule]),
			"path": ["spec", "schedule"],
		}}
	}
}

test_fail_schedule_that_is_no_string if _paths(_job({"schedule": 3})) == {["spec", "schedule"]}

test_fail_overlapping if {
	every spec in [{"concurrencyPolicy": null}, {"concurrencyPolicy": "Allow"}] {
		_found(_job(spec), {}) == {{
			"msg": "CronJob 'dump' backs up 'db' and may overlap itself: its concurrencyPolicy is 'Allow'.",
			"path": ["spec", "concurrencyPolicy"],
		}}
	}
}

test_fail_unknown_tier if {
	config := object.union(_config, {"backup-scheduled": {"tiers": ["date"]}})
	count(backup_scheduled.deny) == 1 with input as _job({}) with data.plimsoll.config as config
}

test_pass_backed_up if _found(_set("db"), {"dump": _job({})}) == set()

test_pass_daily if {
	every schedule in ["0 3 * * *", "5 */6 * * *", " 0 3 ? * ? ", "@daily", "@hourly"] {
		_found(_job({"schedule": schedule}), {}) == set()
	}
}

test_pass_replaced if _found(_job({"concurrencyPolicy": "Replace"}), {}) == set()

test_pass_exempt if _found(_set("queue"), {}) == set()

test_pass_other_job if {
	_found(object.union(_job({"suspend": true}), {"metadata": {"labels": {"plimsoll.dev/backs-up": ""}}}), {}) == set()
}

test_pass_other_tier if {
	_found(object.union(_set("db"), {"metadata": {"namespace": "other"}}), {}) == set()
	_found(object.union(_job({"suspend": true}), {"metadata": {"namespace": "other"}}), {}) == set()
}
