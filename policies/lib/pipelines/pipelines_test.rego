# METADATA
# description: Tests of workflows and of what in them can run.
package policies.lib.pipelines_test

import data.policies.lib.pipelines

_config := {"pipeline-required-jobs": {"workflows": [{"name": "CI/CD", "jobs": ["build"]}]}}

_pipeline := {"name": "CI/CD", "jobs": {"build": {}}}

_other := {"name": "Release", "jobs": {}}

test_demands if {
	found := pipelines.demands("pipeline-required-jobs") with data.plimsoll.config as _config with input as _pipeline
	found == {{"name": "CI/CD", "jobs": ["build"]}}
}

test_no_demands_of_other_workflow if {
	found := pipelines.demands("pipeline-required-jobs") with data.plimsoll.config as _config with input as _other
	found == set()
}

test_no_demands_of_nameless_workflow if {
	found := pipelines.demands("pipeline-required-jobs") with data.plimsoll.config as _config with input as {"jobs": {}}
	found == set()
}

test_problem_missing_workflow if {
	count(pipelines.problems("pipeline-required-jobs")) == 1 with data.plimsoll.config as _config with input as _other
}

test_problem_missing_workflow_is_on_the_first if {
	inventory := {"workflow": {"a.yml": _other, "b.yml": {"name": "Nightly"}}}
	count(pipelines.problems("pipeline-required-jobs")) == 1 with data.plimsoll.config as _config
		with data.inventory as inventory
		with input as _other
	count(pipelines.problems("pipeline-required-jobs")) == 0 with data.plimsoll.config as _config
		with data.inventory as inventory
		with input as {"name": "Nightly"}
}

test_no_problem_of_workflow_elsewhere if {
	inventory := {"workflow": {"a.yml": _other, "b.yml": _pipeline}}
	count(pipelines.problems("pipeline-required-jobs")) == 0 with data.plimsoll.config as _config
		with data.inventory as inventory
		with input as _other
}

test_problem_no_parameters if {
	pipelines.problems("pipeline-required-jobs") == {"The parameters of policy 'pipeline-required-jobs' are incomplete: there is no section 'pipeline-required-jobs'."} with input as _pipeline
}

test_jobs if pipelines.jobs(_pipeline) == {"build": {}}

test_no_jobs if pipelines.jobs({"name": "CI/CD", "jobs": null}) == {}

test_disabled if {
	every condition in [false, "false", "${{ false }}", " ${{\n false\n }} ", "FALSE"] {
		pipelines.disabled({"if": condition})
	}
}

test_not_disabled if {
	every condition in [true, "", null, "github.ref == 'false'", "${{ false }} || ${{ true }}"] {
		not pipelines.disabled({"if": condition})
	}
}

test_not_disabled_without_condition if not pipelines.disabled({})

test_condition if pipelines.condition({"if": "${{ GitHub.ref ==\n  'refs/heads/main' }}"}) == "github.ref == 'refs/heads/main'"
