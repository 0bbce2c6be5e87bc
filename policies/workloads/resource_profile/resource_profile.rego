# METADATA
# title: Service does not have the resources of its profile
# description: |
#   The container of a service requests, or is limited to, other amounts of CPU or memory than its tier's profile
#   states, or the profile does not know the service. A request that is absent counts as what the API server makes
#   of it: the limit. Quantities are compared by size, so `1000m` is `1`.
#
#   The profile is about the container that has the service's name, or the one that the profile names.
#
#   ## Why it matters
#   The quota of the tier, the size of its nodes and the autoscaler's percentages all rest on these amounts. A
#   request that is too small makes 70 % utilisation mean something else, and the service scales too late or too
#   soon.
#
#   ## Avoid
#   ```yaml
#   containers:
#     - name: auth-service
#       resources:
#         limits: {cpu: 1000m, memory: 2Gi}
#   ```
#
#   ## Prefer
#   ```yaml
#   containers:
#     - name: auth-service
#       resources:
#         requests: {cpu: 250m, memory: 512Mi}
#         limits: {cpu: 1000m, memory: 2Gi}
#   ```
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
#     description: Resource Management for Pods and Containers
# custom:
#   id: resource-profile
#   severity: medium
#   input:
#     kinds: [DaemonSet, Deployment, StatefulSet]
#   remediation: Set the requests and limits that the tier's profile states, or state a profile for the service.
#   tags: [kubernetes, reliability, cost]
#   parameters:
#     type: object
#     description: The resources of each service by tier.
#     required: [tiers]
#     additionalProperties: false
#     definitions:
#       amounts:
#         type: object
#         minProperties: 1
#         additionalProperties:
#           title: Amount
#           description: A quantity, such as 250m or 2Gi.
#           type: string
#           pattern: '^[0-9]+(\.[0-9]+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$'
#     properties:
#       tiers:
#         title: Tiers
#         description: The profiles of each tier that has some; they are needed for every service in it.
#         type: object
#         minProperties: 1
#         additionalProperties:
#           type: object
#           required: [services]
#           additionalProperties: false
#           properties:
#             services:
#               title: Services
#               description: The profile of each service.
#               type: object
#               minProperties: 1
#               additionalProperties:
#                 type: object
#                 required: [requests, limits]
#                 additionalProperties: false
#                 properties:
#                   container:
#                     title: Container
#                     description: The name of the container that the profile is about; the service's own unless stated.
#                     type: string
#                   requests: {$ref: '#/definitions/amounts'}
#                   limits: {$ref: '#/definitions/amounts'}
package policies.workloads.resource_profile

import data.policies.lib.manifest
import data.policies.lib.platform
import data.policies.lib.pods
import data.policies.lib.quantities

# METADATA
# scope: document
# description: The parameters cannot be right.
# entrypoint: true
deny contains {"msg": problem, "path": []} if some problem in platform.problems("resource-profile")

deny contains {"msg": msg, "path": ["metadata", "name"]} if {
	some profile in _profiles
	not profile.listed
	msg := sprintf("%v has no resource profile; tier '%v' demands one for each of its services.", [
		manifest.title(input),
		profile.tier,
	])
}

deny contains {"msg": msg, "path": pods.path(input, ["spec", "containers"])} if {
	some profile in _profiles
	profile.listed
	count(_containers(profile.demand)) == 0
	msg := sprintf("%v has 0 containers named '%v'; the resource profile of tier '%v' demands 1.", [
		manifest.title(input),
		_container_name(profile.demand),
		profile.tier,
	])
}

deny contains {"msg": msg, "path": array.concat(found.path, ["resources", section, resource])} if {
	some profile in _profiles
	some found in _containers(profile.demand)
	some section in ["requests", "limits"]
	some resource, demanded in profile.demand[section]
	amount := _amount(found.container, section, resource)
	not quantities.same(amount, demanded)
	msg := sprintf("Container '%v' of %v has '%v' for '%v' in its %v; tier '%v' demands '%v'.", [
		found.name,
		manifest.title(input),
		amount,
		resource,
		section,
		profile.tier,
		demanded,
	])
}

_profiles := platform.demands("resource-profile", input, manifest.name(input))

_container_name(profile) := manifest.value(profile, ["container"], manifest.name(input))

_containers(profile) := {found |
	some found in pods.main_containers(input)
	found.name == _container_name(profile)
}

_amount(container, "limits", resource) := _limit(container, resource)

# https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#requests-and-limits
_amount(container, "requests", resource) := manifest.value(
	container,
	["resources", "requests", resource],
	_limit(container, resource),
)

_limit(container, resource) := manifest.value(container, ["resources", "limits", resource], "nothing")
