# METADATA
# title: Autoscaler does not follow its tier's profile
# description: |
#   A workload of a tier has no HorizontalPodAutoscaler, or the autoscaler's targets, scaling policies or
#   stabilisation windows differ from the tier's profile. Fields that are absent count as Kubernetes' own defaults:
#   up by 100 % or 4 pods per 15 seconds at once, down by 100 % per 15 seconds after 300 seconds.
#
#   ## Why it matters
#   The profile was found under load. With Kubernetes' defaults a service loses all its spare replicas within 15
#   seconds of calm and meets the next wave with too few.
#
#   ## Avoid
#   ```yaml
#   kind: HorizontalPodAutoscaler
#   spec:
#     metrics:
#       - type: Resource
#         resource: {name: cpu, target: {type: Utilization, averageUtilization: 95}}
#   ```
#
#   ## Prefer
#   ```yaml
#   kind: HorizontalPodAutoscaler
#   spec:
#     metrics:
#       - type: Resource
#         resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}
#       - type: Resource
#         resource: {name: memory, target: {type: Utilization, averageUtilization: 80}}
#     behavior:
#       scaleUp:
#         stabilizationWindowSeconds: 0
#         policies:
#           - {type: Percent, value: 100, periodSeconds: 15}
#       scaleDown:
#         stabilizationWindowSeconds: 300
#         policies:
#           - {type: Percent, value: 50, periodSeconds: 60}
#   ```
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/
#     description: HorizontalPodAutoscaler
#   - ref: https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#default-behavior
#     description: The default behaviour
# custom:
#   id: hpa-profile
#   severity: low
#   input:
#     kinds: [Deployment, HorizontalPodAutoscaler, StatefulSet]
#   remediation: Give the HorizontalPodAutoscaler the targets and the behaviour of its tier's profile.
#   tags: [kubernetes, reliability, scaling]
#   parameters:
#     type: object
#     description: The autoscaling profile by tier.
#     required: [tiers]
#     additionalProperties: false
#     definitions:
#       direction:
#         type: object
#         required: [stabilizationWindowSeconds, policies]
#         additionalProperties: false
#         properties:
#           stabilizationWindowSeconds:
#             title: Stabilisation window
#             description: Seconds that the autoscaler looks back before it scales.
#             type: integer
#             minimum: 0
#             maximum: 3600
#           policies:
#             title: Policies
#             description: The scaling policies, in any order.
#             type: array
#             minItems: 1
#             items:
#               type: object
#               required: [type, value, periodSeconds]
#               additionalProperties: false
#               properties:
#                 type: {title: Type, description: What value counts., enum: [Percent, Pods]}
#                 value: {title: Value, description: Percent or pods per period., type: integer, minimum: 1}
#                 periodSeconds: {title: Period, description: Seconds., type: integer, minimum: 1, maximum: 1800}
#           selectPolicy:
#             title: Selection
#             description: Which policy wins; Max unless stated.
#             enum: [Max, Min, Disabled]
#       utilization:
#         title: Utilisation
#         description: The average utilisation of the requests to aim at, in percent.
#         type: integer
#         minimum: 1
#     properties:
#       tiers:
#         title: Tiers
#         description: The profile of each tier whose services are autoscaled.
#         type: object
#         minProperties: 1
#         additionalProperties:
#           type: object
#           required: [cpu, memory, scaleUp, scaleDown]
#           additionalProperties: false
#           properties:
#             cpu: {$ref: '#/definitions/utilization'}
#             memory: {$ref: '#/definitions/utilization'}
#             scaleUp: {$ref: '#/definitions/direction'}
#             scaleDown: {$ref: '#/definitions/direction'}
#             services:
#               title: Services
#               description: Fields in which a service differs from its tier.
#               type: object
#               additionalProperties:
#                 type: object
#                 minProperties: 1
#                 additionalProperties: false
#                 properties:
#                   cpu: {$ref: '#/definitions/utilization'}
#                   memory: {$ref: '#/definitions/utilization'}
#                   scaleUp: {$ref: '#/definitions/direction'}
#                   scaleDown: {$ref: '#/definitions/direction'}
package policies.scaling.hpa_profile

import data.policies.lib.inventory
import data.policies.lib.manifest
import data.policies.lib.platform

# What the autoscaler does where nothing is stated:
# https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#default-behavior
_defaults := {
	"scaleDown": {
		"stabilizationWindowSeconds": 300,
		"policies": [{"type": "Percent", "value": 100, "periodSeconds": 15}],
		"selectPolicy": "Max",
	},
	"scaleUp": {
		"stabilizationWindowSeconds": 0,
		"policies": [
			{"type": "Percent", "value": 100, "periodSeconds": 15},
			{"type": "Pods", "value": 4, "periodSeconds": 15},
		],
		"selectPolicy": "Max",
	},
}

# METADATA
# scope: document
# description: The parameters cannot be right.
# entrypoint: true
deny contains {"msg": problem, "path": []} if some problem in platform.problems("hpa-profile")

deny contains {"msg": msg, "path": ["metadata", "name"]} if {
	input.kind in {"Deployment", "StatefulSet"}
	count(inventory.autoscalers(input)) == 0
	some profile in platform.demands("hpa-profile", input, manifest.name(input))
	msg := sprintf("%v has 0 HorizontalPodAutoscalers; tier '%v' demands one for each of its services.", [
		manifest.title(input),
		profile.tier,
	])
}

# A metric of the right resource with another target.
deny contains {"msg": msg, "path": metric.path} if {
	some profile in _profiles
	some metric in _resource_metrics
	demanded := profile.demand[metric.resource]
	metric.utilization != demanded
	msg := sprintf("%v aims at %v percent average utilisation of '%v'; tier '%v' demands %v.", [
		manifest.title(input),
		metric.utilization,
		metric.resource,
		profile.tier,
		demanded,
	])
}

deny contains {"msg": msg, "path": ["spec", "metrics"]} if {
	some profile in _profiles
	some resource in {"cpu", "memory"}
	demanded := profile.demand[resource]
	count({metric | some metric in _resource_metrics; metric.resource == resource}) == 0
	msg := sprintf("%v has no target for the average utilisation of '%v'; tier '%v' demands %v percent.", [
		manifest.title(input),
		resource,
		profile.tier,
		demanded,
	])
}

deny contains {"msg": msg, "path": path} if {
	some profile in _profiles
	some direction, default_behaviour in _defaults
	some field in {"selectPolicy", "stabilizationWindowSeconds"}
	demanded := manifest.value(profile.demand, [direction, field], default_behaviour[field])
	path := ["spec", "behavior", direction, field]
	found := manifest.value(input, path, default_behaviour[field])
	found != demanded
	msg := sprintf("%v has '%v' of '%v' at %v%v; tier '%v' demands %v.", [
		manifest.title(input),
		field,
		direction,
		found,
		_by_default(path),
		profile.tier,
		demanded,
	])
}

deny contains {"msg": msg, "path": path} if {
	some profile in _profiles
	some direction, default_behaviour in _defaults
	demanded := _rates(profile.demand[direction].policies)
	path := ["spec", "behavior", direction, "policies"]
	found := _rates(manifest.value(input, path, default_behaviour.policies))
	found != demanded
	msg := sprintf("%v has '%v' at %v%v; tier '%v' demands %v.", [
		manifest.title(input),
		direction,
		concat(" or ", found),
		_by_default(path),
		profile.tier,
		concat(" or ", demanded),
	])
}

_profiles := platform.demands("hpa-profile", input, service) if {
	input.kind == "HorizontalPodAutoscaler"
	service := manifest.value(input, ["spec", "scaleTargetRef", "name"], "")
}

_resource_metrics contains metric if {
	some index, stated in manifest.value(input, ["spec", "metrics"], [])
	metric := {
		"resource": stated.resource.name,
		"utilization": manifest.value(stated, ["resource", "target", "averageUtilization"], "no"),
		"path": ["spec", "metrics", index, "resource", "target", "averageUtilization"],
	}
}

# autoscaling/v1 knows the one target only.
_resource_metrics contains metric if {
	found := manifest.value(input, ["spec", "targetCPUUtilizationPercentage"], null)
	found != null
	metric := {"resource": "cpu", "utilization": found, "path": ["spec", "targetCPUUtilizationPercentage"]}
}

_by_default(path) := " by default" if {
	manifest.value(input, path, null) == null
} else := ""

_rates(policies) := {rate |
	some policy in policies
	rate := sprintf("%v %v per %v s", [
		manifest.value(policy, ["value"], "no"),
		lower(sprintf("%v", [manifest.value(policy, ["type"], "no type")])),
		manifest.value(policy, ["periodSeconds"], "no"),
	])
}
