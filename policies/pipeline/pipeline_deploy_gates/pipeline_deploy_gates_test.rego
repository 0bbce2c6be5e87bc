# METADATA
# description: Tests of the policy pipeline-deploy-gates.
package policies.pipeline.pipeline_deploy_gates_test

import data.policies.pipeline.pipeline_deploy_gates

_config := {"pipeline-deploy-gates": {"workflows": [{"name": "CI/CD", "jobs": {"deploy": {
	"environment": "production",
	"branch": "main",
	"needs": ["lint", "scan"],
}}}]}}

_good := {
	"needs": ["build", "lint", "scan"],
	"if": "github.event_name == 'push' && github.ref == 'refs/heads/main'",
	"environment": {"name": "production", "url": "https://api.example.com"},
}

_workflow(changes) := {"name": "CI/CD", "jobs": {"deploy": object.union(_good, changes)}}

_found(document) := found if {
	found := pipeline_deploy_gates.deny with input as document with data.plimsoll.config as _config
}

_no_branch := {
	"msg": "Job 'deploy' deploys from other branches than 'main': its condition does not demand that branch.",
	"path": ["jobs", "deploy", "if"],
}

_lifted(job) := {
	"msg": sprintf("Job 'deploy' may run without the success of job '%s': its condition has a status function instead.", [job]),
	"path": ["jobs", "deploy", "if"],
}

test_fail_no_job if {
	_found({"name": "CI/CD", "jobs": {}}) == {{
		"msg": "Workflow 'CI/CD' has no job 'deploy', which is to deploy to 'production'.",
		"path": ["jobs"],
	}}
}

test_fail_no_environment if {
	every environment in [null, "none"] {
		_found(_workflow({"environment": environment})) == {{
			"msg": "Job 'deploy' deploys to the environment 'none'; 'production' is demanded.",
			"path": ["jobs", "deploy", "environment"],
		}}
	}
}

test_fail_other_environment if {
	every environment in ["staging", "${{ inputs.environment }}", {"name": "Production"}, {"name": ["production"]}] {
		{violation.path | some violation in _found(_workflow({"environment": environment}))} == {["jobs", "deploy", "environment"]}
	}
}

test_fail_no_condition if {
	_found({"name": "CI/CD", "jobs": {"deploy": object.remove(_good, ["if"])}}) == {_no_branch}
}

test_fail_condition_does_not_demand_the_branch if {
	every condition in [
		"",
		true,
		"github.event_name == 'push'",
		"github.ref == 'refs/heads/develop'",
		"github.ref != 'refs/heads/main'",
		"github.ref_name == 'main'",
		"startsWith(github.ref, 'refs/heads/main')",
		"github.ref == 'refs/heads/main' || github.event_name == 'workflow_dispatch'",
		"github.event_name == 'push' && (github.ref == 'refs/heads/main' || inputs.force)",
		"!(github.ref == 'refs/heads/main')",
		"!github.ref == 'refs/heads/main'",
		"(github.ref == 'refs/heads/main') == false",
		"contains(github.ref == 'refs/heads/main' && 'x', 'f')",
		"((((((github.ref == 'refs/heads/main' && false))))) || true)",
	] {
		_found(_workflow({"if": condition})) == {_no_branch}
	}
}

test_fail_needs if {
	_found(_workflow({"needs": ["build", "lint"]})) == {{
		"msg": "Job 'deploy' does not need the job 'scan', which must have succeeded before it.",
		"path": ["jobs", "deploy", "needs"],
	}}
}

test_fail_one_need if {
	{violation.msg | some violation in _found(_workflow({"needs": "lint"}))} == {"Job 'deploy' does not need the job 'scan', which must have succeeded before it."}
}

test_fail_no_needs if {
	every needs in [null, []] {
		count(_found(_workflow({"needs": needs}))) == 2
	}
}

test_fail_status_function if {
	every status in ["always()", "!cancelled()", "!cancelled() && !failure()", "( always ( ) )"] {
		condition := sprintf("${{ %s && github.ref == 'refs/heads/main' }}", [status])
		_found(_workflow({"if": condition})) == {_lifted("lint"), _lifted("scan")}
	}
}

test_fail_status_function_with_some_results if {
	condition := "always() && github.ref == 'refs/heads/main' && needs.lint.result == 'success'"
	_found(_workflow({"if": condition})) == {_lifted("scan")}
}

test_fail_no_workflow if {
	{violation.path | some violation in _found({"name": "Release", "jobs": {}})} == {["name"]}
}

test_fail_without_parameters if count(pipeline_deploy_gates.deny) == 1 with input as _workflow({})

test_pass if _found(_workflow({})) == set()

test_pass_environment_as_name if _found(_workflow({"environment": "production"})) == set()

test_pass_conditions if {
	every condition in [
		"github.ref == 'refs/heads/main'",
		"'refs/heads/main'==github.ref",
		"${{ GitHub.ref=='refs/heads/main' }}",
		"github.event_name == 'push'\n&& github.ref == 'refs/heads/main'\n",
		"(github.event_name == 'push' && github.ref == 'refs/heads/main') && (success())",
		"(vars.ENABLED == 'true' || inputs.force) && (github.ref == 'refs/heads/main')",
	] {
		_found(_workflow({"if": condition})) == set()
	}
}

test_pass_status_function_with_results if {
	condition := concat(" && ", [
		"!cancelled()",
		"github.ref == 'refs/heads/main'",
		"needs.lint.result == 'success'",
		"(needs.scan.result == 'success')",
	])
	_found(_workflow({"if": condition})) == set()
}

test_pass_own_function_names if {
	_found(_workflow({"if": "github.ref == 'refs/heads/main' && vars.always != 'no'"})) == set()
}
