# METADATA
# title: Tier is not isolated as its class demands
# description: |
#   A namespace of a tier has no default deny, or one of its NetworkPolicies allows a flow that the tier's class
#   does not list. NetworkPolicies add up, so every rule of every policy has to stay within the class. A rule
#   without peers or without ports means all of them.
#
#   Namespaces are to be selected by the label `kubernetes.io/metadata.name`, which the API server sets and nobody
#   can forge. What selects them otherwise counts as everywhere.
#
#   ## Why it matters
#   Without a default deny, every pod that no policy selects talks to everything. One rule too many joins an
#   experiment, or an archived failure, to production's databases.
#
#   ## Avoid
#   ```yaml
#   kind: NetworkPolicy
#   spec:
#     podSelector: {}
#     policyTypes: [Ingress]
#     ingress:
#       - from:
#           - namespaceSelector: {}
#   ```
#
#   ## Prefer
#   ```yaml
#   kind: NetworkPolicy
#   spec:
#     podSelector: {}
#     policyTypes: [Ingress]
#     ingress:
#       - from:
#           - namespaceSelector:
#               matchLabels:
#                 kubernetes.io/metadata.name: ingress-nginx
#         ports:
#           - port: 8080
#   ```
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/
#     description: Network Policies
#   - ref: https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name
#     description: The label kubernetes.io/metadata.name
# custom:
#   id: tier-isolation
#   severity: high
#   input:
#     kinds: [core/Namespace, networking.k8s.io/NetworkPolicy]
#   frameworks: [cis-kubernetes/5.3.2, nsa-cisa/network-policies, owasp-k8s/K07]
#   remediation: Deny all traffic of the namespace by default, and allow only the flows that the tier's class lists.
#   tags: [kubernetes, security, network]
#   parameters:
#     type: object
#     description: The class of each tier; every tier of the platform needs one.
#     required: [tiers]
#     additionalProperties: false
#     definitions:
#       flows:
#         title: Flows
#         description: The peers that traffic may come from or go to, or the word open.
#         oneOf:
#           - const: open
#           - type: array
#             items:
#               type: object
#               additionalProperties: false
#               oneOf:
#                 - required: [namespace]
#                 - required: [cidr]
#               properties:
#                 namespace: {title: Namespace, description: The peers' namespace., type: string, minLength: 1}
#                 cidr: {title: CIDR, description: A range of addresses., type: string, minLength: 1}
#                 ports:
#                   title: Ports
#                   description: The ports of the flow, as in a NetworkPolicy; without it, all.
#                   type: array
#                   minItems: 1
#                   items:
#                     type: object
#                     required: [port]
#                     additionalProperties: false
#                     properties:
#                       port: {title: Port, description: A number or a name., type: [integer, string]}
#                       endPort: {title: Last port, description: Ends a range., type: integer}
#                       protocol: {title: Protocol, description: TCP unless stated., enum: [TCP, UDP, SCTP]}
#     properties:
#       tiers:
#         title: Tiers
#         description: The class of each tier.
#         type: object
#         minProperties: 1
#         additionalProperties:
#           type: object
#           required: [ingress, egress]
#           additionalProperties: false
#           properties:
#             ingress: {$ref: '#/definitions/flows'}
#             egress: {$ref: '#/definitions/flows'}
package policies.isolation.tier_isolation

import data.policies.lib.flows
import data.policies.lib.inventory
import data.policies.lib.manifest
import data.policies.lib.platform

# METADATA
# scope: document
# description: The parameters cannot be right.
# entrypoint: true
deny contains {"msg": problem, "path": []} if some problem in platform.problems("tier-isolation")

deny contains {"msg": msg, "path": ["metadata", "name"]} if {
	input.kind == "Namespace"
	some tier in platform.tiers_of(input)
	not data.plimsoll.config["tier-isolation"].tiers[tier]
	msg := sprintf("%v belongs to tier '%v', for which the parameters state no class.", [manifest.title(input), tier])
}

deny contains {"msg": msg, "path": ["metadata", "name"]} if {
	_stands_for_namespace
	some class in platform.demands("tier-isolation", input, "")
	some direction in ["ingress", "egress"]
	class.demand[direction] != "open"
	count(_default_denies(direction)) == 0
	msg := sprintf("Namespace '%v' has 0 NetworkPolicies that select all of its pods for %v; tier '%v' demands 1.", [
		manifest.namespace(input),
		direction,
		class.tier,
	])
}

# Absent and empty peers both mean everywhere:
# https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
deny contains {"msg": msg, "path": stated.path} if {
	some class in _classes
	some stated in flows.rules(input)
	class.demand[stated.direction] != "open"
	count(stated.peers) == 0
	msg := sprintf("%v allows %v %v everywhere; tier '%v' allows only listed peers.", [
		manifest.title(input),
		stated.direction,
		stated.preposition,
		class.tier,
	])
}

deny contains {"msg": msg, "path": array.concat(stated.path, [stated.preposition, index])} if {
	some class in _classes
	some stated in flows.rules(input)
	class.demand[stated.direction] != "open"
	some index, peer in stated.peers
	some target in flows.targets(peer, manifest.namespace(input))
	count(flows.permits(class.demand[stated.direction], target)) == 0
	msg := sprintf("%v allows %v %v %v, which tier '%v' does not list.", [
		manifest.title(input),
		stated.direction,
		stated.preposition,
		flows.title(target),
		class.tier,
	])
}

deny contains {"msg": msg, "path": port.path} if {
	some class in _classes
	some stated in flows.rules(input)
	class.demand[stated.direction] != "open"
	some peer in stated.peers
	some target in flows.targets(peer, manifest.namespace(input))
	permits := flows.permits(class.demand[stated.direction], target)
	count(permits) > 0
	some port in stated.ports
	not flows.within(port, permits)
	msg := sprintf("%v allows %v %v %v on %v, which tier '%v' does not list for that peer.", [
		manifest.title(input),
		stated.direction,
		stated.preposition,
		flows.title(target),
		port.title,
		class.tier,
	])
}

_classes := platform.demands("tier-isolation", input, "") if input.kind == "NetworkPolicy"

# Where the Namespace was not scanned, the first of its NetworkPolicies stands for it.
_stands_for_namespace if input.kind == "Namespace"

_stands_for_namespace if {
	input.kind == "NetworkPolicy"
	not manifest.namespace(input) in {manifest.name(namespace) | some namespace in inventory.cluster_objects("Namespace")}
	every other in inventory.objects(manifest.namespace(input), "NetworkPolicy") {
		manifest.name(input) <= manifest.name(other)
	}
}

_default_denies(direction) := {manifest.name(policy) |
	some policy in inventory.objects(manifest.namespace(input), "NetworkPolicy")
	flows.isolates(policy, direction)
}
