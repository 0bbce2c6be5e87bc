# METADATA
# title: Service runs with fewer replicas than its tier demands
# description: |
#   A workload of a tier states fewer replicas than the tier's floor, or its HorizontalPodAutoscaler may scale it
#   below that floor. An absent number counts as what the API server makes of it: 1. A workload that an autoscaler
#   scales must not state `replicas` at all, since each apply would put the number back.
#
#   A service may have a floor of its own beside its tier's, with the reason for it.
#
#   ## Why it matters
#   Below the floor, the loss of one node or one bad pod takes the service down or overloads what is left of it.
#
#   ## Avoid
#   ```yaml
#   kind: HorizontalPodAutoscaler
#   spec:
#     minReplicas: 1
#   ```
#
#   ## Prefer
#   ```yaml
#   kind: HorizontalPodAutoscaler
#   spec:
#     minReplicas: 3
#   ```
# related_resources:
#   - ref: https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
#     description: Horizontal Pod Autoscaling, and how to migrate Deployments to it
# custom:
#   id: replica-floor
#   severity: medium
#   input:
#     kinds: [Deployment, HorizontalPodAutoscaler, StatefulSet]
#   remediation: Raise replicas, or minReplicas of the HorizontalPodAutoscaler, to the floor of the tier.
#   tags: [kubernetes, reliability, scaling]
#   parameters:
#     type: object
#     description: The least number of replicas by tier.
#     required: [tiers]
#     additionalProperties: false
#     properties:
#       tiers:
#         title: Tiers
#         description: The floor of each tier that has one.
#         type: object
#         minProperties: 1
#         additionalProperties:
#           type: object
#           required: [replicas]
#           additionalProperties: false
#           properties:
#             replicas:
#               title: Replicas
#               description: The least number of replicas of every service in the tier.
#               type: integer
#               minimum: 0
#             services:
#               title: Services
#               description: Services with a floor of their own, each with its reason.
#               type: object
#               additionalProperties:
#                 type: object
#                 required: [replicas, reason]
#                 additionalProperties: false
#                 properties:
#                   replicas:
#                     title: Replicas
#                     description: The least number of replicas of this service.
#                     type: integer
#                     minimum: 0
#                   reason:
#                     title: Reason
#                     description: Why this service differs from its tier.
#                     type: string
#                     minLength: 10
package policies.scaling.replica_floor

import data.policies.lib.inventory
import data.policies.lib.manifest
import data.policies.lib.platform

# METADATA
# scope: document
# description: The parameters cannot be right.
# entrypoint: true
deny contains {"msg": problem, "path": []} if some problem in platform.problems("replica-floor")

# A workload that nothing scales runs with the number it states.
deny contains {"msg": msg, "path": ["spec", "replicas"]} if {
	_workload
	count(_autoscalers) == 0
	some least in platform.demands("replica-floor", input, manifest.name(input))
	not _reaches(_stated("replicas"), least.demand.replicas)
	msg := sprintf("%v %v and no HorizontalPodAutoscaler scales it; tier '%v' demands at least %v.", [
		manifest.title(input),
		_wording("replicas"),
		least.tier,
		least.demand.replicas,
	])
}

# A live object carries the number that the autoscaler wrote; in a file it would overwrite that number at each apply.
deny contains {"msg": msg, "path": ["spec", "replicas"]} if {
	_workload
	not manifest.live(input)
	manifest.value(input, ["spec", "replicas"], null) != null
	some autoscaler in _autoscalers
	some least in platform.demands("replica-floor", input, manifest.name(input))
	msg := sprintf("%v %v although %v scales it; tier '%v' demands at least %v, through 'minReplicas' alone.", [
		manifest.title(input),
		_wording("replicas"),
		manifest.title(autoscaler),
		least.tier,
		least.demand.replicas,
	])
}

deny contains {"msg": msg, "path": ["spec", "minReplicas"]} if {
	input.kind == "HorizontalPodAutoscaler"
	service := manifest.value(input, ["spec", "scaleTargetRef", "name"], "")
	some least in platform.demands("replica-floor", input, service)
	not _reaches(_stated("minReplicas"), least.demand.replicas)
	msg := sprintf("%v %v for service '%v'; tier '%v' demands at least %v.", [
		manifest.title(input),
		_wording("minReplicas"),
		service,
		least.tier,
		least.demand.replicas,
	])
}

_autoscalers := inventory.autoscalers(input)

_workload if input.kind in {"Deployment", "StatefulSet"}

# The API server makes 1 of an absent number, of replicas and minReplicas alike.
_stated(field) := manifest.value(input, ["spec", field], 1)

_wording(field) := sprintf("sets '%v' to %v", [field, _stated(field)]) if {
	manifest.value(input, ["spec", field], null) != null
} else := sprintf("sets no '%v', which means 1,", [field])

# A string sorts above every number in Rego, so "1" would reach any floor.
_reaches(found, demanded) if {
	is_number(found)
	found >= demanded
}
