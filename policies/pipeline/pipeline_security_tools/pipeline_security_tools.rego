# METADATA
# title: Pipeline does not run a required security tool
# description: |
#   A workflow that the organisation requires is missing, or none of its steps runs a required tool: neither by one
#   of the tool's actions nor by a command line that matches one of its patterns. Steps and jobs that are switched
#   off by `if: false`, and comments in scripts, do not count.
#
#   ## Why it matters
#   Each tool finds what the others cannot see: code, secrets, images, dependencies. A tool that quietly left the
#   pipeline leaves its field unwatched while the pipeline stays green.
#
#   ## Avoid
#   ```yaml
#   steps:
#     - name: Secrets
#       if: false
#       run: gitleaks git .
#   ```
#
#   ## Prefer
#   ```yaml
#   steps:
#     - name: Secrets
#       run: gitleaks git .
#   ```
# related_resources:
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/CICD-SEC-03-Dependency-Chain-Abuse
#     description: Dependency chain abuse
# custom:
#   id: pipeline-security-tools
#   severity: medium
#   input:
#     documents: [workflow]
#   frameworks: [owasp-cicd/CICD-SEC-3, owasp-cicd/CICD-SEC-6]
#   remediation: Add a step that runs the tool to the workflow.
#   tags: [workflows, security]
#   parameters:
#     type: object
#     description: The tools that workflows must run.
#     required: [workflows]
#     additionalProperties: false
#     properties:
#       workflows:
#         title: Workflows
#         description: The workflows that must run them.
#         type: array
#         minItems: 1
#         items:
#           type: object
#           required: [name, tools]
#           additionalProperties: false
#           properties:
#             name: {title: Name, description: The workflow's name., type: string, minLength: 1}
#             tools:
#               title: Tools
#               description: The tools, each with at least one way to run it.
#               type: array
#               minItems: 1
#               items:
#                 type: object
#                 required: [name]
#                 anyOf:
#                   - required: [actions]
#                   - required: [commands]
#                 additionalProperties: false
#                 properties:
#                   name: {title: Name, description: The tool's name., type: string, minLength: 1}
#                   actions:
#                     title: Actions
#                     description: Actions or reusable workflows that run it, without a version.
#                     type: array
#                     minItems: 1
#                     items: {type: string, minLength: 1}
#                   commands:
#                     title: Commands
#                     description: Regular expressions (RE2), one of which a script must match.
#                     type: array
#                     minItems: 1
#                     items: {type: string, minLength: 1}
package policies.pipeline.pipeline_security_tools

import data.policies.lib.manifest
import data.policies.lib.pipelines

# METADATA
# scope: document
# description: The workflow is missing, or the parameters cannot be right.
# entrypoint: true
deny contains {"msg": problem, "path": ["name"]} if some problem in pipelines.problems("pipeline-security-tools")

deny contains {"msg": msg, "path": ["jobs"]} if {
	some entry in pipelines.demands("pipeline-security-tools")
	some tool in entry.tools
	not _runs(tool)
	msg := sprintf("Workflow '%v' has 0 steps that run '%v'; at least 1 is demanded.", [entry.name, tool.name])
}

_runs(tool) if {
	some action in tool.actions
	lower(action) in _actions
}

_runs(tool) if {
	some command in tool.commands
	some script in _scripts
	regex.match(command, script)
}

_jobs contains job if {
	some job in pipelines.jobs(input)
	not pipelines.disabled(job)
}

_steps contains step if {
	some job in _jobs
	some step in manifest.value(job, ["steps"], [])
	not pipelines.disabled(step)
}

# A job may call a reusable workflow.
_actions contains lower(split(manifest.text(node, ["uses"]), "@")[0]) if some node in (_jobs | _steps)

_scripts contains regex.replace(manifest.text(step, ["run"]), `(?m)^\s*#.*$`, "") if some step in _steps
