# METADATA
# title: Datastore is within reach of more than its clients
# description: |
#   A Service or an Ingress leads to a datastore from outside of the cluster, a datastore runs in another namespace than
#   its own, or a NetworkPolicy lets somebody reach it who is not listed as its client, or on a port that is not listed
#   for that client. NetworkPolicies add up, so every rule of every policy that selects the datastore's pods has to stay
#   within the list. A peer of the same namespace is listed by the `app.kubernetes.io/name` of its pods.
#
#   A datastore's pods are those with its name as `app.kubernetes.io/name`. The policy tier-isolation says what a whole
#   namespace may be reached by; this one says it of each datastore.
#
#   ## Why it matters
#   A database is asked for everything that it holds by whoever reaches it with a password that leaked. Who takes over
#   one of the datastores must not thereby reach the others.
#
#   ## Avoid
#   ```yaml
#   kind: NetworkPolicy
#   spec:
#     podSelector: {}
#     ingress:
#       - from:
#           - podSelector: {}
#   ```
#
#   ## Prefer
#   ```yaml
#   kind: NetworkPolicy
#   spec:
#     podSelector:
#       matchLabels:
#         app.kubernetes.io/name: postgresql
#     ingress:
#       - from:
#           - namespaceSelector:
#               matchLabels:
#                 kubernetes.io/metadata.name: platform-v2-stable
#         ports:
#           - port: 5432
#   ```
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/services-networking/network-policies/
#     description: Network Policies
# custom:
#   id: datastore-isolation
#   severity: high
#   input:
#     kinds:
#       - DaemonSet
#       - Deployment
#       - networking.k8s.io/Ingress
#       - networking.k8s.io/NetworkPolicy
#       - core/Service
#       - StatefulSet
#   remediation: Keep the datastore in its namespace, behind a ClusterIP Service, and name its clients one by one.
#   tags: [kubernetes, security, network, data]
#   parameters:
#     type: object
#     description: The datastores and their clients.
#     required: [datastores]
#     additionalProperties: false
#     properties:
#       datastores:
#         title: Datastores
#         description: The datastores by the app.kubernetes.io/name of their pods.
#         type: object
#         minProperties: 1
#         additionalProperties:
#           type: object
#           required: [namespace, clients]
#           additionalProperties: false
#           properties:
#             namespace: {title: Namespace, description: Where it runs., type: string, minLength: 1}
#             clients:
#               title: Clients
#               description: Who may connect, and to which ports.
#               type: array
#               items:
#                 type: object
#                 required: [ports]
#                 additionalProperties: false
#                 oneOf:
#                   - required: [namespace]
#                   - required: [pods]
#                 properties:
#                   namespace: {title: Namespace, description: The client's namespace., type: string, minLength: 1}
#                   pods:
#                     title: Pods
#                     description: Names of pods in the same namespace.
#                     type: array
#                     minItems: 1
#                     items: {type: string}
#                   ports:
#                     title: Ports
#                     description: Port numbers, of TCP.
#                     type: array
#                     minItems: 1
#                     items: {type: integer}
package policies.storage.datastore_isolation

import data.policies.lib.flows
import data.policies.lib.inventory
import data.policies.lib.manifest
import data.policies.lib.parameters
import data.policies.lib.pods

_datastores := data.plimsoll.config["datastore-isolation"].datastores

_name_label := "app.kubernetes.io/name"

# METADATA
# scope: document
# description: The parameters cannot be right.
# entrypoint: true
deny contains {"msg": problem, "path": []} if some problem in parameters.problems("datastore-isolation")

deny contains {"msg": msg, "path": ["metadata", "namespace"]} if {
	input.kind in {"DaemonSet", "Deployment", "StatefulSet"}
	not manifest.controlled(input)
	name := pods.value(input, ["metadata", "labels", _name_label], "")
	datastore := _datastores[name]
	datastore.namespace != manifest.namespace(input)
	msg := sprintf("%v runs datastore '%v' in namespace '%v'; its own is '%v'.", [
		manifest.title(input),
		name,
		manifest.namespace(input),
		datastore.namespace,
	])
}

deny contains {"msg": msg, "path": ["spec", "type"]} if {
	input.kind == "Service"
	type := manifest.value(input, ["spec", "type"], "ClusterIP")
	type != "ClusterIP"
	some name in _selected_by(input)
	msg := sprintf("%v leads to datastore '%v' and is of type '%v'.", [manifest.title(input), name, type])
}

deny contains {"msg": msg, "path": ["spec", "externalIPs"]} if {
	input.kind == "Service"
	count(manifest.items(input, ["spec", "externalIPs"])) > 0
	some name in _selected_by(input)
	msg := sprintf("%v leads to datastore '%v' from addresses outside of the cluster.", [manifest.title(input), name])
}

deny contains {"msg": msg, "path": ["spec", "rules", index, "http", "paths", place, "backend", "service", "name"]} if {
	input.kind == "Ingress"
	some index, rule in manifest.items(input, ["spec", "rules"])
	some place, path in manifest.items(rule, ["http", "paths"])
	service := manifest.value(path, ["backend", "service", "name"], "")
	some name in _behind(service)
	msg := sprintf("%v leads to datastore '%v' through Service '%v'.", [manifest.title(input), name, service])
}

deny contains {"msg": msg, "path": ["spec", "defaultBackend", "service", "name"]} if {
	input.kind == "Ingress"
	service := manifest.value(input, ["spec", "defaultBackend", "service", "name"], "")
	some name in _behind(service)
	msg := sprintf("%v leads to datastore '%v' through Service '%v'.", [manifest.title(input), name, service])
}

deny contains {"msg": msg, "path": stated.path} if {
	some name in _guarded
	some stated in flows.rules(input)
	stated.direction == "ingress"
	count(stated.peers) == 0
	msg := sprintf("%v lets everybody reach datastore '%v'.", [manifest.title(input), name])
}

deny contains {"msg": msg, "path": array.concat(stated.path, ["from", index])} if {
	some name in _guarded
	some stated in flows.rules(input)
	stated.direction == "ingress"
	some index, peer in stated.peers
	some client in _clients(peer)
	count(_permits(name, client)) == 0
	msg := sprintf("%v lets %v reach datastore '%v', whose clients do not include it.", [
		manifest.title(input),
		client.title,
		name,
	])
}

deny contains {"msg": msg, "path": port.path} if {
	some name in _guarded
	some stated in flows.rules(input)
	stated.direction == "ingress"
	some peer in stated.peers
	some client in _clients(peer)
	permits := _permits(name, client)
	count(permits) > 0
	some port in stated.ports
	not flows.within(port, permits)
	msg := sprintf("%v lets %v reach datastore '%v' on %v, which is not listed for that client.", [
		manifest.title(input),
		client.title,
		name,
		port.title,
	])
}

# The datastores that a NetworkPolicy may select: every one of the namespace, unless the selector names others.
_guarded contains name if {
	input.kind == "NetworkPolicy"
	some name, datastore in _datastores
	datastore.namespace == manifest.namespace(input)
	not _names_others(manifest.value(input, ["spec", "podSelector"], {}), name)
}

_names_others(selector, name) if {
	named := manifest.value(selector, ["matchLabels", _name_label], name)
	named != name
}

_names_others(selector, name) if {
	some expression in manifest.items(selector, ["matchExpressions"])
	expression.key == _name_label
	expression.operator == "In"
	not name in expression.values
}

_selected_by(service) := {name |
	some name, datastore in _datastores
	datastore.namespace == manifest.namespace(service)
	manifest.value(service, ["spec", "selector", _name_label], "") == name
}

_behind(service) := {name |
	some document in inventory.objects(manifest.namespace(input), "Service")
	manifest.name(document) == service
	some name in _selected_by(document)
}

# Pods of the same namespace by name; of other namespaces by namespace. What is neither is everybody.
_clients(peer) := {{"pods": name, "title": sprintf("pods '%v'", [name])}} if {
	_own(peer)
	name := manifest.value(peer, ["podSelector", "matchLabels", _name_label], "*")
} else := {client |
	some target in flows.targets(peer, manifest.namespace(input))
	client := object.union(target, {"title": flows.title(target)})
}

_own(peer) if {
	manifest.value(peer, ["namespaceSelector"], null) == null
	manifest.value(peer, ["ipBlock"], null) == null
}

_permits(name, client) := {{"ports": [{"port": port} | some port in listed.ports]} |
	some listed in _datastores[name].clients
	_listed(listed, client)
}

_listed(listed, client) if listed.namespace == client.namespace

_listed(listed, client) if client.pods in listed.pods
