# METADATA
# title: Volume is of no approved storage class
# description: |
#   A claim names no storage class, or one that is not listed. Claims are PersistentVolumeClaims, the templates of a
#   StatefulSet, and the ephemeral volumes of a pod. A claim that is bound by hand (an empty class) is none of the
#   listed ones either.
#
#   ## Why it matters
#   Without a name the cluster's default class decides, and that is another one in the next cluster or after an
#   upgrade: a database may come to lie on slow disks, or on ones that are deleted with their claim.
#
#   ## Avoid
#   ```yaml
#   volumeClaimTemplates:
#     - metadata:
#         name: data
#       spec:
#         accessModes: [ReadWriteOncePod]
#   ```
#
#   ## Prefer
#   ```yaml
#   volumeClaimTemplates:
#     - metadata:
#         name: data
#       spec:
#         storageClassName: platform-ssd
#         accessModes: [ReadWriteOncePod]
#   ```
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/storage/persistent-volumes/#class-1
#     description: The class of a claim
# custom:
#   id: storage-class
#   severity: medium
#   input:
#     kinds:
#       - CronJob
#       - DaemonSet
#       - Deployment
#       - Job
#       - PersistentVolumeClaim
#       - Pod
#       - ReplicaSet
#       - ReplicationController
#       - StatefulSet
#   remediation: Name one of the listed classes in storageClassName.
#   tags: [kubernetes, storage, reliability]
#   parameters:
#     type: object
#     description: The storage classes that claims may name.
#     required: [classes]
#     additionalProperties: false
#     properties:
#       classes:
#         title: Classes
#         description: The classes by name, each with what it is for.
#         type: object
#         minProperties: 1
#         additionalProperties: {type: string, minLength: 1}
#       tiers:
#         title: Tiers
#         description: The tiers in which claims are judged; without it, everywhere.
#         type: array
#         minItems: 1
#         items: {type: string, minLength: 1}
package policies.storage.storage_class

import data.policies.lib.manifest
import data.policies.lib.parameters
import data.policies.lib.platform
import data.policies.lib.pods

_parameters := data.plimsoll.config["storage-class"]

# METADATA
# scope: document
# description: The parameters cannot be right.
# entrypoint: true
deny contains {"msg": problem, "path": []} if {
	some problem in (parameters.problems("storage-class") | platform.problems("storage-class"))
}

deny contains {"msg": msg, "path": array.concat(claim.path, ["storageClassName"])} if {
	_judged
	not manifest.controlled(input)
	some claim in _claims
	not _approved(claim.spec)
	msg := sprintf("%v names %v; approved are '%v'.", [
		claim.title,
		_wording(claim.spec),
		concat("', '", sort(object.keys(_parameters.classes))),
	])
}

_judged if not _parameters.tiers

_judged if {
	some tier in _parameters.tiers
	tier in platform.tiers_of(input)
}

_claims contains {"title": manifest.title(input), "path": ["spec"], "spec": manifest.value(input, ["spec"], {})} if {
	input.kind == "PersistentVolumeClaim"
}

_claims contains claim if {
	input.kind == "StatefulSet"
	some index, template in manifest.items(input, ["spec", "volumeClaimTemplates"])
	claim := {
		"title": sprintf("Claim '%v' of %v", [manifest.name(template), manifest.title(input)]),
		"path": ["spec", "volumeClaimTemplates", index, "spec"],
		"spec": manifest.value(template, ["spec"], {}),
	}
}

_claims contains claim if {
	some index, volume in pods.value(input, ["spec", "volumes"], [])
	template := manifest.value(volume, ["ephemeral", "volumeClaimTemplate"], null)
	template != null
	claim := {
		"title": sprintf("Volume '%v' of %v", [manifest.value(volume, ["name"], ""), manifest.title(input)]),
		"path": pods.path(input, ["spec", "volumes", index, "ephemeral", "volumeClaimTemplate", "spec"]),
		"spec": manifest.value(template, ["spec"], {}),
	}
}

_approved(spec) if _parameters.classes[manifest.value(spec, ["storageClassName"], null)]

_wording(spec) := "no storage class" if {
	manifest.value(spec, ["storageClassName"], "") == ""
} else := sprintf("the storage class '%v'", [spec.storageClassName])
