# METADATA
# title: A policy's parameters
# description: |
#   A rule that looks up a parameter which nobody gave is undefined, and so passes. Each policy therefore reports
#   what is missing from its parameters.
package policies.lib.parameters

# METADATA
# description: What is missing from a policy's parameters, one sentence each.
problems(id) := {message |
	not data.plimsoll.config[id]
	message := sprintf("The parameters of policy '%v' are incomplete: there is no section '%v'.", [id, id])
}
