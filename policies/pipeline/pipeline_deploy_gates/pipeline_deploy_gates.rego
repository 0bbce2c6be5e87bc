# METADATA
# title: Deployment runs without its gates
# description: |
#   A job that deploys is missing, or it does not name its environment, or its condition does not hold it to its
#   branch, or it does not need the jobs that must have succeeded before it. A condition with `always()`,
#   `cancelled()` or `failure()` lifts the rule that all needed jobs must have succeeded, and one that was skipped
#   or ran out of time is no failure: then the condition has to contain `needs.<job>.result == 'success'` for each.
#
#   The condition has to contain `github.ref == 'refs/heads/<branch>'` in exactly this spelling, joined to the rest
#   by `&&`. `github.ref_name` is not enough: a tag may have the branch's name.
#
#   ## Why it matters
#   The environment holds the approval and the cloud identity. A job that names none deploys without being asked,
#   and one without a branch condition deploys from any branch, with whatever that branch made of the pipeline.
#
#   ## Avoid
#   ```yaml
#   deploy-production:
#     if: always()
#     steps: []
#   ```
#
#   ## Prefer
#   ```yaml
#   deploy-production:
#     needs: [build-images]
#     if: github.event_name == 'push' && github.ref == 'refs/heads/main'
#     environment: production
#   ```
# related_resources:
#   - ref: https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments
#     description: Deployments and environments
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/CICD-SEC-01-Insufficient-Flow-Control-Mechanisms
#     description: Insufficient flow control mechanisms
# custom:
#   id: pipeline-deploy-gates
#   severity: high
#   input:
#     documents: [workflow]
#   frameworks: [owasp-cicd/CICD-SEC-1, owasp-cicd/CICD-SEC-5]
#   remediation: Give the job its environment, its branch condition and the jobs it needs.
#   tags: [workflows, security, deployment]
#   parameters:
#     type: object
#     description: The jobs that deploy and their gates.
#     required: [workflows]
#     additionalProperties: false
#     properties:
#       workflows:
#         title: Workflows
#         description: The workflows that deploy.
#         type: array
#         minItems: 1
#         items:
#           type: object
#           required: [name, jobs]
#           additionalProperties: false
#           properties:
#             name: {title: Name, description: The workflow's name., type: string, minLength: 1}
#             jobs:
#               title: Jobs
#               description: The jobs that deploy, by id.
#               type: object
#               minProperties: 1
#               additionalProperties:
#                 type: object
#                 required: [environment, branch, needs]
#                 additionalProperties: false
#                 properties:
#                   environment:
#                     title: Environment
#                     description: The environment that the job must name.
#                     type: string
#                     minLength: 1
#                   branch: {title: Branch, description: The only branch to deploy from., type: string, minLength: 1}
#                   needs:
#                     title: Needs
#                     description: The ids of jobs that must have succeeded.
#                     type: array
#                     uniqueItems: true
#                     items: {type: string, minLength: 1}
package policies.pipeline.pipeline_deploy_gates

import data.policies.lib.manifest
import data.policies.lib.pipelines

# METADATA
# scope: document
# description: The workflow is missing, or the parameters cannot be right.
# entrypoint: true
deny contains {"msg": problem, "path": ["name"]} if some problem in pipelines.problems("pipeline-deploy-gates")

deny contains {"msg": msg, "path": ["jobs"]} if {
	some entry in pipelines.demands("pipeline-deploy-gates")
	some id, gate in entry.jobs
	manifest.value(pipelines.jobs(input), [id], null) == null
	msg := sprintf("Workflow '%v' has no job '%v', which is to deploy to '%v'.", [entry.name, id, gate.environment])
}

deny contains {"msg": msg, "path": gated.path} if {
	some gated in _gated
	environment := _environment(gated.job)
	environment != gated.gate.environment
	msg := sprintf("Job '%v' deploys to the environment '%v'; '%v' is demanded.", [
		gated.id,
		environment,
		gated.gate.environment,
	])
}

deny contains {"msg": msg, "path": ["jobs", gated.id, "if"]} if {
	some gated in _gated
	reference := lower(sprintf("refs/heads/%v", [gated.gate.branch]))
	count(_conjuncts(gated.job) & {
		sprintf("github.ref=='%v'", [reference]),
		sprintf("'%v'==github.ref", [reference]),
	}) == 0
	msg := sprintf("Job '%v' deploys from other branches than '%v': its condition does not demand that branch.", [
		gated.id,
		gated.gate.branch,
	])
}

deny contains {"msg": msg, "path": ["jobs", gated.id, "needs"]} if {
	some gated in _gated
	some needed in gated.gate.needs
	not needed in _needs(gated.job)
	msg := sprintf("Job '%v' does not need the job '%v', which must have succeeded before it.", [gated.id, needed])
}

# https://docs.github.com/en/actions/reference/workflows-and-actions/expressions#status-check-functions
deny contains {"msg": msg, "path": ["jobs", gated.id, "if"]} if {
	some gated in _gated
	regex.match(`\b(always|cancelled|failure) ?\(`, pipelines.condition(gated.job))
	some needed in gated.gate.needs
	not sprintf("needs.%v.result=='success'", [lower(needed)]) in _conjuncts(gated.job)
	msg := sprintf("Job '%v' may run without the success of job '%v': its condition has a status function instead.", [
		gated.id,
		needed,
	])
}

_gated contains {"id": id, "gate": gate, "job": job, "path": ["jobs", id, "environment"]} if {
	some entry in pipelines.demands("pipeline-deploy-gates")
	some id, gate in entry.jobs
	job := manifest.value(pipelines.jobs(input), [id], null)
	job != null
}

# An environment is a name, or an object with one.
_environment(job) := manifest.value(job, ["environment", "name"], manifest.value(job, ["environment"], "none"))

_needs(job) := [job.needs] if {
	is_string(manifest.value(job, ["needs"], []))
} else := manifest.value(job, ["needs"], [])

# What the condition demands in any case: the operands of && at its top level. With || there are none.
_conjuncts(job) := {trim_space(regex.replace(operand, ` ?== ?`, "==")) |
	hidden := _hide_groups(_open_groups(pipelines.condition(job)))
	not contains(hidden, "||")
	some operand in split(hidden, "&&")
}

# A group that is itself an operand of && needs no brackets, as long as it holds no ||. Twice, since neighbours overlap.
_open_groups(condition) := regex.replace(regex.replace(condition, _group, "${1} ${2} ${3}"), _group, "${1} ${2} ${3}")

_group := `(^|&&|\() ?\(([^()|]*)\) ?($|&&|\))`

# What is left in brackets demands nothing by itself. Deeper nesting than four leaves brackets, and so no known operand.
_hide_groups(condition) := regex.replace(
	regex.replace(regex.replace(regex.replace(condition, _innermost, "#"), _innermost, "#"), _innermost, "#"),
	_innermost,
	"#",
)

_innermost := `\([^()]*\)`
