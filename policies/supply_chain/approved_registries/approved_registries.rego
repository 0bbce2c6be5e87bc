# METADATA
# title: Image comes from a registry that is not approved
# description: |
#   A container, an init container, an ephemeral container or an image volume uses an image from outside the
#   approved registries. A name without a registry is one of Docker Hub's, as the container runtimes read it.
#
#   ## Why it matters
#   The approved registry is where images are scanned, signed and kept. What comes from elsewhere can change or
#   vanish, and nobody looked at it.
#
#   ## Avoid
#   ```yaml
#   containers:
#     - name: web
#       image: nginx:1.29
#   ```
#
#   ## Prefer
#   ```yaml
#   containers:
#     - name: web
#       image: europe-west4-docker.pkg.dev/coderev-example/platform/auth-service:1.4.2
#   ```
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/containers/images/#image-names
#     description: Image names
# custom:
#   id: approved-registries
#   severity: high
#   input:
#     kinds: [CronJob, DaemonSet, Deployment, Job, Pod, PodTemplate, ReplicaSet, ReplicationController, StatefulSet]
#   frameworks: [cis-kubernetes/5.5.1, owasp-k8s/K02]
#   remediation: Copy the image into an approved registry and use it from there.
#   tags: [kubernetes, security, supply-chain]
#   parameters:
#     type: object
#     description: Where images may come from.
#     required: [registries]
#     additionalProperties: false
#     properties:
#       registries:
#         title: Registries
#         description: Registries, each with as much of the repository path as is approved.
#         type: array
#         minItems: 1
#         items: {type: string, minLength: 1, pattern: '[^/]$'}
#       exceptions:
#         title: Exceptions
#         description: Registries that are approved in one namespace, each with the reason.
#         type: array
#         items:
#           type: object
#           required: [namespace, registry, reason]
#           additionalProperties: false
#           properties:
#             namespace: {title: Namespace, description: Where it is approved., type: string, minLength: 1}
#             registry: {title: Registry, description: What is approved., type: string, minLength: 1, pattern: '[^/]$'}
#             reason: {title: Reason, description: Why it is approved there., type: string, minLength: 10}
package policies.supply_chain.approved_registries

import data.policies.lib.manifest
import data.policies.lib.parameters
import data.policies.lib.pods

_parameters := data.plimsoll.config["approved-registries"]

# METADATA
# scope: document
# description: The parameters cannot be right.
# entrypoint: true
deny contains {"msg": problem, "path": []} if some problem in parameters.problems("approved-registries")

deny contains {"msg": msg, "path": used.path} if {
	some used in _images
	not _approved(used.image)
	msg := sprintf("%v of %v uses the image '%v' from '%v'; approved are '%v'.", [
		used.user,
		manifest.title(input),
		used.image,
		_registry(sprintf("%v", [used.image])),
		concat("', '", _registries),
	])
}

_images contains used if {
	some found in pods.containers(input)
	used := {
		"user": sprintf("Container '%v'", [found.name]),
		"image": manifest.value(found.container, ["image"], ""),
		"path": array.concat(found.path, ["image"]),
	}
}

# https://kubernetes.io/docs/concepts/storage/volumes/#image
_images contains used if {
	some index, volume in pods.value(input, ["spec", "volumes"], [])
	manifest.value(volume, ["image"], null) != null
	used := {
		"user": sprintf("Volume '%v'", [manifest.value(volume, ["name"], "")]),
		"image": manifest.value(volume, ["image", "reference"], ""),
		"path": pods.path(input, ["spec", "volumes", index, "image", "reference"]),
	}
}

_registries := {registry | some registry in _parameters.registries} | {exception.registry |
	some exception in _parameters.exceptions
	exception.namespace == manifest.namespace(input)
}

_approved(image) if {
	is_string(image)
	some registry in _registries
	startswith(_full_name(image), sprintf("%v/", [registry]))
}

# The first part of a name is a registry where it has a dot or a port, or is localhost:
# https://github.com/distribution/reference/blob/main/normalize.go
_full_name(image) := image if {
	regex.match(`^([^/]*[.:][^/]*|localhost)/`, image)
} else := sprintf("docker.io/%v", [image]) if {
	contains(image, "/")
} else := sprintf("docker.io/library/%v", [image])

_registry(image) := split(_full_name(image), "/")[0]
