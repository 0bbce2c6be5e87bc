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

import data.policies.lib.inventory
import data.policies.lib.manifest
import data.policies.lib.platform

_name_label := "kubernetes.io/metadata.name"

_directions := {
	"egress": {"peers": "to", "type": "Egress", "word": "to"},
	"ingress": {"peers": "from", "type": "Ingress", "word": "from"},
}

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
	some direction, words in _directions
	class.demand[direction] != "open"
	count(_default_denies(words.type)) == 0
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
	some stated in _rules
	class.demand[stated.direction] != "open"
	count(stated.peers) == 0
	msg := sprintf("%v allows %v %v everywhere; tier '%v' allows only listed peers.", [
		manifest.title(input),
		stated.direction,
		_directions[stated.direction].word,
		class.tier,
	])
}

deny contains {"msg": msg, "path": array.concat(stated.path, [_directions[stated.direction].peers, index])} if {
	some class in _classes
	some stated in _rules
	class.demand[stated.direction] != "open"
	some index, peer in stated.peers
	some target in _targets(peer)
	count(_permits(class.demand[stated.direction], target)) == 0
	msg := sprintf("%v allows %v %v %v, which tier '%v' does not list.", [
		manifest.title(input),
		stated.direction,
		_directions[stated.direction].word,
		_wording(target),
		class.tier,
	])
}

deny contains {"msg": msg, "path": port.path} if {
	some class in _classes
	some stated in _rules
	class.demand[stated.direction] != "open"
	some peer in stated.peers
	some target in _targets(peer)
	permits := _permits(class.demand[stated.direction], target)
	count(permits) > 0
	some port in stated.ports
	not _within(port, permits)
	msg := sprintf("%v allows %v %v %v on %v, which tier '%v' does not list for that peer.", [
		manifest.title(input),
		stated.direction,
		_directions[stated.direction].word,
		_wording(target),
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

_default_denies(type) := {manifest.name(policy) |
	some policy in inventory.objects(manifest.namespace(input), "NetworkPolicy")
	manifest.value(policy, ["spec", "podSelector", "matchLabels"], {}) == {}
	manifest.value(policy, ["spec", "podSelector", "matchExpressions"], []) == []
	type in _types(policy)
}

# Without policyTypes, a policy is about ingress, and about egress where it has such rules.
_types(policy) := manifest.value(policy, ["spec", "policyTypes"], array.concat(["Ingress"], _implied(policy)))

_implied(policy) := ["Egress"] if {
	manifest.value(policy, ["spec", "egress"], []) != []
} else := []

_rules contains stated if {
	some direction, words in _directions
	some index, allowed in manifest.value(input, ["spec", direction], [])
	path := ["spec", direction, index]
	stated := {
		"direction": direction,
		"path": path,
		"peers": manifest.items(allowed, [words.peers]),
		"ports": _ports(manifest.items(allowed, ["ports"]), path),
	}
}

_ports(ports, path) := [port |
	some index, stated in ports
	first := manifest.value(stated, ["port"], null)
	protocol := manifest.value(stated, ["protocol"], "TCP")
	port := {
		"first": first,
		"last": manifest.value(stated, ["endPort"], first),
		"protocol": protocol,
		"title": _port_title(first, manifest.value(stated, ["endPort"], first), protocol),
		"path": array.flatten([path, "ports", index]),
	}
] if {
	count(ports) > 0
} else := [{"first": null, "last": null, "protocol": null, "title": "all ports", "path": path}]

_port_title(null, _, protocol) := sprintf("all %v ports", [protocol])

_port_title(first, last, protocol) := sprintf("port %v/%v", [first, protocol]) if {
	first != null
	first == last
}

_port_title(first, last, protocol) := sprintf("ports %v to %v/%v", [first, last, protocol]) if {
	first != null
	first != last
}

# What a peer selects: a namespace by name, a range of addresses, or what cannot be told from names.
_targets(peer) := {{"cidr": cidr}} if {
	cidr := peer.ipBlock.cidr
	is_string(cidr)
} else := {{"namespace": manifest.namespace(input)}} if {
	peer.podSelector
	manifest.value(peer, ["namespaceSelector"], null) == null
} else := {{"namespace": name}} if {
	name := peer.namespaceSelector.matchLabels[_name_label]
} else := {{"namespace": name} |
	some expression in peer.namespaceSelector.matchExpressions
	expression.key == _name_label
	expression.operator == "In"
	some name in expression.values
} if {
	some expression in peer.namespaceSelector.matchExpressions
	expression.key == _name_label
	expression.operator == "In"
} else := {{"anything": true}}

_wording(target) := sprintf("namespace '%v'", [target.namespace])

_wording(target) := sprintf("addresses '%v'", [target.cidr])

_wording(target) := "namespaces that are not selected by name" if target.anything

_permits(flows, target) := {flow |
	some flow in flows
	_covers(flow, target)
}

_covers(flow, target) if flow.namespace == target.namespace

_covers(flow, target) if {
	net.cidr_is_valid(target.cidr)
	net.cidr_contains(flow.cidr, target.cidr)
}

_within(_, permits) if {
	some permit in permits
	not permit.ports
}

_within(port, permits) if {
	some permit in permits
	some allowed in permit.ports
	manifest.value(allowed, ["protocol"], "TCP") == port.protocol
	_in_range(port, allowed.port, manifest.value(allowed, ["endPort"], allowed.port))
}

_in_range(port, first, last) if {
	is_number(port.first)
	port.first >= first
	port.last <= last
}

_in_range(port, first, _) if {
	is_string(port.first)
	port.first == first
}
