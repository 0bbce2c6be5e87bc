# METADATA
# title: Pipeline lacks a required job
# description: |
#   A workflow that the organisation requires is missing, or it lacks a required job, or the job is switched off by
#   `if: false`. The workflow is known by its `name`. This policy looks at all workflows of the scan, so it is to be
#   run on the whole repository: a workflow that was not scanned counts as missing. Where no workflow at all was
#   scanned, it judges the Dependabot configuration in their place, which shows that `.github` was looked at.
#
#   ## Why it matters
#   A job that is taken out of the pipeline fails nowhere: the checks that are left are green, and what it found
#   before goes to production unseen.
#
#   ## Avoid
#   ```yaml
#   name: CI/CD
#   jobs:
#     security-scan:
#       if: false
#   ```
#
#   ## Prefer
#   ```yaml
#   name: CI/CD
#   jobs:
#     lint-and-test:
#       runs-on: ubuntu-24.04
#     security-scan:
#       runs-on: ubuntu-24.04
#   ```
# related_resources:
#   - ref: https://owasp.org/www-project-top-10-ci-cd-security-risks/CICD-SEC-01-Insufficient-Flow-Control-Mechanisms
#     description: Insufficient flow control mechanisms
# custom:
#   id: pipeline-required-jobs
#   severity: high
#   input:
#     documents: [workflow, dependabot]
#   frameworks: [owasp-cicd/CICD-SEC-1]
#   remediation: Add the job to the workflow, or let it run again.
#   tags: [workflows, security]
#   parameters:
#     type: object
#     description: The jobs that workflows must have.
#     required: [workflows]
#     additionalProperties: false
#     properties:
#       workflows:
#         title: Workflows
#         description: The workflows that must exist.
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
#               description: The ids of the jobs that it must have.
#               type: array
#               minItems: 1
#               uniqueItems: true
#               items: {type: string, minLength: 1}
package policies.pipeline.pipeline_required_jobs

import data.policies.lib.manifest
import data.policies.lib.pipelines

# METADATA
# scope: document
# description: The workflow is missing, or the parameters cannot be right.
# entrypoint: true
deny contains {"msg": problem, "path": ["name"]} if some problem in pipelines.problems("pipeline-required-jobs")

deny contains {"msg": msg, "path": ["jobs"]} if {
	some required in _required
	manifest.value(pipelines.jobs(input), [required.job], null) == null
	msg := sprintf("Workflow '%v' has no job '%v'; it is 1 of the %v that are required.", [
		required.workflow,
		required.job,
		required.count,
	])
}

deny contains {"msg": msg, "path": ["jobs", required.job, "if"]} if {
	some required in _required
	pipelines.disabled(pipelines.jobs(input)[required.job])
	msg := sprintf("Job '%v' of workflow '%v' is switched off; it is 1 of the %v that are required.", [
		required.job,
		required.workflow,
		required.count,
	])
}

_required contains {"workflow": entry.name, "job": job, "count": count(entry.jobs)} if {
	some entry in pipelines.demands("pipeline-required-jobs")
	some job in entry.jobs
}
