# METADATA
# description: Tests of the policy pipeline-security-tools.
package policies.pipeline.pipeline_security_tools_test

import data.policies.pipeline.pipeline_security_tools

_config := {"pipeline-security-tools": {"workflows": [{"name": "CI/CD", "tools": [{
	"name": "Gitleaks",
	"actions": ["gitleaks/gitleaks-action"],
	"commands": [`(?m)^\s*gitleaks git\b`],
}]}]}}

_workflow(step) := {"name": "CI/CD", "jobs": {"scan": {"steps": [{"run": "make lint"}, step]}}}

_found(document) := found if {
	found := pipeline_security_tools.deny with input as document with data.plimsoll.config as _config
}

_not_run := {{
	"msg": "Workflow 'CI/CD' has 0 steps that run 'Gitleaks'; at least 1 is demanded.",
	"path": ["jobs"],
}}

test_fail_not_run if {
	every step in [
		{},
		{"run": "echo gitleaks git"},
		{"run": "# gitleaks git .\n  # gitleaks git ."},
		{"uses": "gitleaks/gitleaks-action-fork@v2"},
		{"name": "gitleaks git", "run": "true"},
		{"if": false, "run": "gitleaks git ."},
		{"if": "${{ false }}", "uses": "gitleaks/gitleaks-action@v2"},
	] {
		_found(_workflow(step)) == _not_run
	}
}

test_fail_no_steps if {
	every document in [
		{"name": "CI/CD"},
		{"name": "CI/CD", "jobs": {"scan": {"steps": null}}},
		{"name": "CI/CD", "jobs": {"scan": {"if": false, "steps": [{"run": "gitleaks git ."}]}}},
	] {
		_found(document) == _not_run
	}
}

test_fail_no_workflow if {
	{violation.path | some violation in _found({"name": "Release", "jobs": {}})} == {["name"]}
}

test_fail_without_parameters if count(pipeline_security_tools.deny) == 1 with input as _workflow({})

test_pass_by_action if {
	every step in [{"uses": "gitleaks/gitleaks-action@v2"}, {"uses": "Gitleaks/Gitleaks-Action@0123456789"}] {
		_found(_workflow(step)) == set()
	}
}

test_pass_by_command if {
	every script in ["gitleaks git .", "set -e\n  gitleaks git . # the whole history\n"] {
		_found(_workflow({"run": script})) == set()
	}
}

test_pass_by_reusable_workflow if {
	document := {"name": "CI/CD", "jobs": {"scan": {"uses": "gitleaks/gitleaks-action@v2"}}}
	_found(document) == set()
}

test_pass_only_commands if {
	tool := {"name": "Gitleaks", "commands": ["gitleaks"]}
	config := {"pipeline-security-tools": {"workflows": [{"name": "CI/CD", "tools": [tool]}]}}
	document := _workflow({"run": "gitleaks git ."})
	count(pipeline_security_tools.deny) == 0 with input as document with data.plimsoll.config as config
}
