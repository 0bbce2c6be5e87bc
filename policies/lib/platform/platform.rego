# METADATA
# title: The platform's tiers and services
# description: |
#   The facts that several policies share: which tiers there are, which namespaces they consist of, and which
#   services run in them. A tier or service that a policy's parameters name and that is not listed here is reported,
#   so that a slip of the pen never switches a demand off.
# custom:
#   id: platform
#   parameters:
#     type: object
#     description: The platform's tiers and services.
#     required: [tiers, services]
#     additionalProperties: false
#     properties:
#       tiers:
#         title: Tiers
#         description: The tiers of the platform by name.
#         type: object
#         minProperties: 1
#         additionalProperties:
#           type: object
#           required: [namespaces]
#           additionalProperties: false
#           properties:
#             namespaces:
#               title: Namespaces
#               description: The namespaces that make up the tier.
#               type: array
#               minItems: 1
#               uniqueItems: true
#               items: {type: string, minLength: 1}
#             purpose:
#               title: Purpose
#               description: What the tier is for, in one sentence.
#               type: string
#       services:
#         title: Services
#         description: The names of the services, which are the names of their workloads in every tier.
#         type: array
#         minItems: 1
#         uniqueItems: true
#         items: {type: string, minLength: 1}
package policies.lib.platform

import data.policies.lib.manifest
import data.policies.lib.parameters

_services := {service | some service in data.plimsoll.config.platform.services}

_tiers := object.keys(data.plimsoll.config.platform.tiers)

# METADATA
# description: The tiers that the object's namespace belongs to; empty for what lies outside the platform.
tiers_of(document) := {tier |
	some tier, facts in data.plimsoll.config.platform.tiers
	manifest.namespace(document) in facts.namespaces
}

# METADATA
# description: |
#   What a section of the parameters demands of a service in the object's tiers, as objects of tier, demand and
#   listed. The demand is the tier's, with the service's own fields over it; listed says whether the service has an
#   own entry.
demands(id, document, service) := {found |
	some tier in tiers_of(document)
	demand := data.plimsoll.config[id].tiers[tier]
	own := manifest.value(demand, ["services", service], {})
	found := {
		"tier": tier,
		"demand": object.union(demand, own),
		"listed": own != {},
	}
}

# METADATA
# description: What is wrong with a policy's parameters themselves, one sentence each.
problems(id) := union({
	parameters.problems(id),
	_absent_platform(id),
	_unknown_tiers(id),
	_unknown_services(id),
})

_absent_platform(id) := {message |
	not data.plimsoll.config.platform
	message := sprintf("The parameters of policy '%v' are incomplete: there is no section 'platform'.", [id])
}

_unknown_tiers(id) := {message |
	some tier in _named_tiers(id)
	not _known_tier(tier)
	message := sprintf("The parameters of policy '%v' name tier '%v', which the platform does not have.", [id, tier])
}

_unknown_services(id) := {message |
	some profile in data.plimsoll.config[id].tiers
	some service in object.keys(profile.services)
	not service in _services
	message := sprintf("The parameters of policy '%v' name service '%v', which the platform does not have.", [id, service])
}

_known_tier(tier) if tier in _tiers

_named_tiers(id) := {tier | some tier in data.plimsoll.config[id].tiers} if {
	is_array(data.plimsoll.config[id].tiers)
} else := object.keys(data.plimsoll.config[id].tiers) if {
	is_object(data.plimsoll.config[id].tiers)
} else := set()
