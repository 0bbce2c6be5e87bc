# METADATA
# title: Flows that NetworkPolicies allow
# description: |
#   The rules of a NetworkPolicy, whom and which ports they name, and whether a list of flows covers them. A flow is an
#   object with a namespace or a cidr and, where they are limited, with ports in a NetworkPolicy's own spelling.
# related_resources:
#   - ref: https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
#     description: NetworkPolicy
package policies.lib.flows

import data.policies.lib.manifest

_name_label := "kubernetes.io/metadata.name"

_prepositions := {"egress": "to", "ingress": "from"}

_types := {"egress": "Egress", "ingress": "Ingress"}

# METADATA
# description: Whether a policy selects every pod of its namespace for a direction, and so denies what no policy allows.
isolates(policy, direction) if {
	selector := manifest.value(policy, ["spec", "podSelector"], {})
	is_object(selector)
	manifest.value(selector, ["matchLabels"], {}) == {}
	manifest.value(selector, ["matchExpressions"], []) == []
	_types[direction] in manifest.value(policy, ["spec", "policyTypes"], _implied_types(policy))
}

# Without policyTypes, a policy is about ingress, and about egress where it has such rules.
_implied_types(policy) := ["Ingress", "Egress"] if {
	manifest.value(policy, ["spec", "egress"], []) != []
} else := ["Ingress"]

# METADATA
# description: |
#   The rules of a policy, as objects of direction, preposition (from or to, which is also the key of the peers), peers,
#   ports and path. Without peers, a rule is about everywhere.
rules(policy) := {stated |
	some direction, preposition in _prepositions
	some index, allowed in manifest.value(policy, ["spec", direction], [])
	path := ["spec", direction, index]
	stated := {
		"direction": direction,
		"preposition": preposition,
		"path": path,
		"peers": manifest.items(allowed, [preposition]),
		"ports": _ports(manifest.items(allowed, ["ports"]), path),
	}
}

_ports(ports, path) := [port |
	some index, stated in ports
	first := manifest.value(stated, ["port"], null)
	last := manifest.value(stated, ["endPort"], first)
	protocol := manifest.value(stated, ["protocol"], "TCP")
	port := {
		"first": first,
		"last": last,
		"protocol": protocol,
		"title": _port_title(first, last, protocol),
		"path": array.concat(path, ["ports", index]),
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

# METADATA
# description: |
#   What a peer selects, as objects: namespaces by name, a range of addresses (cidr), or anything, where names do not
#   tell. The namespace is that of the policy, which a peer with a podSelector alone selects from.
targets(peer, namespace) := {{"cidr": cidr}} if {
	cidr := peer.ipBlock.cidr
	is_string(cidr)
} else := {{"namespace": namespace}} if {
	peer.podSelector
	manifest.value(peer, ["namespaceSelector"], null) == null
} else := {{"namespace": name}} if {
	name := peer.namespaceSelector.matchLabels[_name_label]
} else := named if {
	named := {{"namespace": name} |
		some expression in peer.namespaceSelector.matchExpressions
		expression.key == _name_label
		expression.operator == "In"
		some name in expression.values
	}
	count(named) > 0
} else := {{"anything": true}}

# METADATA
# scope: document
# description: What to call a target in a message.
title(target) := sprintf("namespace '%v'", [target.namespace])

title(target) := sprintf("addresses '%v'", [target.cidr])

title(target) := "namespaces that are not selected by name" if target.anything

# METADATA
# description: The flows of a list that are about the target.
permits(flows, target) := {flow |
	some flow in flows
	_covers(flow, target)
}

_covers(flow, target) if flow.namespace == target.namespace

_covers(flow, target) if {
	net.cidr_is_valid(target.cidr)
	net.cidr_contains(flow.cidr, target.cidr)
}

# METADATA
# scope: document
# description: Whether one of the flows allows the port, or all ports.
within(_, flows) if {
	some flow in flows
	not flow.ports
}

within(port, flows) if {
	some flow in flows
	some allowed in flow.ports
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
