# METADATA
# title: Service may run with more replicas than its tier allows
# description: |
#   A workload of a tier states more replicas than the tier's ceiling, or its HorizontalPodAutoscaler may scale it
#   beyond that ceiling. A service may have a ceiling of its own beside its tier's, with the reason for it.
#
#   ## Why it matters
#   The ceiling is what the tier's quota, the databases' connection limits and the budget were planned for. An
#   experiment that scales like production takes production's nodes.
#
#   ## Avoid
#   ```yaml
#   kind: Deployment
#   metadata:
#     namespace: platform-v3-quarantine
#   spec:
#     replicas: 5
#   ```
#
#   ## Prefer
#   ```yaml
#   kind: Deployment
#   metadata:
#     namespace: platform-v3-quarantine
#   spec:
#     replicas: 1
#   ```
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/workloads/autoscaling/
#     description: Autoscaling workloads
# custom:
#   id: replica-ceiling
#   severity: low
#   input:
#     kinds: [Deployment, HorizontalPodAutoscaler, StatefulSet]
#   remediation: Lower replicas, or maxReplicas of the HorizontalPodAutoscaler, to the ceiling of the tier.
#   tags: [kubernetes, cost, scaling]
#   parameters:
#     type: object
#     description: The greatest number of replicas by tier.
#     required: [tiers]
#     additionalProperties: false
#     properties:
#       tiers:
#         title: Tiers
#         description: The ceiling of each tier that has one.
#         type: object
#         minProperties: 1
#         additionalProperties:
#           type: object
#           required: [replicas]
#           additionalProperties: false
#           properties:
#             replicas:
#               title: Replicas
#               description: The greatest number of replicas of every service in the tier.
#               type: integer
#               minimum: 1
#             services:
#               title: Services
#               description: Services with a ceiling of their own, each with its reason.
#               type: object
#               additionalProperties:
#                 type: object
#                 required: [replicas, reason]
#                 additionalProperties: false
#                 properties:
#                   replicas:
#                     title: Replicas
#                     description: The greatest number of replicas of this service.
#                     type: integer
#                     minimum: 1
#                   reason:
#                     title: Reason
#                     description: Why this service differs from its tier.
#                     type: string
#                     minLength: 10
package policies.scaling.replica_ceiling

import data.policies.lib.inventory
import data.policies.lib.manifest
import data.policies.lib.platform

# METADATA
# scope: document
# description: The parameters cannot be right.
# entrypoint: true
deny contains {"msg": problem, "path": []} if some problem in platform.problems("replica-ceiling")

# Under an autoscaler the number counts only until the next look of the autoscaler, whose maxReplicas is judged.
deny contains {"msg": msg, "path": ["spec", "replicas"]} if {
	input.kind in {"Deployment", "StatefulSet"}
	count(inventory.autoscalers(input)) == 0
	replicas := manifest.value(input, ["spec", "replicas"], 1)
	some ceiling in platform.demands("replica-ceiling", input, manifest.name(input))
	not _within(replicas, ceiling.demand.replicas)
	msg := sprintf("%v sets 'replicas' to %v; tier '%v' allows at most %v.", [
		manifest.title(input),
		replicas,
		ceiling.tier,
		ceiling.demand.replicas,
	])
}

deny contains {"msg": msg, "path": ["spec", "maxReplicas"]} if {
	input.kind == "HorizontalPodAutoscaler"
	service := manifest.value(input, ["spec", "scaleTargetRef", "name"], "")
	some ceiling in platform.demands("replica-ceiling", input, service)
	not _within(manifest.value(input, ["spec", "maxReplicas"], null), ceiling.demand.replicas)
	msg := sprintf("%v %v for service '%v'; tier '%v' allows at most %v.", [
		manifest.title(input),
		_wording,
		service,
		ceiling.tier,
		ceiling.demand.replicas,
	])
}

default _wording := "sets no 'maxReplicas'"

_wording := sprintf("sets 'maxReplicas' to %v", [maximum]) if {
	maximum := manifest.value(input, ["spec", "maxReplicas"], null)
	maximum != null
}

_within(found, ceiling) if {
	is_number(found)
	found <= ceiling
}
