# METADATA
# title: Secret does not come from an approved store
# description: |
#   A manifest holds a Secret's values, an ExternalSecret reads from a store that is not listed or refreshes too
#   seldom, or a pod needs a Secret, or a key of one, that no ExternalSecret of its namespace makes.
#
#   Secrets that a cluster's controllers made are not judged: only what is written down is.
#
#   ## Why it matters
#   Base64 is no encryption: a Secret in a repository is known to whoever reads it, for ever. What a store holds can be
#   rotated in one place, and its log says who read it.
#
#   ## Avoid
#   ```yaml
#   apiVersion: v1
#   kind: Secret
#   metadata:
#     name: database-credentials
#   stringData:
#     password: example
#   ```
#
#   ## Prefer
#   ```yaml
#   apiVersion: external-secrets.io/v1
#   kind: ExternalSecret
#   metadata:
#     name: database-credentials
#   spec:
#     refreshInterval: 1h
#     secretStoreRef:
#       name: vault
#   ```
# related_resources:
#   - ref: https://external-secrets.io/latest/api/externalsecret/
#     description: ExternalSecret
# custom:
#   id: secret-by-reference
#   severity: high
#   input:
#     kinds:
#       - CronJob
#       - DaemonSet
#       - Deployment
#       - external-secrets.io/ExternalSecret
#       - Job
#       - Pod
#       - core/Secret
#       - StatefulSet
#   remediation: Put the values into an approved store, and let an ExternalSecret make the Secret.
#   tags: [kubernetes, security, secrets]
#   parameters:
#     type: object
#     description: Where secrets come from.
#     required: [stores, refreshAtMost, tiers]
#     additionalProperties: false
#     properties:
#       stores:
#         title: Stores
#         description: The names of the approved stores.
#         type: array
#         minItems: 1
#         items: {type: string, minLength: 1}
#       refreshAtMost:
#         title: Refresh
#         description: The longest time between two looks at the store, such as 1h.
#         type: string
#         pattern: '^([0-9]+(\.[0-9]+)?(s|m|h))+$'
#       tiers:
#         title: Tiers
#         description: The tiers that are judged.
#         type: array
#         minItems: 1
#         items: {type: string, minLength: 1}
package policies.secrets.secret_by_reference

import data.policies.lib.inventory
import data.policies.lib.manifest
import data.policies.lib.platform
import data.policies.lib.pods

_parameters := data.plimsoll.config["secret-by-reference"]

_duration := `^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$`

# METADATA
# scope: document
# description: The parameters cannot be right.
# entrypoint: true
deny contains {"msg": problem, "path": []} if some problem in platform.problems("secret-by-reference")

deny contains {"msg": msg, "path": [field]} if {
	input.kind == "Secret"
	_judged
	not manifest.live(input)
	some field in ["data", "stringData"]
	count(manifest.value(input, [field], {})) > 0
	msg := sprintf("%v holds values in '%v'; they come from a store.", [manifest.title(input), field])
}

deny contains {"msg": msg, "path": ["spec", "secretStoreRef", "name"]} if {
	input.kind == "ExternalSecret"
	_judged
	store := manifest.value(input, ["spec", "secretStoreRef", "name"], "nothing")
	not store in _parameters.stores
	msg := sprintf("%v reads from '%v'; approved are '%v'.", [
		manifest.title(input),
		store,
		concat("', '", _parameters.stores),
	])
}

deny contains {"msg": msg, "path": ["spec", "refreshInterval"]} if {
	input.kind == "ExternalSecret"
	_judged
	interval := manifest.value(input, ["spec", "refreshInterval"], "1h0m0s")
	not _often(interval)
	msg := sprintf("%v refreshes with '%v'; at most '%v' may pass.", [
		manifest.title(input),
		interval,
		_parameters.refreshAtMost,
	])
}

deny contains {"msg": msg, "path": reference.path} if {
	input.kind != "ExternalSecret"
	_judged
	not manifest.controlled(input)
	some reference in _references
	count(_makers(reference.name)) == 0
	msg := sprintf("%v needs the Secret '%v', which no ExternalSecret makes.", [manifest.title(input), reference.name])
}

deny contains {"msg": msg, "path": reference.path} if {
	input.kind != "ExternalSecret"
	_judged
	not manifest.controlled(input)
	some reference in _references
	some maker in _makers(reference.name)
	reference.key != ""
	not _makes(maker, reference.key)
	msg := sprintf("%v needs the key '%v' of the Secret '%v', which its ExternalSecret does not make.", [
		manifest.title(input),
		reference.key,
		reference.name,
	])
}

_judged if {
	some tier in _parameters.tiers
	tier in platform.tiers_of(input)
}

# Zero means once and never again.
_often(interval) if {
	is_string(interval)
	regex.match(_duration, interval)
	nanoseconds := time.parse_duration_ns(interval)
	nanoseconds > 0
	nanoseconds <= time.parse_duration_ns(_parameters.refreshAtMost)
}

_makers(name) := {maker |
	some maker in inventory.objects(manifest.namespace(input), "ExternalSecret")
	manifest.value(maker, ["spec", "target", "name"], manifest.name(maker)) == name
}

_makes(maker, key) if key in object.keys(manifest.value(maker, ["spec", "target", "template", "data"], {}))

# A template replaces what was fetched, unless it says that it merges.
_makes(maker, key) if {
	_keeps_fetched(maker)
	some fetched in manifest.items(maker, ["spec", "data"])
	fetched.secretKey == key
}

# What keys dataFrom brings is known to the store alone.
_makes(maker, _) if count(manifest.items(maker, ["spec", "dataFrom"])) > 0

_keeps_fetched(maker) if manifest.value(maker, ["spec", "target", "template", "data"], {}) == {}

_keeps_fetched(maker) if manifest.value(maker, ["spec", "target", "template", "mergePolicy"], "Replace") == "Merge"

_references contains reference if {
	some found in pods.containers(input)
	some index, variable in manifest.items(found.container, ["env"])
	secret := manifest.value(variable, ["valueFrom", "secretKeyRef"], null)
	secret != null
	reference := {
		"name": manifest.value(secret, ["name"], ""),
		"key": manifest.value(secret, ["key"], ""),
		"path": array.concat(found.path, ["env", index, "valueFrom", "secretKeyRef", "name"]),
	}
}

_references contains reference if {
	some found in pods.containers(input)
	some index, source in manifest.items(found.container, ["envFrom"])
	name := manifest.value(source, ["secretRef", "name"], "")
	name != ""
	reference := {"name": name, "key": "", "path": array.concat(found.path, ["envFrom", index, "secretRef", "name"])}
}

_references contains reference if {
	some index, volume in pods.value(input, ["spec", "volumes"], [])
	name := manifest.value(volume, ["secret", "secretName"], "")
	name != ""
	keys := {manifest.value(item, ["key"], "") | some item in manifest.items(volume, ["secret", "items"])}
	some key in (keys | _any_key(keys))
	path := pods.path(input, ["spec", "volumes", index, "secret", "secretName"])
	reference := {"name": name, "key": key, "path": path}
}

_any_key(keys) := {""} if {
	count(keys) == 0
} else := set()
