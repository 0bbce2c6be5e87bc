# METADATA
# title: Workflows and what in them can run
# description: |
#   Which entry of a policy's parameters is about the workflow at hand, which workflows are missing from the scan,
#   and whether a job or step is switched off. Workflows are known by their `name`.
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
#     description: Workflow syntax
package policies.lib.pipelines

import data.policies.lib.manifest
import data.policies.lib.parameters

# METADATA
# description: The entries of a policy's parameters that are about the workflow at hand.
demands(id) := {entry |
	some entry in data.plimsoll.config[id].workflows
	entry.name == name(input)
}

# METADATA
# description: |
#   What is missing altogether, one sentence each: the parameters, or a workflow that they name and that was not
#   scanned. A missing workflow is reported once, on the first of those that were scanned.
problems(id) := parameters.problems(id) | {message |
	_first
	some entry in data.plimsoll.config[id].workflows
	not entry.name in _names
	message := sprintf("Policy '%v' is about a workflow with the name '%v', and 0 of the workflows scanned have it.", [
		id,
		entry.name,
	])
}

# METADATA
# description: The workflow's name, which a file without one does not have.
name(workflow) := manifest.value(workflow, ["name"], "")

# METADATA
# description: The workflow's jobs by id.
jobs(workflow) := manifest.value(workflow, ["jobs"], {})

# METADATA
# description: Whether a job or step never runs, because its condition is the word false.
disabled(node) if condition(node) == "false"

# METADATA
# description: A job's or step's condition on one line, in small letters, without the signs of an expression.
condition(node) := lower(trim_space(regex.replace(
	regex.replace(sprintf("%v", [manifest.value(node, ["if"], "")]), `(?s)^\s*\$\{\{(.*)\}\}\s*$`, "${1}"),
	`\s+`,
	" ",
)))

# Where no workflow was scanned, the document at hand stands for them.
_scanned := data.inventory.workflow if {
	count(data.inventory.workflow) > 0
} else := {"": input}

_names contains name(workflow) if some workflow in _scanned

_first if _scanned[min(object.keys(_scanned))] == input
