# METADATA
# title: Object does not say whose it is
# description: |
#   An object, or the pods that a workload makes, lacks a label that every object of the platform carries, or the
#   label's value is none of those that are allowed.
#
#   ## Why it matters
#   The labels answer, at three in the morning, which team to call; cost reports, dashboards and clean-ups select by
#   them. An object without them belongs to nobody and is deleted by nobody.
#
#   ## Avoid
#   ```yaml
#   metadata:
#     name: auth-service
#   ```
#
#   ## Prefer
#   ```yaml
#   metadata:
#     name: auth-service
#     labels:
#       app.kubernetes.io/name: auth-service
#       app.kubernetes.io/part-of: code-review-platform
#       plimsoll.dev/owner: identity-team
#   ```
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
#     description: Recommended Labels
# custom:
#   id: ownership-labels
#   severity: low
#   input:
#     kinds: [CronJob, DaemonSet, Deployment, Ingress, Job, Namespace, Pod, core/Service, StatefulSet]
#   remediation: Add the labels to the object's metadata, and to the pod template's.
#   tags: [kubernetes, ownership]
#   parameters:
#     type: object
#     description: The labels that every object carries.
#     required: [labels]
#     additionalProperties: false
#     properties:
#       labels:
#         title: Labels
#         description: Each label with a regular expression (RE2) that its whole value must match.
#         type: object
#         minProperties: 1
#         additionalProperties: {type: string, minLength: 1}
package policies.ownership.ownership_labels

import data.policies.lib.manifest
import data.policies.lib.parameters
import data.policies.lib.pods

# METADATA
# scope: document
# description: The parameters cannot be right.
# entrypoint: true
deny contains {"msg": problem, "path": []} if some problem in parameters.problems("ownership-labels")

deny contains {"msg": msg, "path": array.concat(labelled.path, [label])} if {
	not manifest.controlled(input)
	some labelled in _labelled
	some label, pattern in data.plimsoll.config["ownership-labels"].labels
	found := manifest.value(input, array.concat(labelled.path, [label]), null)
	not _matches(pattern, found)
	msg := sprintf("%v %v for label '%v'; its value must match '%v'.", [
		labelled.title,
		_wording(found),
		label,
		pattern,
	])
}

_labelled contains {"title": manifest.title(input), "path": ["metadata", "labels"]}

_labelled contains {"title": title, "path": path} if {
	path := pods.path(input, ["metadata", "labels"])
	path != ["metadata", "labels"]
	title := sprintf("The pod template of %v", [manifest.title(input)])
}

_matches(pattern, found) if {
	is_string(found)
	regex.match(sprintf(`^(?:%s)$`, [pattern]), found)
}

_wording(null) := "has no value"

_wording(found) := sprintf("has '%v'", [found]) if found != null
