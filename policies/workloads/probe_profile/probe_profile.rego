# METADATA
# title: Probe differs from the platform's profile
# description: |
#   A container of a tier's workload lacks a probe that the profile demands, or the probe's period, path or port
#   differs from it. A period that is absent counts as the API server's default of 10 seconds. A port is compared by
#   number, also where a name stands for it.
#
#   ## Why it matters
#   Periods decide how long a broken pod keeps its traffic, and how much load the probes themselves make. Without a
#   startup probe, a slow start is taken for a death, and the pod is killed before it was ever ready.
#
#   ## Avoid
#   ```yaml
#   livenessProbe:
#     httpGet: {path: /health/live, port: http}
#     periodSeconds: 5
#   ```
#
#   ## Prefer
#   ```yaml
#   startupProbe:
#     httpGet: {path: /health/live, port: http}
#     periodSeconds: 5
#     failureThreshold: 24
#   livenessProbe:
#     httpGet: {path: /health/live, port: http}
#     periodSeconds: 30
#   readinessProbe:
#     httpGet: {path: /health/ready, port: http}
#     periodSeconds: 10
#   ```
# related_resources:
#   - ref: https://kubernetes.io/docs/concepts/workloads/pods/probes/
#     description: Liveness, Readiness, and Startup Probes
# custom:
#   id: probe-profile
#   severity: low
#   input:
#     kinds: [DaemonSet, Deployment, StatefulSet]
#   remediation: Give the container the probes that the profile states, with its periods, paths and ports.
#   tags: [kubernetes, reliability]
#   parameters:
#     type: object
#     description: The probes of every regular container in some tiers.
#     required: [tiers, probes]
#     additionalProperties: false
#     definitions:
#       probe:
#         title: Probe
#         description: A probe that is demanded, with the fields that matter.
#         type: object
#         additionalProperties: false
#         properties:
#           periodSeconds: {title: Period, description: Seconds between two probes., type: integer, minimum: 1}
#           path: {title: Path, description: The path of an HTTP probe., type: string, pattern: '^/'}
#           port: {title: Port, description: The number of the port., type: integer, minimum: 1, maximum: 65535}
#     properties:
#       tiers:
#         title: Tiers
#         description: The tiers whose workloads are probed so.
#         type: array
#         minItems: 1
#         uniqueItems: true
#         items: {type: string}
#       probes:
#         title: Probes
#         description: The probes that are demanded.
#         type: object
#         minProperties: 1
#         additionalProperties: false
#         properties:
#           livenessProbe: {$ref: '#/definitions/probe'}
#           readinessProbe: {$ref: '#/definitions/probe'}
#           startupProbe: {$ref: '#/definitions/probe'}
package policies.workloads.probe_profile

import data.policies.lib.manifest
import data.policies.lib.platform
import data.policies.lib.pods

# https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Probe
_default_period := 10

# METADATA
# scope: document
# description: The parameters cannot be right.
# entrypoint: true
deny contains {"msg": problem, "path": []} if some problem in platform.problems("probe-profile")

deny contains {"msg": msg, "path": array.concat(found.path, [kind])} if {
	some tier in _tiers
	some found in pods.main_containers(input)
	some kind in object.keys(_demanded)
	manifest.value(found.container, [kind], null) == null
	msg := sprintf("Container '%v' of %v has no '%v'; tier '%v' demands one.", [
		found.name,
		manifest.title(input),
		kind,
		tier,
	])
}

deny contains {"msg": msg, "path": array.concat(found.path, stated.path)} if {
	some tier in _tiers
	some found in pods.main_containers(input)
	some kind, demands in _demanded
	manifest.value(found.container, [kind], null) != null
	some field, demand in demands
	stated := _stated(field, found.container, kind)
	stated.value != demand
	msg := sprintf("'%v' of container '%v' in %v has %v '%v'; tier '%v' demands '%v'.", [
		kind,
		found.name,
		manifest.title(input),
		stated.title,
		stated.value,
		tier,
		demand,
	])
}

_demanded := data.plimsoll.config["probe-profile"].probes

_tiers contains tier if {
	some tier in data.plimsoll.config["probe-profile"].tiers
	tier in platform.tiers_of(input)
}

_stated("periodSeconds", container, kind) := {
	"title": "the period",
	"path": [kind, "periodSeconds"],
	"value": manifest.value(container, [kind, "periodSeconds"], _default_period),
}

_stated("path", container, kind) := {
	"title": "the path",
	"path": [kind, "httpGet", "path"],
	"value": manifest.value(container, [kind, "httpGet", "path"], "none"),
}

_stated("port", container, kind) := {
	"title": "the port",
	"path": path,
	"value": _port_number(container, manifest.value(container, path, "none")),
} if {
	path := [kind, _handler(container[kind]), "port"]
}

_handler(probe) := "httpGet" if {
	probe.httpGet
} else := "tcpSocket" if {
	probe.tcpSocket
} else := "grpc"

_port_number(container, port) := named[0] if {
	named := [stated.containerPort |
		some stated in manifest.value(container, ["ports"], [])
		stated.name == port
	]
} else := port
