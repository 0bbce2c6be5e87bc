# METADATA
# description: Tests of the policy pipeline-required-jobs.
package policies.pipeline.pipeline_required_jobs_test

import data.policies.pipeline.pipeline_required_jobs

_config := {"pipeline-required-jobs": {"workflows": [{"name": "CI/CD", "jobs": ["lint", "scan"]}]}}

_found(document) := found if {
	found := pipeline_required_jobs.deny with input as document with data.plimsoll.config as _config
}

test_fail_no_job if {
	_found({"name": "CI/CD", "jobs": {"lint": {}}}) == {{
		"msg": "Workflow 'CI/CD' has no job 'scan'; it is 1 of the 2 that are required.",
		"path": ["jobs"],
	}}
}

test_fail_no_jobs if {
	every document in [{"name": "CI/CD"}, {"name": "CI/CD", "jobs": null}, {"name": "CI/CD", "jobs": {"scan": null}}] {
		"Workflow 'CI/CD' has no job 'scan'; it is 1 of the 2 that are required." in {violation.msg |
			some violation in _found(document)
		}
	}
}

test_fail_switched_off if {
	_found({"name": "CI/CD", "jobs": {"lint": {}, "scan": {"if": false}}}) == {{
		"msg": "Job 'scan' of workflow 'CI/CD' is switched off; it is 1 of the 2 that are required.",
		"path": ["jobs", "scan", "if"],
	}}
}

test_fail_no_workflow if {
	_found({"name": "Release", "jobs": {}}) == {{
		"msg": "Policy 'pipeline-required-jobs' is about a workflow with the name 'CI/CD', and 0 of the workflows scanned have it.",
		"path": ["name"],
	}}
}

# Dependabot's configuration is judged in place of the workflows, where there are none.
test_fail_no_workflow_at_all if {
	document := {"version": 2, "updates": []}
	found := pipeline_required_jobs.deny with input as document
		with data.plimsoll.config as _config
		with data.inventory as {"workflow": {}}
	{violation.path | some violation in found} == {["name"]}
}

test_pass_beside_workflows if {
	document := {"version": 2, "updates": []}
	found := pipeline_required_jobs.deny with input as document
		with data.plimsoll.config as _config
		with data.inventory as {"workflow": {"a.yml": {"name": "Release"}}}
	found == set()
}

test_fail_without_parameters if count(pipeline_required_jobs.deny) == 1 with input as {"name": "CI/CD"}

test_pass if _found({"name": "CI/CD", "jobs": {"lint": {}, "scan": {"if": "github.ref_type == 'branch'"}}}) == set()
